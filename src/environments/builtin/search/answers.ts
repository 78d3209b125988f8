/** What the environment says. */

/** What a wrong answer does. */
export type WrongAnswer = 'ends' | 'goes-on';

const HINT = 'Say search[words] or answer[text].';

export const answers = {
  question: (text: string) => `Question: ${text}`,
  found: (lines: readonly string[]) => `Information:\n${lines.join('\n')}`,
  nothing: () => 'Information: nothing was found.',
  right: () => 'That is right.',
  wrong: (then: WrongAnswer) => (then === 'ends' ? 'That is wrong.' : 'That is wrong. Search or answer again.'),
  over: () => 'The question is over. Nothing more counts.',
  empty: () => `There was no action. ${HINT}`,
  unknown: () => `That is not an action. ${HINT}`,
  unclosed: () => `The bracket is not closed. ${HINT}`,
  noQuery: () => `There is nothing to search for in the brackets. ${HINT}`,
  noAnswer: () => `There is no answer in the brackets. ${HINT}`,
};
