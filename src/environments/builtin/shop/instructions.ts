/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

const ABOUT =
  'Buy the right product in a shop: search, click a product, click its options, then click Buy Now. ' +
  'Features says what the title does not.';

const FORM = `Each turn, think, then give one action:
search[words] on the search page
click[name] of a product, an option or a button
Thought: what you need
Action: your action`;

export function instructions(format: ActionFormatName): readonly Message[] {
  const rules =
    format === 'react'
      ? `${ABOUT}\n${FORM}`
      : `${ABOUT} Each turn, think, then call one function.\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
