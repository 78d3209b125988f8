/** A game of BabyAI to a session. Nothing in an episode is random. */
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { available } from './actions.ts';
import { answers } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game, type Observation } from './game.ts';
import { fingerprint, type World } from './generate.ts';
import { draw } from './picture.ts';

/** `worldOf` makes a task's initial state anew, and throws E_ENV_TASK for a task that does not exist. */
export function babyaiSession(worldOf: (task: Task) => World, observation: Observation): Session {
  return gameSession<Game>({
    name: 'babyai',
    begin: (task) => {
      const world = worldOf(task);
      const state = fingerprint(world);
      const game = new Game(world, observation);
      return { game, observation: game.observe(), fingerprint: state };
    },
    act: (game, action) => {
      if (game.over) return { observation: answers.over(), reward: 0, done: true };
      const observed = game.act(action);
      return { observation: observed, reward: game.reward, done: game.over };
    },
    expert: nextMove,
    actions: ({ memory }) => available(memory),
    picture: draw,
  });
}
