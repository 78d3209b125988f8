/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import type { Observation } from './describe.ts';

const ABOUT: Readonly<Record<Observation, string>> = {
  full: 'Walk through a maze to the goal. Positions are row, column: down adds 1 to the row, right adds 1 to the column.',
  partial: 'Walk through a maze until you find the goal. You see the walls beside you and your last moves.',
};

const FORM = `Each turn, think, then give one action:
move up, move down, move left, move right
Thought: where you want to go
Action: your action`;

export function instructions(format: ActionFormatName, observation: Observation): readonly Message[] {
  const about = ABOUT[observation];
  const rules =
    format === 'react'
      ? `${about} ${FORM}`
      : `${about} Each turn, think, then call one function.\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
