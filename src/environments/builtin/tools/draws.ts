/** What tasks of the tool worlds draw from lists. Their data depend on each draw, so neither way can take the other's place. */
import type { Random } from '../../../seeds.ts';

/** Different numbers from 0 to below `most`, few of many: what was drawn before is drawn again. */
export function distinct(count: number, most: number, stream: Random): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(stream.below(most));
  return [...drawn];
}

/** Different entries, few of many. */
export function take<T>(list: readonly T[], count: number, stream: Random): T[] {
  return distinct(count, list.length, stream).map((index) => list[index] as T);
}

/** Different entries in random order, up to all of them: what was drawn leaves the list. */
export function some<T>(draws: Random, list: readonly T[], many: number): T[] {
  const left = [...list];
  const taken: T[] = [];
  while (taken.length < many && left.length > 0) {
    const at = draws.below(left.length);
    taken.push(left[at] as T);
    left[at] = left.at(-1) as T;
    left.pop();
  }
  return taken;
}
