/** What a policy is told before the first observation, in our own words. */
import type { Message } from '../../contract.ts';

const RULES = `Walk through rooms to reach a goal. Each turn, think, then give one action:
turn left, turn right, move forward
go to red ball 1
pickup red key 1
drop
toggle (opens what is ahead)
go through red door 1
toggle and go through red closed door 1
check available actions
Thought: what you see and need
Action: your action`;

export function instructions(): readonly Message[] {
  return [
    { role: 'user', content: RULES },
    { role: 'assistant', content: 'OK.' },
  ];
}
