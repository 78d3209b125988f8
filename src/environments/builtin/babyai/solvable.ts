/** Whether a world's mission can be fulfilled. Looks at where things are, plays nothing. */
import { DX, DY, type Grid, type Thing } from './grid.ts';
import { matching, type Mission, orders } from './missions.ts';
import { nextTo } from './verifier.ts';

/**
 * Whether what is needed can be reached and the mission is neither impossible nor fulfilled from the start.
 * @param blocked whether things may be moved out of the way; otherwise everything must be within reach as it is.
 */
export function solvable(grid: Grid, mission: Mission, blocked: boolean): boolean {
  const free = reach(grid, blocked);
  if (grid.things().some((thing) => !beside(grid, free, thing.x, thing.y))) return false;
  return orders(mission).every((order) => {
    const targets = matching(grid, order.target);
    if (targets.length === 0) return false;
    if (order.verb === 'go to') return targets.every((thing) => thing !== grid.front());
    if (order.verb !== 'put') return true;
    const others = matching(grid, order.beside);
    if (targets.some((thing) => others.some((other) => nextTo(thing, other)))) return false;
    return others.some((other) => canPutBeside(grid, free, other));
  });
}

/** Whether everything can be got at without moving anything but keys. */
export function allWithin(grid: Grid): boolean {
  const free = reach(grid, false);
  return grid.things().every((thing) => beside(grid, free, thing.x, thing.y));
}

/** Cells that the agent can get to; with `blocked`, as if things were no obstacles. Doors open once their key is got at. */
function reach(grid: Grid, blocked: boolean): Uint8Array {
  const free = new Uint8Array(grid.width * grid.height);
  const keys = new Set<string>();
  for (let grown = true; grown; ) {
    flood(grid, free, { keys, blocked });
    const before = keys.size;
    for (const thing of grid.things()) {
      if (thing.kind === 'key' && beside(grid, free, thing.x, thing.y)) keys.add(thing.colour);
    }
    grown = keys.size > before;
  }
  return free;
}

function flood(grid: Grid, free: Uint8Array, { keys, blocked }: { keys: ReadonlySet<string>; blocked: boolean }): void {
  free.fill(0);
  const queue = [grid.agent.y * grid.width + grid.agent.x];
  free[queue[0] ?? 0] = 1;
  for (const cell of queue) {
    for (let direction = 0; direction < 4; direction++) {
      const next = cell + (DX[direction] ?? 0) + (DY[direction] ?? 0) * grid.width;
      const there = grid.cells[next];
      const passes =
        typeof there !== 'object' ||
        (there.kind === 'door' ? there.state !== 'locked' || keys.has(there.colour) : blocked);
      if (free[next] || there === 'wall' || !passes) continue;
      free[next] = 1;
      queue.push(next);
    }
  }
}

function beside(grid: Grid, free: Uint8Array, x: number, y: number): boolean {
  return [0, 1, 2, 3].some((d) => free[(y + (DY[d] ?? 0)) * grid.width + x + (DX[d] ?? 0)]);
}

/** Whether some cell beside `other` is free and can be faced from another free cell. */
function canPutBeside(grid: Grid, free: Uint8Array, other: Thing): boolean {
  return [0, 1, 2, 3].some((d) => {
    const x = other.x + (DX[d] ?? 0);
    const y = other.y + (DY[d] ?? 0);
    return grid.at(x, y) === undefined && free[y * grid.width + x] === 1 && beside(grid, free, x, y);
  });
}
