/** maze: its four moves are asked for without an id. */
import { idFamily } from '../families/id.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const maze: Dialect = {
  family: idFamily,
  health: 'This is environment LMRL-Gym.',
  create: { answer: ({ id }) => ({ id }) },
  reset: {
    fields: [{ name: 'game', kind: 'int' }],
    task: 'game',
    answer: ({ observation }) => ({ observation }),
  },
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done }) },
  gets: {
    '/observation': OBSERVATION,
    '/available_actions': { needs: 'nothing', answer: () => ['move left', 'move right', 'move up', 'move down'] },
    '/detail': {
      needs: 'reset',
      answer: ({ detail, environment, observation, done, reward }) => ({
        maze_name: detail('maze_name') ?? environment,
        observation,
        done,
        reward,
        deleted: false,
      }),
    },
  },
  over: 'refuse',
};
