/**
 * Makes the world of a level and seed, from these two numbers alone. Not bit-equal to MiniGrid, whose generator of
 * random numbers is another. Worlds in which the mission cannot be fulfilled are drawn anew.
 */
import { AgentgymError } from '../../../errors.ts';
import { digest, random, seedOf } from '../../../seeds.ts';
import { DX, DY, type Grid, type Thing } from './grid.ts';
import { LEVEL_NAMES, LEVELS } from './levels.ts';
import { matching, type Mission, orders, sentence, trips } from './missions.ts';
import { Rooms, Unlucky } from './rooms.ts';
import { nextTo } from './verifier.ts';

export interface World {
  readonly grid: Grid;
  readonly mission: Mission;
  readonly sentence: string;
  /** Primitive steps until the episode ends. */
  readonly stepLimit: number;
}

const ATTEMPTS = 1000;

export function generate(level: number, seed: number, stepLimit?: number): World {
  const recipe = LEVELS.get(level);
  if (!recipe) {
    throw new AgentgymError('E_ENV_TASK', `babyai level ${level} (${LEVEL_NAMES[level - 1]}) is not built yet.`, {
      hint: `Levels that can be used: ${[...LEVELS.keys()].join(', ')}.`,
    });
  }
  const { size, columns, rows } = recipe.plan;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stream = random(seedOf('babyai', level, seed, attempt));
    const rooms = new Rooms(recipe.plan, stream);
    try {
      const mission = recipe.furnish(rooms, stream);
      if (!solvable(rooms.grid, mission)) continue;
      const limit = stepLimit ?? trips(mission) * size * size * columns * rows;
      return { grid: rooms.grid, mission, sentence: sentence(rooms.grid, mission), stepLimit: limit };
    } catch (error) {
      if (!(error instanceof Unlucky)) throw error;
    }
  }
  throw new AgentgymError('E_ENV_TASK', `babyai level ${level} has no solvable world for seed ${seed}.`);
}

/** Hex digest of the full initial state. */
export function fingerprint({ grid, sentence: goal, stepLimit }: World): string {
  const { x, y, direction } = grid.agent;
  const cells = grid.cells.map((cell) => {
    if (cell === undefined) return '.';
    return cell === 'wall' ? '#' : inShort(cell);
  });
  return digest('babyai', grid.width, grid.height, cells.join(' '), x, y, direction, goal, stepLimit);
}

function inShort({ kind, colour, state, content }: Thing): string {
  return `${colour}-${kind}${kind === 'door' ? `-${state}` : ''}${content ? `(${inShort(content)})` : ''}`;
}

/** Whether everything can be reached and the mission is neither impossible nor fulfilled from the start. */
function solvable(grid: Grid, mission: Mission): boolean {
  const free = reach(grid);
  const things = grid.things();
  if (things.some((thing) => !beside(grid, free, thing.x, thing.y))) return false;
  return orders(mission).every((order) => {
    const targets = matching(grid, order.target);
    if (targets.length === 0) return false;
    if (order.verb !== 'put') return true;
    const others = matching(grid, order.beside);
    if (targets.some((thing) => others.some((other) => nextTo(thing, other)))) return false;
    return others.some((other) => canPutBeside(grid, free, other));
  });
}

/** Cells that the agent can get to without moving anything but keys. Locked doors open once their key can be fetched. */
function reach(grid: Grid): Uint8Array {
  const free = new Uint8Array(grid.width * grid.height);
  const keys = new Set<string>();
  for (let grown = true; grown; ) {
    flood(grid, free, keys);
    const before = keys.size;
    for (const thing of grid.things()) {
      if (thing.kind === 'key' && beside(grid, free, thing.x, thing.y)) keys.add(thing.colour);
    }
    grown = keys.size > before;
  }
  return free;
}

function flood(grid: Grid, free: Uint8Array, keys: ReadonlySet<string>): void {
  free.fill(0);
  const queue = [grid.agent.y * grid.width + grid.agent.x];
  free[queue[0] ?? 0] = 1;
  for (const cell of queue) {
    for (const step of [1, -1, grid.width, -grid.width]) {
      const next = cell + step;
      const there = grid.cells[next];
      const passes =
        typeof there !== 'object' || (there.kind === 'door' && (there.state !== 'locked' || keys.has(there.colour)));
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
