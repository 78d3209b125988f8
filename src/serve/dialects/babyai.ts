/** babyai: `/observation` is an object, and `score` is what its client takes for the reward. */
import { idFamily } from '../families/id.ts';
import type { Dialect } from './dialect.ts';

export const babyai: Dialect = {
  family: idFamily,
  health: 'This is environment BabyAI.',
  create: { answer: ({ id }) => ({ id }) },
  reset: {
    fields: [{ name: 'data_idx', kind: 'int' }],
    task: 'data_idx',
    answer: ({ observation, done }) => ({ observation, reward: 0, score: 0, deleted: false, done }),
  },
  step: {
    answer: ({ observation, change, reward, done }) => ({ observation, reward: change, score: reward, done }),
  },
  gets: {
    '/observation': {
      needs: 'session',
      answer: ({ index, observation, change, reward, done }) => ({
        observation: index < 0 ? 'Environment not initialized' : observation,
        reward: change,
        score: reward,
        done,
        deleted: false,
      }),
    },
  },
  over: 'refuse',
};
