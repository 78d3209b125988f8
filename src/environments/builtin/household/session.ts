/** A room to a session. Nothing in an episode is random. */
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { answers, firstObservation, observation } from './answers.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { draw } from './picture.ts';
import { taskType } from './task-type.ts';
import { fingerprint, type World } from './world.ts';

/** `worldOf` makes a task's initial state anew, and throws E_ENV_TASK for a task that does not exist. */
export function householdSession(worldOf: (task: Task) => World): Session {
  return gameSession<Game>({
    name: 'household',
    begin: (task) => {
      const world = worldOf(task);
      const state = fingerprint(world);
      return { game: new Game(world), observation: firstObservation(world), fingerprint: state };
    },
    act: (game, action) => {
      if (game.over) return { observation: answers.over(), reward: 0, done: true };
      const answer = game.act(action);
      if (game.over) return { observation: `${answer}\n${answers.done()}`, reward: 1, done: true };
      return { observation: observation(answer, game.world), reward: 0, done: false };
    },
    expert: ({ world }) => nextMove(world),
    actions: (game) => game.available(),
    // The goal in the names that AgentGym's alfworld server has for it.
    details: ({ world }) => ({ task_type: taskType(world) }),
    picture: draw,
  });
}
