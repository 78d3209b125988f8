/** What the built-in environments share in making their tasks: which split something belongs to, and a fair order. */
import { seedOf } from '../../seeds.ts';
import type { Split } from '../contract.ts';

/**
 * The split of what must not be in two of them (a world, a word, a question), by the hash of its name alone.
 * @param name the first part says whose hash it is, e.g. `maze split`.
 * @param until percent: below `train` it is of train, from there to below `dev` of dev, else of eval.
 */
export function splitByHash(name: readonly string[], until: { train: number; dev: number }): Split {
  const part = seedOf(...name) % 100;
  if (part < until.train) return 'train';
  return part < until.dev ? 'dev' : 'eval';
}

/** The lists' entries in turn: any first part is a fair sample of them, as long as the shortest lasts. */
export function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}
