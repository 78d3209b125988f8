/** Where a shop's tasks come from: its own catalogue (tasks.ts), or the user's files (file-goals.ts). */
import type { ExpertMove, Split, Task } from '../../contract.ts';
import type { Game } from './game.ts';
import type { Goal, Shop } from './shop.ts';

export interface GoalBank {
  shop(): Shop;
  count(split: Split): number;
  tasks(split: Split): readonly Task[];
  /** The goal of an index; undefined where there is none. */
  at(index: number): Goal | undefined;
  expert(game: Game): ExpertMove;
}
