/**
 * The egocentric view of MiniGrid: 7×7 cells, the agent at the middle of the bottom row. Light spreads from the agent's
 * cell row by row, sideways and onwards, and stops at walls and doors that are not open; those are seen themselves.
 */
import { type Area, direction, type Pose } from './grid.ts';

/** Cells of the view's sides. */
export const VIEW = 7;
const HALF = (VIEW - 1) / 2;

/**
 * Cells that the agent sees, its own among them, nearest row first and each row from left to right.
 * @param blocks whether one cannot see past a cell
 */
export function visibleCells(area: Area, pose: Pose, blocks: (cell: number) => boolean): number[] {
  const forward = direction(pose.heading);
  const right = direction(pose.heading + 1);
  const x0 = pose.cell % area.width;
  const y0 = Math.floor(pose.cell / area.width);
  const found: number[] = [];
  // Bit `side` of a row stands for the column `side - HALF` to the right.
  let lit = 1 << HALF;
  for (let row = 0; row < VIEW && lit !== 0; row++) {
    const cells: number[] = [];
    let clear = 0;
    for (let side = 0; side < VIEW; side++) {
      const x = x0 + row * forward.x + (side - HALF) * right.x;
      const y = y0 + row * forward.y + (side - HALF) * right.y;
      const inside = x >= 0 && y >= 0 && x < area.width && y < area.height;
      const cell = inside ? y * area.width + x : -1;
      cells.push(cell);
      if (inside && !blocks(cell)) clear |= 1 << side;
    }
    const { own, next } = spread(lit, clear);
    for (let side = 0; side < VIEW; side++) {
      const cell = cells[side] ?? -1;
      if ((own >> side) & 1 && cell >= 0) found.push(cell);
    }
    lit = next;
  }
  return found;
}

/** One row: what of it is lit (`own`), and what of the row behind it, given the cells that light passes (`clear`). */
function spread(lit: number, clear: number): { own: number; next: number } {
  let own = lit;
  let next = 0;
  for (let side = 0; side < VIEW - 1; side++) {
    if (((own & clear) >> side) & 1) {
      own |= 2 << side;
      next |= 3 << side;
    }
  }
  for (let side = VIEW - 1; side > 0; side--) {
    if (((own & clear) >> side) & 1) {
      own |= 1 << (side - 1);
      next |= 3 << (side - 1);
    }
  }
  return { own, next };
}
