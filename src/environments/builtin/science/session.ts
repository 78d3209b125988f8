/** A house to a session: each step's reward is the score so far. Nothing in an episode is random. */
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { roomView } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { inFull } from './goals.ts';
import { SUBGOALS } from './subgoals.ts';
import { atHand, fingerprint, nameOf, type World } from './world.ts';

/** `worldOf` makes a task's initial state anew, and throws E_ENV_TASK for a task that does not exist. */
export function scienceSession(worldOf: (task: Task) => World): Session {
  return gameSession<{ game: Game; index: number }>({
    name: 'science',
    begin: (task) => {
      const world = worldOf(task);
      const observation = `${roomView(world)}\nYour task: ${inFull(world.goal, world.question)}`;
      const print = fingerprint(world);
      return { game: { game: new Game(world), index: task.index }, observation, fingerprint: print };
    },
    act: ({ game }, action) => ({ observation: game.act(action), reward: game.score, done: game.over }),
    expert: ({ game }) => nextMove(game.world),
    actions: ({ game }) => game.available(),
    // Under the names that AgentGym's sciworld server has for them.
    details: ({ game, index }) => {
      const { goal, question, reached } = game.world;
      return {
        task_name: goal.level,
        var_num: index,
        task_description: `Your task: ${inFull(goal, question)}`,
        goals: SUBGOALS[goal.level]
          .map(({ label, points }) => `${reached.has(label) ? 'reached' : 'open'}: ${label} (${points})`)
          .join('\n'),
        possible_objects: [...new Set(atHand(game.world).map(nameOf))],
      };
    },
  });
}
