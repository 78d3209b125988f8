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
import { babyaiSession } from './session.ts';
import { BUILT_LEVELS, interleaved, levelCount, levelOf } from './tasks.ts';

export interface BabyaiOptions {
  /** Levels to take tasks from, 1 to 40. Default: all of them. */
  levels?: readonly number[];
  /** Default: the largest of `ROUNDS` over the levels asked for. */
  maxRounds?: number;
  /** Primitive steps after which an episode ends. Default: the level's own, as in BabyAI. */
  stepLimit?: number;
  /** `compact`: about 60 tokens with the goal restated. `full`: longer, with the list of actions. Default: compact. */
  observation?: Observation;
}

/** Rounds of the levels for which `FEW_ROUNDS` would not do: more than the expert ever takes. */
const ROUNDS: ReadonlyMap<number, number> = new Map([
  ...[12, 17, 24, 6, 31, 32, 34, 35, 38].map((level) => [level, 80] as const),
  ...[21, 23, 25, 26, 27, 28, 29].map((level) => [level, 40] as const),
  ...[7, 18, 33].map((level) => [level, 140] as const),
  ...[36, 37, 39, 40].map((level) => [level, 200] as const),
]);
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
    maxRounds: options.maxRounds ?? Math.max(...levels.map((level) => ROUNDS.get(level) ?? FEW_ROUNDS)),
    reward: { min: 0, max: 1, success: (raw) => raw > 0 },
    tasks: (split) => interleaved(levels, split),
    taskCount: (split) => levels.reduce((sum, level) => sum + levelCount(level, split), 0),
    actionSpace,
    instructions,
    lexicon: () => lexicon(levels),
    open: async () => babyaiSession(worldOf, options.observation ?? 'compact'),
  };
}

function check({ levels, maxRounds, stepLimit, observation }: BabyaiOptions): void {
  const bad = [maxRounds, stepLimit].some((value) => value !== undefined && !(Number.isInteger(value) && value >= 1));
  if (bad) throw new AgentgymError('E_CONFIG_INVALID', 'babyai: maxRounds and stepLimit must be whole numbers from 1.');
  if (levels && (levels.length === 0 || levels.some((level) => !BUILT_LEVELS.includes(level)))) {
    throw new AgentgymError('E_CONFIG_INVALID', 'babyai: levels must be some of 1 to 40.');
  }
  if (observation !== undefined && observation !== 'compact' && observation !== 'full') {
    throw new AgentgymError('E_CONFIG_INVALID', 'babyai: observation must be compact or full.');
  }
}
