/**
 * Which goals in the shop's own catalogue are tasks of which split. Index mod 5 is the level. A goal's split follows from
 * the hash of its type and attributes alone, so that no two splits ask for the same kind of thing; no instruction is there
 * twice; and only goals are listed that the expert wins, by playing them.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn, splitByHash } from '../splits.ts';
import { act } from './actions.ts';
import type { GoalBank } from './bank.ts';
import { ownShop } from './catalogue.ts';
import { PAGE_SIZES } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { goalAt, kindOf, LEVELS } from './goals.ts';
import type { Goal } from './shop.ts';

/** As AgentGym plays WebShop. */
export const ROUNDS = 10;
/** Tasks of each level. */
const COUNTS: Readonly<Record<Split, number>> = { train: 150, dev: 60, eval: 50 };
const MOST_SEEDS = 20_000;

const made = new Map<string, Record<Split, readonly Task[]>>();

/** @param levels some of `LEVELS`. */
export function ownBank(levels: readonly string[]): GoalBank {
  return {
    shop: ownShop,
    count: (split) => levels.length * COUNTS[split],
    tasks: (split) => inTurn(levels.map((level) => levelTasks(level)[split])),
    at: goalAt,
    expert: nextMove,
  };
}

export function splitOf(goal: Goal): Split {
  return splitByHash(['shop split', ...kindOf(goal)], { train: 60, dev: 80 });
}

/** The tasks of a level, made at the first call. */
function levelTasks(level: string): Record<Split, readonly Task[]> {
  const before = made.get(level);
  if (before) return before;
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const asked = new Set<string>();
  const full = (split: Split): boolean => tasks[split].length >= COUNTS[split];
  for (let seed = 0; seed < MOST_SEEDS && !SPLITS.every(full); seed++) {
    const index = seed * LEVELS.length + LEVELS.indexOf(level);
    const goal = goalAt(index);
    const split = splitOf(goal);
    if (full(split) || asked.has(goal.instruction) || !worthwhile(goal)) continue;
    asked.add(goal.instruction);
    tasks[split].push({ itemId: `shop_${index}`, index, split, group: level });
  }
  made.set(level, tasks);
  return tasks;
}

/** Where the price matters, one of the first results costs too much; and the expert wins within the rounds. */
function worthwhile(goal: Goal): boolean {
  const game = new Game({ shop: ownShop(), goal, pageSize: PAGE_SIZES.compact });
  for (let round = 0; round < ROUNDS && !game.over; round++) {
    act(game, nextMove(game).action);
    const { limit } = goal;
    if (round === 0 && limit !== undefined && game.shown().every(({ price }) => price <= limit)) return false;
  }
  return game.reward === 1;
}
