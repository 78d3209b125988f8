/** The session of a built-in game: holds the live game between calls, and refuses calls before the first reset. */
import { AgentgymError } from '../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../contract.ts';

/** What a game is, to a session. `Game` is the live, changing state of one episode. */
export interface GameRules<Game> {
  /** The environment's name, for errors. */
  readonly name: string;
  /** Makes a task's initial state; throws E_ENV_TASK for a task that does not exist. */
  begin(task: Task, seed: number): ResetResult & { game: Game };
  /** Plays one action. Illegal ones are answered, and so is any action after the end. */
  act(game: Game, action: string): StepResult | Promise<StepResult>;
  expert(game: Game): ExpertMove;
  /** Legal actions, for the random policy. */
  actions(game: Game): readonly string[];
  readonly details?: (game: Game) => Readonly<Record<string, unknown>>;
  /** The state drawn, as SVG. */
  readonly picture?: (game: Game) => string | undefined;
}

export function gameSession<Game>(rules: GameRules<Game>): Session {
  let live: { game: Game } | undefined;
  const game = (): Game => {
    if (live) return live.game;
    throw new AgentgymError('E_ENV_STEP', `A ${rules.name} session must be reset before it is used.`);
  };
  const { details, picture } = rules;
  return {
    reset: async (task, seed) => {
      const { game: fresh, observation, fingerprint } = rules.begin(task, seed);
      live = { game: fresh };
      return { observation, fingerprint };
    },
    step: async (action) => rules.act(game(), action),
    expert: () => rules.expert(game()),
    actions: () => rules.actions(game()),
    ...(details && { details: () => details(game()) }),
    ...(picture && { picture: () => picture(game()) }),
    close: async () => {
      live = undefined;
    },
  };
}
