/**
 * maze: walking to a goal through walls that are seen only from beside, as in LMRL-Gym. Item ids 0 to 24 are the games of
 * AgentGym in its one maze; further ones are generated mazes of four sizes, the same on every machine.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { OBSERVATIONS, type Observation } from './describe.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { mazeSession } from './session.ts';
import { interleaved, LEVELS, levelCount, worldAt } from './tasks.ts';
import type { World } from './world.ts';

export interface MazeOptions {
  /** Levels to take tasks from: `double t`, `7x7`, `9x9`, `11x11`, `13x13`. Default: all of them. */
  levels?: readonly string[];
  /** `full`: goal, position and walls. `partial`: walls and the last moves. Default: full. */
  observation?: Observation;
  /** Default: the largest of `ROUNDS` over the levels asked for. */
  maxRounds?: number;
}

/** In the full view the longest shortest way and some to spare; in the partial one, what looking everywhere takes. */
const ROUNDS: Readonly<Record<Observation, Readonly<Record<string, number>>>> = {
  full: { 'double t': 15, '7x7': 20, '9x9': 25, '11x11': 30, '13x13': 45 },
  partial: { 'double t': 50, '7x7': 50, '9x9': 62, '11x11': 98, '13x13': 142 },
};

export function createMaze(options: MazeOptions = {}): Environment {
  check(options);
  const levels = [...new Set(options.levels ?? LEVELS)];
  const observation = options.observation ?? 'full';
  return {
    name: 'maze',
    maxRounds: options.maxRounds ?? Math.max(...levels.map((level) => ROUNDS[observation][level] ?? 0)),
    reward: { min: -1, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => interleaved(levels, split),
    taskCount: (split) => levels.reduce((sum, level) => sum + levelCount(level, split), 0),
    actionSpace,
    instructions: (format) => instructions(format, observation),
    lexicon,
    open: async () => mazeSession(worldOf, observation),
  };
}

function worldOf({ index, itemId }: Task): World {
  const world = worldAt(index);
  if (world !== undefined && itemId === `maze_${index}`) return world;
  throw new AgentgymError('E_ENV_TASK', `maze has no task ${itemId} (index ${index}).`, {
    hint: 'Ids are maze_<index>: 0 to 24 are the original’s games, 26 and more generated mazes.',
  });
}

function check({ levels, observation, maxRounds }: MazeOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    throw new AgentgymError('E_CONFIG_INVALID', 'maze: maxRounds must be a whole number from 1.');
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    throw new AgentgymError('E_CONFIG_INVALID', `maze: levels must be some of ${LEVELS.join(', ')}.`);
  if (observation !== undefined && !OBSERVATIONS.includes(observation))
    throw new AgentgymError('E_CONFIG_INVALID', 'maze: observation must be full or partial.');
}
