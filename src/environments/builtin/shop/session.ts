/** A visit to a session: what each call of the contract does to the game. Nothing in an episode is random. */
import { digest } from '../../../seeds.ts';
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { act, refusals } from './actions.ts';
import type { GoalBank } from './bank.ts';
import { type Observation, OVER, PAGE_SIZES, pageText } from './describe.ts';
import { Game } from './game.ts';
import type { Goal, Shop } from './shop.ts';

export interface ShopSession {
  readonly bank: GoalBank;
  readonly observation: Observation;
  /** Throws E_ENV_TASK for a task that does not exist. */
  readonly goalOf: (task: Task) => Goal;
}

export function shopSession({ bank, observation, goalOf }: ShopSession): Session {
  return gameSession<Game>({
    name: 'shop',
    begin: (task) => {
      const goal = goalOf(task);
      const shop = bank.shop();
      const game = new Game({ shop, goal, pageSize: PAGE_SIZES[observation] });
      return { game, observation: pageText(game, observation), fingerprint: fingerprint(shop, goal) };
    },
    act: (game, action) => {
      if (game.over) return { observation: OVER, reward: 0, done: true };
      const refusal = act(game, action);
      const note = refusal === undefined ? '' : refusals[refusal];
      return { observation: pageText(game, observation, note), reward: game.reward, done: game.over };
    },
    expert: (game) => bank.expert(game),
    actions: (game) => actionsOf(game),
    // As WebShop says them.
    details: (game) => ({
      instruction_text: `Instruction: ${game.goal.instruction}`,
      has_search_bar: game.page === 'search',
      clickables: game.page === 'search' ? ['search'] : game.labels().map((label) => label.toLowerCase()),
    }),
  });
}

/** The shop is the same in every task: what differs is what is asked for. */
export function fingerprint(shop: Shop, { instruction, target }: Goal): string {
  return digest('shop', shop.digest, instruction, target.id);
}

/** Any words can be searched for; these make sense for the goal. */
function actionsOf(game: Game): readonly string[] {
  if (game.page === 'search') return game.goal.queries.map((query) => `search[${query}]`);
  return game.labels().map((label) => `click[${label}]`);
}
