/**
 * The goals and how they are numbered and split. Every craftable item is a goal; a goal belongs to one split for ever,
 * whatever the variant, so that nothing asked for in `dev` or `eval` is ever asked for in `train`.
 */
import { digest } from '../../../seeds.ts';
import type { Split } from '../../contract.ts';
import { type RecipeBook, recipeBook } from './recipes.ts';

export interface Goal {
  /** Position in the list of all goals, which is sorted by depth, then name. */
  readonly index: number;
  readonly item: string;
  readonly depth: number;
  readonly split: Split;
}

/** Share of each depth's goals that goes to `train`, and to `train` and `dev` together; the rest is `eval`. */
const TRAIN_SHARE = 0.6;
const TRAIN_AND_DEV_SHARE = 0.75;

let listed: readonly Goal[] | undefined;

/** All goals, in the order of their index. */
export function allGoals(): readonly Goal[] {
  listed ??= listGoals(recipeBook());
  return listed;
}

function listGoals(book: RecipeBook): Goal[] {
  const byDepth = new Map<number, string[]>();
  for (const item of book.byOutput.keys()) {
    byDepth.set(book.depth(item), [...(byDepth.get(book.depth(item)) ?? []), item]);
  }
  const goals: Omit<Goal, 'index'>[] = [];
  for (const [depth, items] of [...byDepth].toSorted(([a], [b]) => a - b)) {
    const splits = splitOf(items);
    for (const item of items.toSorted()) goals.push({ item, depth, split: splits.get(item) ?? 'eval' });
  }
  return goals.map((goal, index) => ({ index, ...goal }));
}

/** Splits the goals of one depth by the order of their names' hashes. */
function splitOf(items: readonly string[]): Map<string, Split> {
  const ranked = [...hashOrder('split', items, (item) => item)];
  const train = Math.round(ranked.length * TRAIN_SHARE);
  const dev = Math.round(ranked.length * TRAIN_AND_DEV_SHARE);
  return new Map(ranked.map((item, rank) => [item, rank < train ? 'train' : rank < dev ? 'dev' : 'eval']));
}

/** `list` in the order of the hashes of its names, under a purpose of its own: the same however `list` was ordered. */
export function hashOrder<T>(purpose: string, list: readonly T[], nameOf: (entry: T) => string): T[] {
  const keyed = list.map((entry) => ({ entry, key: digest('textcraft', purpose, nameOf(entry)) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}
