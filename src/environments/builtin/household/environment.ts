/**
 * household: errands in a room, as in ALFWorld, told in text. Item ids are `household_<index>`, where index mod 6 is the
 * goal's type; rooms, things and words are our own, the same on every machine.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { generate } from './generate.ts';
import { GOAL_TYPES, type GoalType } from './goals.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { householdSession } from './session.ts';
import { COUNTS, interleaved, setting } from './tasks.ts';
import type { World } from './world.ts';

export interface HouseholdOptions {
  /** Types of goals to take tasks from. Default: all six. */
  types?: readonly GoalType[];
  /** Default: 30, as AgentGym plays ALFWorld. */
  maxRounds?: number;
}

const ROUNDS = 30;

export function createHousehold(options: HouseholdOptions = {}): Environment {
  check(options);
  const types = GOAL_TYPES.filter((type) => (options.types ?? GOAL_TYPES).includes(type));
  return {
    name: 'household',
    maxRounds: options.maxRounds ?? ROUNDS,
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => interleaved(types, split),
    taskCount: (split) => types.length * COUNTS[split],
    actionSpace,
    instructions,
    lexicon,
    open: async () => householdSession(worldOf),
  };
}

/** Every index from 0 on is a task, also those that no split lists. */
function worldOf({ index, itemId }: Task): World {
  if (!Number.isSafeInteger(index) || index < 0 || itemId !== `household_${index}`) {
    throw new AgentgymError('E_ENV_TASK', `household has no task ${itemId} (index ${index}).`, {
      hint: 'Ids are household_<index> with an index from 0.',
    });
  }
  const { goal, seed } = setting(index);
  return generate(goal, seed);
}

function check({ types, maxRounds }: HouseholdOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    throw new AgentgymError('E_CONFIG_INVALID', 'household: maxRounds must be a whole number from 1.');
  if (types && (types.length === 0 || types.some((type) => !GOAL_TYPES.includes(type))))
    throw new AgentgymError('E_CONFIG_INVALID', `household: types must be some of ${GOAL_TYPES.join(', ')}.`);
}
