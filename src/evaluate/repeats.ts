/** Trajectories of tasks that were played several times, task by task. */
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { type Attempts, type Pass, passOf } from './pass.ts';

/** By task, of rollouts that all count. */
export function attemptsOf(counted: readonly Trajectory[]): Attempts[] {
  const tasks = new Map<string, Attempts>();
  for (const { itemId, outcome } of counted) {
    const { rollouts, solved } = tasks.get(itemId) ?? { rollouts: 0, solved: 0 };
    tasks.set(itemId, { rollouts: rollouts + 1, solved: solved + (outcome === 'success' ? 1 : 0) });
  }
  return [...tasks.values()];
}

/** Tasks that were sampled until they were solved have no unbiased estimate: those that were solved have few samples. */
export function repeatsOf(all: readonly Trajectory[]): { pass?: Pass[] } {
  const played = new Map<string, number>();
  for (const { itemId } of all) played.set(itemId, (played.get(itemId) ?? 0) + 1);
  const [samples = 1, ...others] = new Set(played.values());
  if (samples === 1 || others.length > 0) return {};
  const pass = passOf(attemptsOf(all.filter(counts)), samples);
  return pass.length === 0 ? {} : { pass };
}

/** For every k that all environments have. */
export function repeatsOfMean(environments: readonly { pass?: Pass[] }[]): { pass?: Pass[] } {
  const ks = environments[0]?.pass?.map(({ k }) => k) ?? [];
  const list = ks.flatMap((k) => {
    const each = environments.flatMap(({ pass }) => pass?.filter((one) => one.k === k) ?? []);
    if (each.length < environments.length) return [];
    const mean = (key: 'any' | 'all'): number => each.reduce((sum, one) => sum + one[key], 0) / each.length;
    return [{ k, any: mean('any'), all: mean('all'), tasks: each.reduce((sum, one) => sum + one.tasks, 0) }];
  });
  return list.length === 0 ? {} : { pass: list };
}
