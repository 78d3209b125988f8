/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

const ABOUT = `Guess a hidden word of five letters. Each guess is marked letter by letter:
g: right letter, right place
y: the word has this letter in another place
b: the word does not have it
Only words of the game count; other guesses cost a try too.`;

const FORM = `Each turn, think, then give one guess, with spaces between its letters:
Thought: what you know
Action: your guess`;

export function instructions(format: ActionFormatName = 'react'): readonly Message[] {
  const form =
    format === 'react' ? FORM : `Each turn, think, then call the function.\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: `${ABOUT}\n${form}` },
    { role: 'assistant', content: 'OK.' },
  ];
}
