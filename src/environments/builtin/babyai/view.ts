/**
 * The agent's view: 7 cells wide and 7 deep, itself in the middle of the near edge. Sight spreads from cell to cell,
 * away from the agent, and stops at walls and at doors that are not open. Remembers nothing.
 */
import { DX, DY, type Pose } from './grid.ts';

export const VIEW = 7;
const HALF = (VIEW - 1) / 2;

/** Where a cell lies as the agent sees it. */
export interface Bearing {
  ahead: number;
  /** To the right; negative is to the left. */
  right: number;
}

const lit = new Uint8Array(VIEW * VIEW);

/** Calls `seen` for each visible cell, near rows first, until it returns true. Cells outside the grid are included. */
export function look(
  pose: Pose,
  clear: (x: number, y: number) => boolean,
  seen: (x: number, y: number) => boolean,
): boolean {
  lit.fill(0);
  lit[HALF] = 1;
  const fx = DX[pose.direction] ?? 0;
  const fy = DY[pose.direction] ?? 0;
  for (let row = 0; row < VIEW; row++) {
    // The row's right neighbours first, then its left ones, each handing sight on to the next row.
    for (const side of [1, -1]) {
      for (let i = 0; i < VIEW; i++) {
        const column = side === 1 ? i : VIEW - 1 - i;
        if (!lit[row * VIEW + column]) continue;
        const right = column - HALF;
        if (!clear(pose.x + fx * row - fy * right, pose.y + fy * row + fx * right)) continue;
        spread(row, column, side);
      }
    }
    for (let column = 0; column < VIEW; column++) {
      const right = column - HALF;
      if (lit[row * VIEW + column] && seen(pose.x + fx * row - fy * right, pose.y + fy * row + fx * right)) return true;
    }
  }
  return false;
}

function spread(row: number, column: number, side: number): void {
  const beside = column + side;
  const inRow = beside >= 0 && beside < VIEW;
  if (inRow) lit[row * VIEW + beside] = 1;
  if (row + 1 >= VIEW) return;
  lit[(row + 1) * VIEW + column] = 1;
  if (inRow) lit[(row + 1) * VIEW + beside] = 1;
}

export function bearing(pose: Pose, x: number, y: number): Bearing {
  const fx = DX[pose.direction] ?? 0;
  const fy = DY[pose.direction] ?? 0;
  const dx = x - pose.x;
  const dy = y - pose.y;
  return { ahead: dx * fx + dy * fy, right: dy * fx - dx * fy };
}
