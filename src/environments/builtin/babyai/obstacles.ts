/** Ways that would be free if things were moved or doors opened, and where a thing can be dropped without harm. */
import { DX, DY, type Grid, type Pose, type Thing } from './grid.ts';
import type { Memory } from './memory.ts';
import { within } from './paths.ts';

/** Moves that a detour may be longer before moving a thing, or opening a door, is the shorter way. */
const TO_MOVE = 30;
const TO_OPEN = 3;

/**
 * The first thing or door that stands in the shortest way to a pose that `isGoal` accepts, over cells that were seen;
 * undefined when there is none, or no way even so.
 */
export function firstObstacle(memory: Memory, isGoal: (pose: Pose) => boolean): Thing | undefined {
  const { grid } = memory;
  const size = grid.width * grid.height * 4;
  const from = new Int32Array(size).fill(-1);
  const cost = new Int32Array(size).fill(-1);
  const done = new Uint8Array(size);
  const start = idOf(grid, grid.agent);
  const rings: number[][] = [[start]];
  cost[start] = 0;
  for (let length = 0; length < rings.length; length++) {
    const ring = rings[length] ?? [];
    for (const id of ring) {
      if (done[id]) continue;
      done[id] = 1;
      const pose = poseOf(grid, id);
      if (isGoal(pose)) return firstOn(grid, from, id);
      for (const [next, price] of steps(memory, pose)) {
        const total = length + price;
        if (done[next] || ((cost[next] ?? -1) >= 0 && (cost[next] ?? 0) <= total)) continue;
        cost[next] = total;
        from[next] = id;
        (rings[total] ??= []).push(next);
      }
    }
  }
  return undefined;
}

function idOf(grid: Grid, { x, y, direction }: Pose): number {
  return (y * grid.width + x) * 4 + direction;
}

function poseOf(grid: Grid, id: number): Pose {
  const cell = id >> 2;
  return { x: cell % grid.width, y: Math.floor(cell / grid.width), direction: id & 3 };
}

function steps(memory: Memory, pose: Pose): [number, number][] {
  const { grid } = memory;
  const { x, y, direction } = pose;
  const list: [number, number][] = [1, 3].map((turn) => [idOf(grid, { x, y, direction: (direction + turn) % 4 }), 1]);
  const to = { x: x + (DX[direction] ?? 0), y: y + (DY[direction] ?? 0), direction };
  const price = memory.saw(to.x, to.y) ? priceOf(grid, to.x, to.y) : undefined;
  if (price !== undefined) list.push([idOf(grid, to), price]);
  return list;
}

function priceOf(grid: Grid, x: number, y: number): number | undefined {
  const there = grid.at(x, y);
  if (there === undefined) return 1;
  if (there === 'wall') return undefined;
  if (there.kind !== 'door') return TO_MOVE;
  if (there.state === 'open') return 1;
  return there.state === 'closed' || grid.hasKeyOf(there) ? TO_OPEN : undefined;
}

function firstOn(grid: Grid, from: Int32Array, end: number): Thing | undefined {
  let found: Thing | undefined;
  for (let id = end; id >= 0; id = from[id] ?? -1) {
    const there = grid.cells[id >> 2];
    if (typeof there === 'object' && (there.kind !== 'door' || there.state !== 'open')) found = there;
  }
  return found;
}

/** What a thing dropped from a pose would do to the ways that are free now. */
export interface Harm {
  /** Whether some floor would be cut off. */
  readonly cuts: boolean;
  /** Things and doors that would no longer be within reach. */
  readonly hides: ReadonlySet<Thing>;
}

export function harmOf(memory: Memory, pose: Pose): Harm {
  const { grid } = memory;
  const here = pose.y * grid.width + pose.x;
  const cell = here + (DY[pose.direction] ?? 0) * grid.width + (DX[pose.direction] ?? 0);
  const before = within(memory);
  const after = withinWithout(memory, here, cell);
  const beside = (free: Uint8Array, thing: Thing): boolean =>
    [1, -1, grid.width, -grid.width].some((step) => free[thing.y * grid.width + thing.x + step]);
  return {
    cuts: before.some((free, at) => free === 1 && at !== cell && after[at] !== 1),
    hides: new Set(memory.known().filter((thing) => beside(before, thing) && !beside(after, thing))),
  };
}

/** What could be reached from a cell if another one were not free. */
function withinWithout(memory: Memory, start: number, taken: number): Uint8Array {
  const { cells } = memory.grid;
  const there = cells[taken];
  cells[taken] = 'wall';
  const reached = within(memory, start);
  cells[taken] = there;
  return reached;
}
