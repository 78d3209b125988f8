/**
 * wordle: a hidden word of five letters, marks for each letter of a guess, six tries, as in LMRL-Gym, over English words.
 * Item ids are
 * the same on every machine. The policy is shown a list that the word is on, or, at the open level, none.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { LEVELS, type Level } from './lists.ts';
import { wordleSession } from './session.ts';
import { type Puzzle, puzzleAt, taskCount, tasksOf } from './tasks.ts';
import { allWords } from './words.ts';

export interface WordleOptions {
  /** `easy`: 12 words; `medium`: 20; `hard`: 30 to 32 that look alike; `open`: any, none shown. Default: the first three. */
  levels?: readonly Level[];
  /** Draws the hidden word anew, from the words that still fit, at every guess. Default: false. */
  adversarial?: boolean;
  /** Default: 8, as in AgentGym: six tries, and two rounds for answers without an action. */
  maxRounds?: number;
}

const ROUNDS = 8;
const DEFAULT_LEVELS: readonly Level[] = ['easy', 'medium', 'hard'];

export function createWordle(options: WordleOptions = {}): Environment {
  check(options);
  const levels = LEVELS.filter((level) => (options.levels ?? DEFAULT_LEVELS).includes(level));
  return {
    name: 'wordle',
    maxRounds: options.maxRounds ?? ROUNDS,
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => tasksOf(levels, split),
    taskCount: (split) => taskCount(levels, split),
    actionSpace,
    instructions,
    lexicon,
    open: async () => wordleSession(puzzleOf, options.adversarial ?? false),
  };
}

function puzzleOf({ index, itemId }: Task): Puzzle {
  const puzzle = puzzleAt(index);
  if (puzzle !== undefined && itemId === `wordle_${index}`) return puzzle;
  throw new AgentgymError('E_ENV_TASK', `wordle has no task ${itemId} (index ${index}).`, {
    hint: `Ids go from wordle_0 to wordle_${allWords().length * LEVELS.length - 1}.`,
  });
}

function check({ levels, adversarial, maxRounds }: WordleOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    throw new AgentgymError('E_CONFIG_INVALID', 'wordle: maxRounds must be a whole number from 1.');
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    throw new AgentgymError('E_CONFIG_INVALID', `wordle: levels must be some of ${LEVELS.join(', ')}.`);
  if (adversarial !== undefined && typeof adversarial !== 'boolean')
    throw new AgentgymError('E_CONFIG_INVALID', 'wordle: adversarial must be true or false.');
}
