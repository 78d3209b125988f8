/**
 * Texts that together hold every word the environment, its instructions and its expert can say in any split. Words to
 * guess are always spelled, so that letters are all there is.
 */
import { answers, refusals } from './describe.ts';
import { MOST_COUNTED, thoughts } from './expert.ts';
import { instructions } from './instructions.ts';

export function* lexicon(): Iterable<string> {
  for (const { content } of instructions()) yield content;
  yield 'a b c d e f g h i j k l m n o p q r s t u v w x y z';
  yield Array.from({ length: MOST_COUNTED + 1 }, (_, number) => String(number)).join(' ');
  yield [
    answers.start(['a', 'b']),
    answers.open(),
    answers.left(1),
    answers.left(2),
    answers.found(),
    answers.lost('a'),
  ].join('\n');
  yield [answers.over(), ...Object.values(refusals)].join('\n');
  yield [
    thoughts.first(),
    thoughts.only('a'),
    thoughts.few(['a', 'b']),
    thoughts.many(4, ['a']),
    thoughts.lots(['a']),
  ].join('\n');
}
