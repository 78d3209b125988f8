/**
 * textcraft: crafting from Minecraft 1.16.1 recipes, as in the Python AgentGym, with splits by goal item and tasks that
 * are the same on every machine. Item ids are `textcraft_<variant × 544 + goal>`; a variant changes which recipes are
 * shown beside the needed ones, which way leads to the goal where there are several, and the order of the list.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Split, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { allGoals, type Goal, hashOrder } from './goals.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { type Listing, makeListing } from './listing.ts';
import { TextcraftSession } from './session.ts';

export interface TextcraftOptions {
  /** Depths of the goals to ask for: the number of crafts in the longest chain to the goal, 1 to 4. Default: all. */
  depths?: readonly number[];
  /** Variants of each goal, at least 1. */
  variants?: number;
  /** Default: the largest of `ROUNDS` over the depths asked for. */
  maxRounds?: number;
}

const VARIANTS = 12;
/** Rounds by depth. The expert needs at most 4, 12, 51 (a netherite block; mostly under 20) and 27. */
const ROUNDS: Readonly<Record<number, number>> = { 1: 8, 2: 20, 3: 60, 4: 40 };
const DEPTHS = Object.keys(ROUNDS).map(Number);

/** An environment over the goals of some depths. The recipes are read at its first use, not here. */
export function createTextcraft(options: TextcraftOptions = {}): Environment {
  check(options);
  const { depths = DEPTHS, variants = VARIANTS } = options;
  const goalsOf = (split: Split): readonly Goal[] =>
    allGoals().filter((goal) => goal.split === split && depths.includes(goal.depth));
  const listingOf = (task: Task): Listing => {
    const goals = allGoals();
    const goal = goals[task.index % goals.length];
    const variant = Math.floor(task.index / goals.length);
    if (!goal || variant >= variants || task.itemId !== `textcraft_${task.index}`) {
      throw new AgentgymError('E_ENV_TASK', `textcraft has no task ${task.itemId} (index ${task.index}).`, {
        hint: `Ids go from textcraft_0 to textcraft_${goals.length * variants - 1}.`,
      });
    }
    return makeListing(goal, variant);
  };
  return {
    name: 'textcraft',
    maxRounds: options.maxRounds ?? Math.max(...depths.map((depth) => ROUNDS[depth] ?? 0)),
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => tasksOf(goalsOf(split), variants),
    taskCount: (split) => goalsOf(split).length * variants,
    actionSpace,
    instructions,
    lexicon,
    open: async () => new TextcraftSession(listingOf),
  };
}

/** All goals of variant 0, then of variant 1, …, each in a shuffled order of its own: any first part is a fair sample. */
function tasksOf(goals: readonly Goal[], variants: number): Task[] {
  const perVariant = allGoals().length;
  return Array.from({ length: variants }, (_, variant) =>
    hashOrder(`order ${variant}`, goals, (goal) => goal.item).map((goal): Task => {
      const index = variant * perVariant + goal.index;
      return { itemId: `textcraft_${index}`, index, split: goal.split, group: `depth ${goal.depth}` };
    }),
  ).flat();
}

function check({ depths, variants, maxRounds }: TextcraftOptions): void {
  const bad = [variants, maxRounds].some((value) => value !== undefined && !(Number.isInteger(value) && value >= 1));
  if (bad)
    throw new AgentgymError('E_CONFIG_INVALID', 'textcraft: variants and maxRounds must be whole numbers from 1.');
  if (depths && (depths.length === 0 || depths.some((depth) => !DEPTHS.includes(depth)))) {
    throw new AgentgymError('E_CONFIG_INVALID', 'textcraft: depths must be some of 1, 2, 3 and 4.');
  }
}
