/**
 * babyai: errands in a grid of rooms, as in BabyAI on MiniGrid, told in text. Item ids are `babyai_<index>` with level
 * index mod 40 + 1 and seed index / 40, as in the Python AgentGym; the worlds are our own, the same on every machine.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import type { Observation } from './game.ts';
import { generate, type World } from './generate.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { BabyaiSession } from './session.ts';
import { BUILT_LEVELS, interleaved, levelCount, levelOf } from './tasks.ts';

export interface BabyaiOptions {
  /** Levels to take tasks from, of those that are built. Default: all of them. */
  levels?: readonly number[];
  /** Default: the largest of `ROUNDS` over the levels asked for. */
  maxRounds?: number;
  /** Primitive steps after which an episode ends. Default: the level's own, as in BabyAI. */
  stepLimit?: number;
  /** `compact`: about 60 tokens with the goal restated. `full`: longer, with the list of actions. Default: compact. */
  observation?: Observation;
}

const ROUNDS: Readonly<Record<number, number>> = { 12: 80, 17: 80, 24: 80 };
const FEW_ROUNDS = 20;

export function createBabyai(options: BabyaiOptions = {}): Environment {
  check(options);
  const levels = [...new Set(options.levels ?? BUILT_LEVELS)];
  const worldOf = (task: Task): World => {
    const { index, itemId } = task;
    if (!Number.isSafeInteger(index) || index < 0 || itemId !== `babyai_${index}`) {
      throw new AgentgymError('E_ENV_TASK', `babyai has no task ${itemId} (index ${index}).`, {
        hint: 'Ids are babyai_<index> with an index from 0.',
      });
    }
    const { level, seed } = levelOf(index);
    return generate(level, seed, options.stepLimit);
  };
  return {
    name: 'babyai',
    maxRounds: options.maxRounds ?? Math.max(...levels.map((level) => ROUNDS[level] ?? FEW_ROUNDS)),
    reward: { min: 0, max: 1, success: (raw) => raw > 0 },
    tasks: (split) => interleaved(levels, split),
    taskCount: (split) => levels.reduce((sum, level) => sum + levelCount(level, split), 0),
    actionSpace,
    instructions,
    lexicon,
    open: async () => new BabyaiSession(worldOf, options.observation ?? 'compact'),
  };
}

function check({ levels, maxRounds, stepLimit, observation }: BabyaiOptions): void {
  const bad = [maxRounds, stepLimit].some((value) => value !== undefined && !(Number.isInteger(value) && value >= 1));
  if (bad) throw new AgentgymError('E_CONFIG_INVALID', 'babyai: maxRounds and stepLimit must be whole numbers from 1.');
  if (levels && (levels.length === 0 || levels.some((level) => !BUILT_LEVELS.includes(level)))) {
    throw new AgentgymError('E_CONFIG_INVALID', `babyai: levels must be some of ${BUILT_LEVELS.join(', ')}.`);
  }
  if (observation !== undefined && observation !== 'compact' && observation !== 'full') {
    throw new AgentgymError('E_CONFIG_INVALID', 'babyai: observation must be compact or full.');
  }
}
