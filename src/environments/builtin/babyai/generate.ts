/**
 * Makes the world of a level and seed, from these two numbers alone. Not bit-equal to MiniGrid, whose generator of
 * random numbers is another. Worlds in which the mission cannot be fulfilled are drawn anew.
 */
import { AgentgymError } from '../../../errors.ts';
import { digest, random, seedOf } from '../../../seeds.ts';
import type { Grid, Thing } from './grid.ts';
import { LEVELS } from './levels.ts';
import { type Mission, sentence, trips } from './missions.ts';
import { Rooms, Unlucky } from './rooms.ts';
import { solvable } from './solvable.ts';

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
    throw new AgentgymError('E_ENV_TASK', `babyai has no level ${level}.`, { hint: 'Levels are 1 to 40.' });
  }
  const { size, columns, rows } = recipe.plan;
  const blocked = recipe.blocked ?? false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stream = random(seedOf('babyai', level, seed, attempt));
    const rooms = new Rooms(recipe.plan, stream);
    rooms.mayBlock = blocked;
    try {
      const mission = recipe.furnish(rooms, stream);
      if (!solvable(rooms.grid, mission, blocked)) continue;
      const limit = stepLimit ?? recipe.steps ?? trips(mission) * size * size * columns * rows;
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
  const carried = grid.carried ? [inShort(grid.carried)] : [];
  return digest('babyai', grid.width, grid.height, cells.join(' '), x, y, direction, goal, stepLimit, ...carried);
}

function inShort({ kind, colour, state, content }: Thing): string {
  return `${colour}-${kind}${kind === 'door' ? `-${state}` : ''}${content ? `(${inShort(content)})` : ''}`;
}
