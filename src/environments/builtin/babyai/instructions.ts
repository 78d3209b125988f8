/** What a policy is told before the first observation, in our own words. */
import type { Message } from '../../contract.ts';

const RULES = `You act in a world of rooms and see what lies ahead of you. Each turn, think, then give one action:
turn left, turn right, move forward
go to X, pickup X (only with empty hands), drop
toggle (opens or closes what is in front of you)
go through X, toggle and go through X
check available actions
X is a thing you have seen, such as red ball 1.
Answer in this form:
Thought: what you see and need
Action: your action`;

/** Two messages: the rules, and the answer that AgentTraj conversations begin with. */
export function instructions(): readonly Message[] {
  return [
    { role: 'user', content: RULES },
    { role: 'assistant', content: 'OK.' },
  ];
}
