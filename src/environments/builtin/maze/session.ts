/** A maze to a session: what each call of the contract does to the game. Nothing in an episode is random. */
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { answer, answers, type Observation, view } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { draw } from './picture.ts';
import { fingerprint, type World } from './world.ts';

/** `worldOf` makes a task's initial state, and throws E_ENV_TASK for a task that does not exist. */
export function mazeSession(worldOf: (task: Task) => World, observation: Observation): Session {
  return gameSession<Game>({
    name: 'maze',
    begin: (task) => {
      const world = worldOf(task);
      const game = new Game(world);
      return { game, observation: view(game, observation), fingerprint: fingerprint(world) };
    },
    act: (game, action) => {
      if (game.over) return { observation: answers.over(), reward: 0, done: true };
      const outcome = game.act(action);
      return { observation: answer(game, outcome, observation), reward: game.reward, done: game.over };
    },
    expert: (game) => nextMove(game, observation),
    picture: draw,
    actions: (game) => game.ways().map((direction) => `move ${direction}`),
    // The name of the maze, as LMRL-Gym has it.
    details: ({ world }) => ({ maze_name: `${world.layout.level.replaceAll(' ', '_')}_maze` }),
  });
}
