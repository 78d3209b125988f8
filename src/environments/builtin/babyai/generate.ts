/**
 * The initial state of a task from its level and seed alone, the same on every machine. Worlds that make no sense or
 * cannot be solved are rejected and made anew. The numbers come from src/seeds.ts, so these are not MiniGrid's worlds
 * of the same seeds, only worlds of the same distribution.
 */
import { digest, random, seedOf } from '../../../seeds.ts';
import type { Content, World } from './grid.ts';
import type { Level } from './levels.ts';
import { clausesOf, type Finder, finderIn, type Mission, missionWords } from './missions.ts';
import { Rooms, Unplaceable } from './rooms.ts';
import { allReachable, sensible, solvable } from './solvable.ts';

/** An initial state; `world` belongs to whoever asked for it, and may be played in. */
export interface Start {
  readonly world: World;
  readonly mission: Mission;
  /** The mission in words. */
  readonly words: string;
  /** What the mission's descriptions mean in this world. */
  readonly find: Finder;
  /** Primitive steps of an episode, by BabyAI's rule. */
  readonly stepLimit: number;
  /** Hex digest of the grid with all it holds, the agent, the mission and the step limit. */
  readonly fingerprint: string;
}

/** Attempts of one seed; levels accept most worlds. */
const ATTEMPTS = 1000;

/** The world of a level and a seed. */
export function generate(level: Level, seed: number): Start {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const start = tryOnce(level, seedOf('babyai', 'world', level.number, seed, attempt));
    if (start) return start;
  }
  throw new Error(`No world of level ${level.number} for seed ${seed} in ${ATTEMPTS} attempts.`);
}

function tryOnce(level: Level, seed: number): Start | undefined {
  const stream = random(seed);
  const rooms = new Rooms(level.plan, stream);
  let mission: Mission;
  try {
    mission = level.build(rooms, stream);
  } catch (error) {
    if (error instanceof Unplaceable) return undefined;
    throw error;
  }
  const { world } = rooms;
  const home = rooms.roomAt(world.agent.cell);
  const find = finderIn(world, (cell) => rooms.roomAt(cell) === home);
  if (!clausesOf(mission).every((clause) => sensible(world, clause, find))) return undefined;
  if (!allReachable(world) || !solvable(world, mission, find)) return undefined;
  const words = missionWords(mission, find);
  const stepLimit = stepLimitOf(level, mission);
  return { world, mission, words, find, stepLimit, fingerprint: fingerprintOf(world, words, stepLimit) };
}

/** BabyAI's rule: the area of all rooms for each walk the mission needs (`put next to` needs two). */
function stepLimitOf({ plan }: Level, mission: Mission): number {
  const walks = clausesOf(mission).reduce((sum, { verb }) => sum + (verb === 'put next to' ? 2 : 1), 0);
  return walks * plan.size ** 2 * plan.columns * plan.rows;
}

function fingerprintOf(world: World, words: string, stepLimit: number): string {
  const { width, height, cells, agent, carrying } = world;
  const grid = cells.map(signature).join(',');
  return digest('babyai', width, height, grid, agent.cell, agent.heading, signature(carrying), words, stepLimit);
}

function signature(content: Content): string {
  if (content === undefined) return '';
  if (content === 'wall') return '#';
  const { kind, colour, state = '', contains } = content;
  return `${colour} ${kind} ${state}${contains ? `(${signature(contains)})` : ''}`;
}
