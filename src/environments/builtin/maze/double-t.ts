/**
 * LMRL-Gym's maze, the double T, and where AgentGym's games start in it: game 10 is at 2, 3. The goal is always at 8, 6,
 * which is the 26th place of that list and no game.
 */
import type { Layout, World } from './world.ts';

const ROWS = [
  '#############',
  '#     #     #',
  '### ##### ###',
  '### ##### ###',
  '### ##### ###',
  '###       ###',
  '###### ######',
  '###### ######',
  '###### ######',
  '#############',
] as const;
const WIDTH = ROWS[0].length;

/** Steps of an episode; the call after them fails, wherever one stands. */
export const STEP_LIMIT = 50;

export const DOUBLE_T: Layout = {
  level: 'double t',
  width: WIDTH,
  open: ROWS.join('')
    .split('')
    .map((mark) => mark === ' '),
};

const at = (row: number, column: number): number => row * WIDTH + column;
const GOAL = at(8, 6);

/** The bars of both Ts, the left stem down to its corner, the way to the goal, and the right stem from its foot up. */
export const STARTS: readonly number[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 10, 11].map((column) => at(1, column)),
  ...[2, 3, 4, 5].map((row) => at(row, 3)),
  ...[4, 5, 6].map((column) => at(5, column)),
  ...[6, 7].map((row) => at(row, 6)),
  ...[7, 8, 9].map((column) => at(5, column)),
  ...[4, 3, 2].map((row) => at(row, 9)),
];

/** The world of a game, 0 to 24; undefined for others. */
export function doubleT(game: number): World | undefined {
  const start = STARTS[game];
  return start === undefined ? undefined : { layout: DOUBLE_T, start, goal: GOAL, stepLimit: STEP_LIMIT };
}
