/**
 * A maze: open squares in a grid with walls all around, where one starts, and where the goal is. Squares are numbered row
 * by row; positions are told as row, column, both from 0, as in the original.
 */
import { digest } from '../../../seeds.ts';

/** The grid alone. */
export interface Layout {
  /** What its tasks are grouped by: `double t`, `7x7`. */
  readonly level: string;
  readonly width: number;
  /** Whether each square is open. Every square at the edge is a wall. */
  readonly open: readonly boolean[];
}

export interface World {
  readonly layout: Layout;
  readonly start: number;
  readonly goal: number;
  /** Steps that may be taken; whatever comes after the last ends the episode. */
  readonly stepLimit: number;
}

/** In the order of the original's list of actions and of its texts about walls: right, left, up, down. */
export const DIRECTIONS = ['right', 'left', 'up', 'down'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The direction as seen from a square: `There is a wall to your right.` */
export const BESIDE: Readonly<Record<Direction, string>> = {
  right: 'to your right',
  left: 'to your left',
  up: 'above you',
  down: 'below you',
};

/** How far the number of a square changes by a step. */
export function offset({ width }: Layout, direction: Direction): number {
  switch (direction) {
    case 'right':
      return 1;
    case 'left':
      return -1;
    case 'up':
      return -width;
    default:
      return width;
  }
}

/** The directions without a wall, in the order of `DIRECTIONS`. */
export function ways(layout: Layout, square: number): Direction[] {
  return DIRECTIONS.filter((direction) => layout.open[square + offset(layout, direction)] === true);
}

/** Row and column of a square. */
export function position({ width }: Layout, square: number): readonly [row: number, column: number] {
  return [Math.floor(square / width), square % width];
}

/** The grid as rows of `#` and spaces. */
export function drawing({ open, width }: Layout): string[] {
  const marks = open.map((free) => (free ? ' ' : '#')).join('');
  return Array.from({ length: open.length / width }, (_, row) => marks.slice(row * width, (row + 1) * width));
}

/** Equal for equal grids. */
export function layoutDigest(layout: Layout): string {
  return digest('maze', drawing(layout).join('\n'));
}

/** Hex digest of the whole initial state. */
export function fingerprint({ layout, start, goal, stepLimit }: World): string {
  return digest('maze', drawing(layout).join('\n'), start, goal, stepLimit);
}
