/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

/** In ReAct. Tuned settings and trained models depend on every word of it. */
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

const TASK = 'Walk through rooms to reach a goal. Each turn, think, then call one function.';

export function instructions(format: ActionFormatName = 'react'): readonly Message[] {
  const rules = format === 'react' ? RULES : `${TASK}\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
