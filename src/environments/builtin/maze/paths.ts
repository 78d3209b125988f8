/** Distances in a maze, by breadth-first search. */
import { type Layout, offset, ways } from './world.ts';

/** Steps from each square to the nearest of some squares; −1 for walls and what cannot be reached. */
export function distances(layout: Layout, to: readonly number[]): number[] {
  const steps = layout.open.map(() => -1);
  const queue = [...to];
  for (const square of queue) steps[square] = 0;
  for (const square of queue) {
    for (const direction of ways(layout, square)) {
      const next = square + offset(layout, direction);
      if (steps[next] !== -1) continue;
      steps[next] = (steps[square] ?? 0) + 1;
      queue.push(next);
    }
  }
  return steps;
}
