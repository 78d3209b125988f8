/** Shortest ways, in primitive moves, through cells that were seen and are free. Decides nothing about where to go. */
import { DX, DY, type Grid, passable, type Pose, type Primitive } from './grid.ts';
import type { Memory } from './memory.ts';

const MOVES = ['forward', 'left', 'right'] as const;

export interface RouteOptions {
  /** Default: the agent's pose. */
  start?: Pose;
  /** Default: any number of moves. */
  most?: number;
}

/** What a search writes to, kept from one to the next, since there is a search in nearly every step. */
class Scratch {
  /** For each pose the search that reached it last, and from which pose and by which move it did. */
  readonly stamp: Uint32Array;
  readonly from: Int32Array;
  readonly move: Uint8Array;
  readonly queue: Int32Array;
  search = 0;

  constructor(poses: number) {
    this.stamp = new Uint32Array(poses);
    this.from = new Int32Array(poses);
    this.move = new Uint8Array(poses);
    this.queue = new Int32Array(poses);
  }
}

const scratches = new Map<number, Scratch>();

function scratchFor(poses: number): Scratch {
  let scratch = scratches.get(poses);
  if (!scratch || scratch.search === 0xffffffff) {
    scratch = new Scratch(poses);
    scratches.set(poses, scratch);
  }
  scratch.search++;
  return scratch;
}

/**
 * The moves from the start to the nearest pose that `isGoal` accepts, none when it is there already; undefined when
 * there is no such pose, or none within `most` moves. `isGoal` is handed the same object again and again, and must not
 * start a search.
 */
export function route(
  memory: Memory,
  isGoal: (pose: Pose) => boolean,
  { start = memory.grid.agent, most = Number.POSITIVE_INFINITY }: RouteOptions = {},
): Primitive[] | undefined {
  const { width, height } = memory.grid;
  const scratch = scratchFor(width * height * 4);
  const { stamp, from, move, queue, search } = scratch;
  const pose: Pose = { ...start };
  if (isGoal(pose)) return [];
  const first = (start.y * width + start.x) * 4 + start.direction;
  stamp[first] = search;
  from[first] = -1;
  queue[0] = first;
  let end = 1;
  for (let at = 0, ring = 1, length = 1; at < end && length <= most; at++) {
    const id = queue[at] ?? 0;
    for (let m = 0; m < 3; m++) {
      const next = after(memory, id, m);
      if (next < 0 || stamp[next] === search) continue;
      stamp[next] = search;
      from[next] = id;
      move[next] = m;
      pose.x = (next >> 2) % width;
      pose.y = ((next >> 2) / width) | 0;
      pose.direction = next & 3;
      if (isGoal(pose)) return trace(scratch, next);
      queue[end++] = next;
    }
    if (at + 1 === ring) {
      ring = end;
      length++;
    }
  }
  return undefined;
}

/** The pose after a move, as cell × 4 + direction; -1 when the move is not possible over seen and free cells. */
function after({ grid, seen }: Memory, id: number, move: number): number {
  const direction = id & 3;
  if (move === 1) return (id & ~3) | ((direction + 3) & 3);
  if (move === 2) return (id & ~3) | ((direction + 1) & 3);
  // The cells that are free have walls around them, so that the next one is always inside.
  const next = (id >> 2) + (DX[direction] ?? 0) + (DY[direction] ?? 0) * grid.width;
  return seen[next] === 1 && passable(grid.cells[next]) ? next * 4 + direction : -1;
}

function trace({ from, move }: Scratch, end: number): Primitive[] {
  const moves: Primitive[] = [];
  for (let at = end; (from[at] ?? -1) >= 0; at = from[at] ?? -1) moves.push(MOVES[move[at] ?? 0] ?? 'forward');
  return moves.toReversed();
}

/** Whether the pose has its front cell at `x`, `y`. */
export function faces(pose: Pose, x: number, y: number): boolean {
  return pose.x + (DX[pose.direction] ?? 0) === x && pose.y + (DY[pose.direction] ?? 0) === y;
}

let flooded = new Int32Array(0);

/** 1 for each cell the agent can walk to, from where it is or from another cell. */
export function within({ grid, seen }: Memory, start = grid.agent.y * grid.width + grid.agent.x): Uint8Array {
  const { cells, width } = grid;
  const found = new Uint8Array(seen.length);
  if (flooded.length < seen.length) flooded = new Int32Array(seen.length);
  const queue = flooded;
  queue[0] = start;
  found[start] = 1;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const cell = queue[at] ?? 0;
    for (let direction = 0; direction < 4; direction++) {
      const next = cell + (DX[direction] ?? 0) + (DY[direction] ?? 0) * width;
      if (found[next] || !seen[next] || !passable(cells[next])) continue;
      found[next] = 1;
      queue[end++] = next;
    }
  }
  return found;
}

/** 1 for each cell of the room the agent is in, its walls and doors with it. */
export function roomOf(grid: Grid): Uint8Array {
  const found = new Uint8Array(grid.width * grid.height);
  const queue = [grid.agent.y * grid.width + grid.agent.x];
  for (const cell of queue) {
    const here = grid.cells[cell];
    if (here === 'wall' || here?.kind === 'door') continue;
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    for (let direction = 0; direction < 4; direction++) {
      const [toX, toY] = [x + (DX[direction] ?? 0), y + (DY[direction] ?? 0)];
      const next = toY * grid.width + toX;
      if (!grid.inside(toX, toY) || found[next]) continue;
      found[next] = 1;
      queue.push(next);
    }
  }
  return found;
}
