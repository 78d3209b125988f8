/**
 * Mazes of growing size, made from a level and a seed. A walk that turns back at dead ends opens a tree of passages over
 * all rooms, so that every maze is connected; then a few more walls are opened, so that some have several ways.
 */
import { type Random, random, seedOf } from '../../../seeds.ts';
import { STEP_LIMIT } from './double-t.ts';
import { distances } from './paths.ts';
import type { Layout, World } from './world.ts';

interface Size {
  /** Rooms in a row and in a column; the grid has twice as many squares and one. */
  readonly rooms: number;
  /** Walls opened beyond the tree, at most. */
  readonly loops: number;
  /** Steps from start to goal on a shortest way. */
  readonly least: number;
  readonly most: number;
}

/** By name, from easy to hard. */
export const SIZES: ReadonlyMap<string, Size> = new Map([
  ['7x7', { rooms: 3, loops: 1, least: 4, most: 14 }],
  ['9x9', { rooms: 4, loops: 2, least: 6, most: 18 }],
  ['11x11', { rooms: 5, loops: 3, least: 8, most: 24 }],
  ['13x13', { rooms: 6, loops: 4, least: 10, most: 36 }],
]);

/** The maze of a generated level. */
export function generate(level: string, seed: number): World {
  const size = SIZES.get(level);
  if (size === undefined) throw new RangeError(`There is no maze level ${level}.`);
  const draws = random(seedOf('maze', level, seed));
  const layout = carve(level, size, draws);
  const rooms = layout.open.flatMap((open, square) => (open ? [square] : []));
  const stepLimit = Math.max(STEP_LIMIT, 2 * rooms.length);
  for (;;) {
    const goal = draws.pick(rooms);
    const steps = distances(layout, [goal]);
    const starts = rooms.filter((square) => within(steps[square] ?? -1, size));
    if (starts.length > 0) return { layout, start: draws.pick(starts), goal, stepLimit };
  }
}

function within(steps: number, { least, most }: Size): boolean {
  return steps >= least && steps <= most;
}

function carve(level: string, { rooms, loops }: Size, draws: Random): Layout {
  const width = 2 * rooms + 1;
  const open = Array.from({ length: width * width }, () => false);
  const inside = (square: number): boolean => {
    const column = square % width;
    return square > width && square < width * (width - 1) && column > 0 && column < width - 1;
  };
  const steps = [1, -1, width, -width];
  const trail = [width + 1];
  open[width + 1] = true;
  for (let room = trail.at(-1); room !== undefined; room = trail.at(-1)) {
    const from = room;
    const shut = steps.filter((step) => inside(from + 2 * step) && !open[from + 2 * step]);
    if (shut.length === 0) {
      trail.pop();
      continue;
    }
    const step = draws.pick(shut);
    open[from + step] = true;
    open[from + 2 * step] = true;
    trail.push(from + 2 * step);
  }
  const between = open.flatMap((free, square) => (!free && inside(square) && isDoor(square, width) ? [square] : []));
  for (const square of draws.shuffle(between).slice(0, draws.below(loops + 1))) open[square] = true;
  return { level, width, open };
}

/** Whether a square lies between two rooms: rooms are where row and column are odd. */
function isDoor(square: number, width: number): boolean {
  return (Math.floor(square / width) + (square % width)) % 2 === 1;
}
