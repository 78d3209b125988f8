/**
 * babyai: the grid world of MiniGrid and BabyAI as text, under the Python AgentGym's mapping of indices (level = index
 * mod 40 + 1, seed = index div 40). Ten of the 40 levels are built. Worlds follow from level and seed alone; they are
 * drawn from BabyAI's distributions by our own generator, so they are not MiniGrid's worlds of the same seeds.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Split, Task } from '../../contract.ts';
import { generate, type Start } from './generate.ts';
import { instructions } from './instructions.ts';
import { type Level, LEVEL_NAMES, LEVELS } from './levels.ts';
import { lexicon } from './lexicon.ts';
import { BabyaiSession, type ObservationForm } from './session.ts';
import { levelAndSeed, tasksOf } from './splits.ts';

export interface BabyaiOptions {
  /** Levels of the tasks, in AgentGym's numbering. Default: all that are built. */
  levels?: readonly number[];
  /** Default: the largest of the levels' rounds. */
  maxRounds?: number;
  /** Primitive steps of an episode, which the reward is measured by. Default: each level's own. */
  stepLimit?: number;
  /** `compact` (default): about 60 word tokens. `full`: the longer text of the original. */
  observation?: ObservationForm;
}

/** Seeds beyond this would make indices that are no longer exact numbers. */
const LAST_INDEX = 2 ** 40;

/**
 * An environment over the tasks of some levels. Worlds are made when tasks are first asked for, not here.
 * @throws AgentgymError E_ENV_TASK for a level that is not built; E_CONFIG_INVALID for options that make no sense.
 */
export function createBabyai(options: BabyaiOptions = {}): Environment {
  const { levels: numbers = [...LEVELS.keys()], stepLimit, observation = 'compact' } = options;
  check(options, numbers);
  const levels = [...new Set(numbers)].map(levelOf);
  return {
    name: 'babyai',
    maxRounds: options.maxRounds ?? Math.max(...levels.map(({ rounds }) => rounds)),
    reward: { min: 0, max: 1, success: (raw) => raw > 0 },
    tasks: (split) => interleaved(levels.map((level) => tasksOf(level, split))),
    taskCount: (split: Split) => levels.reduce((sum, { tasks }) => sum + tasks[split], 0),
    instructions,
    lexicon,
    open: async () => new BabyaiSession({ observation, stepLimit, startOf }),
  };
}

/** The first of each list, then the second of each, …: any first part is a fair sample. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function startOf({ itemId, index }: Task): Start {
  if (itemId !== `babyai_${index}` || !Number.isInteger(index) || index < 0 || index > LAST_INDEX) {
    throw new AgentgymError('E_ENV_TASK', `babyai has no task ${itemId} (index ${index}).`, {
      hint: 'Ids are babyai_<index>, with level = index mod 40 + 1 and seed = index div 40.',
    });
  }
  const { level, seed } = levelAndSeed(index);
  return generate(levelOf(level), seed);
}

function levelOf(number: number): Level {
  const level = LEVELS.get(number);
  if (level) return level;
  throw new AgentgymError('E_ENV_TASK', `babyai level ${number} (${LEVEL_NAMES[number - 1]}) is not built yet.`, {
    hint: `Built are the levels ${[...LEVELS.keys()].join(', ')}.`,
  });
}

function check({ maxRounds, stepLimit, observation }: BabyaiOptions, levels: readonly number[]): void {
  if ([maxRounds, stepLimit].some((value) => value !== undefined && !(Number.isInteger(value) && value >= 1))) {
    throw new AgentgymError('E_CONFIG_INVALID', 'babyai: maxRounds and stepLimit must be whole numbers from 1.');
  }
  if (levels.length === 0 || levels.some((level) => LEVEL_NAMES[level - 1] === undefined)) {
    throw new AgentgymError('E_CONFIG_INVALID', `babyai: levels must be some of ${[...LEVELS.keys()].join(', ')}.`);
  }
  if (observation !== undefined && observation !== 'compact' && observation !== 'full') {
    throw new AgentgymError('E_CONFIG_INVALID', 'babyai: observation must be compact or full.');
  }
}
