/**
 * science: experiments in a house, as in ScienceWorld, told in text. Item ids are `science_<index>`, where index mod 10 is
 * the level; houses, substances and words are our own, the same on every machine.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { generate } from './generate.ts';
import { type Level, LEVELS } from './goals.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { scienceSession } from './session.ts';
import { FULL } from './subgoals.ts';
import { COUNTS, interleaved, setting } from './tasks.ts';
import type { World } from './world.ts';

export interface ScienceOptions {
  /** Levels to take tasks from. Default: all ten. */
  levels?: readonly Level[];
  /** Default: 30, as AgentGym plays ScienceWorld. */
  maxRounds?: number;
}

const ROUNDS = 30;

export function createScience(options: ScienceOptions = {}): Environment {
  check(options);
  const levels = LEVELS.filter((level) => (options.levels ?? LEVELS).includes(level));
  return {
    name: 'science',
    maxRounds: options.maxRounds ?? ROUNDS,
    reward: { min: 0, max: FULL, success: (raw) => raw >= FULL },
    tasks: (split) => interleaved(levels, split),
    taskCount: (split) => levels.length * COUNTS[split],
    actionSpace,
    instructions,
    lexicon,
    open: async () => scienceSession(worldOf),
  };
}

/** Every index from 0 on is a task, also those that no split lists. */
function worldOf({ index, itemId }: Task): World {
  if (!Number.isSafeInteger(index) || index < 0 || itemId !== `science_${index}`) {
    throw new AgentgymError('E_ENV_TASK', `science has no task ${itemId} (index ${index}).`, {
      hint: 'Ids are science_<index> with an index from 0.',
    });
  }
  const { goal, seed } = setting(index);
  return generate(goal, seed);
}

function check({ levels, maxRounds }: ScienceOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    throw new AgentgymError('E_CONFIG_INVALID', 'science: maxRounds must be a whole number from 1.');
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    throw new AgentgymError('E_CONFIG_INVALID', `science: levels must be some of ${LEVELS.join(', ')}.`);
}
