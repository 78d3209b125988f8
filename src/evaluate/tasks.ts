/** Rollouts as they are counted task by task: a few numbers for each task, however many rollouts there are. */
import { counts, type Outcome } from '../trajectories/trajectory.ts';
import { type Attempts, type Pass, passOf } from './pass.ts';

export interface TaskCounter {
  add(one: { itemId: string; outcome: Outcome }): void;
  /** Tasks with a rollout that counts, in the order of their ids. */
  attempts(): Attempts[];
  /** Rollouts that ended in errors. */
  errors(): number;
  /** Nothing where tasks have one rollout, or not all the same number of them. */
  pass(): { pass?: Pass[] };
}

interface Task extends Attempts {
  /** Errors among them. */
  played: number;
}

export function countTasks(): TaskCounter {
  const tasks = new Map<string, Task>();
  const attempts = (): Attempts[] =>
    [...tasks]
      .filter(([, { rollouts }]) => rollouts > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { rollouts, solved }]) => ({ rollouts, solved }));
  return {
    add: ({ itemId, outcome }) => {
      let task = tasks.get(itemId);
      if (task === undefined) tasks.set(itemId, (task = { played: 0, rollouts: 0, solved: 0 }));
      task.played += 1;
      if (counts({ outcome })) task.rollouts += 1;
      if (outcome === 'success') task.solved += 1;
    },
    attempts,
    errors: () => [...tasks.values()].reduce((sum, { played, rollouts }) => sum + played - rollouts, 0),
    // Tasks that were sampled until they were solved have no unbiased estimate: those that were solved have few samples.
    pass: () => {
      const [samples = 1, ...others] = new Set([...tasks.values()].map(({ played }) => played));
      if (samples === 1 || others.length > 0) return {};
      const pass = passOf(attempts(), samples);
      return pass.length === 0 ? {} : { pass };
    },
  };
}

/** For every k that all environments have. */
export function passOfMean(environments: readonly { pass?: Pass[] }[]): { pass?: Pass[] } {
  const ks = environments[0]?.pass?.map(({ k }) => k) ?? [];
  const list = ks.flatMap((k) => {
    const each = environments.flatMap(({ pass }) => pass?.filter((one) => one.k === k) ?? []);
    if (each.length < environments.length) return [];
    const mean = (key: 'any' | 'all'): number => each.reduce((sum, one) => sum + one[key], 0) / each.length;
    return [{ k, any: mean('any'), all: mean('all'), tasks: each.reduce((sum, one) => sum + one.tasks, 0) }];
  });
  return list.length === 0 ? {} : { pass: list };
}
