/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

/** In ReAct. */
const RULES = `Do a household task in a room. You can carry one thing. Each turn, think, then give one action:
go to desk 1
open drawer 1, close drawer 1
take mug 1 from desk 1
move mug 1 to desk 1
use desklamp 1 (on or off)
clean mug 1 with sinkbasin 1
heat mug 1 with microwave 1
cool mug 1 with fridge 1
examine mug 1, inventory, look, check available actions
To look at a thing under a lamp, carry it to the lamp and turn the lamp on.
Thought: what you see and need
Action: your action`;

const TASK = `Do a household task in a room. You can carry one thing. Each turn, think, then call one function.
To look at a thing under a lamp, carry it to the lamp and turn the lamp on.`;

export function instructions(format: ActionFormatName = 'react'): readonly Message[] {
  const rules = format === 'react' ? RULES : `${TASK}\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
