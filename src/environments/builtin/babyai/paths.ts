/** Shortest ways, in primitive moves, through cells that were seen and are free. Decides nothing about where to go. */
import { DX, DY, passable, type Pose, type Primitive } from './grid.ts';
import type { Memory } from './memory.ts';

const MOVES = ['forward', 'left', 'right'] as const;

/**
 * The moves from the agent's pose to the nearest pose that `isGoal` accepts, none when it is there already; undefined
 * when there is no such pose, or none within `most` moves.
 */
export function route(
  memory: Memory,
  isGoal: (pose: Pose) => boolean,
  most = Number.POSITIVE_INFINITY,
): Primitive[] | undefined {
  const { grid } = memory;
  const start = { ...grid.agent };
  if (isGoal(start)) return [];
  // For each pose the pose it was reached from, plus 1, and by which move.
  const from = new Int32Array(grid.width * grid.height * 4);
  const move = new Uint8Array(from.length);
  const id = (pose: Pose): number => (pose.y * grid.width + pose.x) * 4 + pose.direction;
  from[id(start)] = id(start) + 1;
  let ring: Pose[] = [start];
  for (let length = 1; ring.length > 0 && length <= most; length++) {
    const next: Pose[] = [];
    for (const pose of ring) {
      for (let m = 0; m < MOVES.length; m++) {
        const to = after(memory, pose, m);
        if (!to || from[id(to)]) continue;
        from[id(to)] = id(pose) + 1;
        move[id(to)] = m;
        if (isGoal(to)) return trace(from, move, id(to));
        next.push(to);
      }
    }
    ring = next;
  }
  return undefined;
}

function after(memory: Memory, { x, y, direction }: Pose, move: number): Pose | undefined {
  if (move === 1) return { x, y, direction: (direction + 3) % 4 };
  if (move === 2) return { x, y, direction: (direction + 1) % 4 };
  const to = { x: x + (DX[direction] ?? 0), y: y + (DY[direction] ?? 0), direction };
  return memory.saw(to.x, to.y) && memory.grid.walkable(to.x, to.y) ? to : undefined;
}

function trace(from: Int32Array, move: Uint8Array, end: number): Primitive[] {
  const moves: Primitive[] = [];
  for (let at = end; (from[at] ?? 0) - 1 !== at; at = (from[at] ?? 0) - 1)
    moves.push(MOVES[move[at] ?? 0] ?? 'forward');
  return moves.toReversed();
}

/** Whether the pose has its front cell at `x`, `y`. */
export function faces(pose: Pose, x: number, y: number): boolean {
  return pose.x + (DX[pose.direction] ?? 0) === x && pose.y + (DY[pose.direction] ?? 0) === y;
}

/** 1 for each cell the agent can walk to. */
export function within(memory: Memory): Uint8Array {
  const { grid, seen } = memory;
  const found = new Uint8Array(seen.length);
  const start = grid.agent.y * grid.width + grid.agent.x;
  const queue = [start];
  found[start] = 1;
  for (const cell of queue) {
    for (const step of [1, -1, grid.width, -grid.width]) {
      const next = cell + step;
      if (found[next] || !seen[next] || !passable(grid.cells[next])) continue;
      found[next] = 1;
      queue.push(next);
    }
  }
  return found;
}
