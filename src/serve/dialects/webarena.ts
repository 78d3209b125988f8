/** webarena: an episode ends by `terminated`, and a reward without it does not count. */
import { envIdxFamily } from '../families/env-idx.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const webarena: Dialect = {
  family: envIdxFamily,
  health: 'ok',
  create: { answer: ({ id }) => ({ env_idx: id }) },
  reset: {
    fields: [
      { name: 'seed', kind: 'int', optional: true, otherwise: 0 },
      { name: 'idx', kind: 'int' },
    ],
    task: 'idx',
    answer: ({ observation, detail }) => ({
      observation,
      sites: detail('sites') ?? [],
      object: detail('object') ?? '',
    }),
  },
  step: {
    answer: ({ observation, reward, done, detail }) => ({
      observation,
      reward: done ? reward : 0,
      terminated: done,
      truncated: false,
      info: detail('info') ?? {},
    }),
  },
  gets: {
    '/observation': OBSERVATION,
    '/observation_metadata': { needs: 'reset', answer: ({ detail }) => detail('observation_metadata') ?? {} },
  },
  over: 'repeat',
  floats: ['reward'],
};
