/** The words that an environment says in episodes, to hold against its lexicon. */
import { type Environment, SPLITS } from '../../src/environments/contract.ts';
import { wordLevelTokenizer } from '../../src/lm/tokenizer/word-level.ts';
import { random } from '../../src/seeds.ts';

/** The tokens of texts, as the tokenizer of a fresh model has them. */
export function wordsOf(texts: Iterable<string>): Set<string> {
  return new Set(wordLevelTokenizer(texts).vocabulary);
}

/** Words of the instructions and of episodes of the expert, of random actions and of senseless ones, in every split. */
export async function saidBy(
  environment: Environment,
  { tasks, senseless }: { tasks: number; senseless: readonly string[] },
): Promise<Set<string>> {
  const texts = environment.instructions('react').map(({ content }) => content);
  const draws = random(11);
  const session = await environment.open();
  for (const task of SPLITS.flatMap((split) => environment.tasks(split).slice(0, tasks))) {
    for (const policy of ['expert', 'random'] as const) {
      texts.push((await session.reset(task, 1)).observation);
      for (let done = false; !done; ) {
        const move = session.expert?.() ?? { thought: '', action: '' };
        const action = policy === 'expert' ? move.action : draws.pick([...(session.actions?.() ?? []), ...senseless]);
        const step = await session.step(action);
        // What was senseless is a word of nobody but the test.
        texts.push(move.thought, move.action, step.observation);
        done = step.done;
      }
      texts.push((await session.step('')).observation);
    }
  }
  return wordsOf(texts);
}
