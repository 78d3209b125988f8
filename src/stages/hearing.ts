/** Who hears of what is weighed, as it is gone through: the leak check of what is new, the data card of all that merge lets in. */
import type { Data } from '../loop.ts';
import { overheard, type Trajectories } from '../trajectories/collection.ts';
import { type DataCards, originOf } from './data-cards.ts';
import type { LeakWatch } from './leaks.ts';

/** The data of an iteration (0 is cloning), to be gone through once. */
export async function hearing(
  { demonstrations, trajectories, earlier }: Data,
  { iteration, leaks, cards }: { iteration: number; leaks: LeakWatch; cards: DataCards },
): Promise<Data> {
  const card = cards.begin(iteration);
  const learn = await leaks.learner(iteration);
  const heard = (of: number, all: Trajectories): Trajectories =>
    overheard(all, (trajectory) => {
      card.add(trajectory, originOf(iteration, of));
      // What is of before was heard then.
      if (of === iteration) learn(trajectory);
    });
  return {
    demonstrations: heard(0, demonstrations),
    ...(trajectories === undefined ? {} : { trajectories: heard(iteration, trajectories) }),
    earlier: earlier.map((all, i) => heard(i + 1, all)),
  };
}
