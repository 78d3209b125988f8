/** Texts that together hold every word the environment, its instructions and its expert can say in any split. */
import { answer, search } from './actions.ts';
import { answers, type WrongAnswer } from './answers.ts';
import type { SearchBank } from './bank.ts';
import { instructions } from './instructions.ts';

export function* lexicon(bank: SearchBank, wrongAnswer: WrongAnswer): Iterable<string> {
  for (const { content } of instructions('react', wrongAnswer)) yield content;
  yield [answers.question(''), answers.found([]), answers.nothing(), answers.right()].join('\n');
  yield [answers.wrong(wrongAnswer), answers.over(), answers.empty(), answers.unknown()].join('\n');
  yield [answers.unclosed(), answers.noQuery(), answers.noAnswer(), search(''), answer('')].join('\n');
  yield* bank.words();
}
