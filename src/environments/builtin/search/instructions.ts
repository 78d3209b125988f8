/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import type { WrongAnswer } from './answers.ts';

const ABOUT = 'You answer a question with what you find by searching. Answers are short: a name, a word or a number.';
const THEN: Readonly<Record<WrongAnswer, string>> = {
  ends: 'You have one answer.',
  'goes-on': 'You may answer again.',
};

const FORM = `Each turn, think, then give one action:
search[words] (shows the passages that fit best)
answer[text] (answers the question)
Thought: what you know and what you need
Action: your action`;

export function instructions(format: ActionFormatName, wrongAnswer: WrongAnswer): readonly Message[] {
  const about = `${ABOUT} ${THEN[wrongAnswer]}`;
  const rules =
    format === 'react'
      ? `${about} ${FORM}`
      : `${about} Each turn, think, then call one function.\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
