/** sqlgym: one query an episode. The original's `info` gives the right query away; this one says nothing. */
import { envIdxFamily } from '../families/env-idx.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const sqlgym: Dialect = {
  family: envIdxFamily,
  health: 'ok',
  create: { answer: ({ id }) => id },
  reset: {
    fields: [{ name: 'item_id', kind: 'int' }],
    task: 'item_id',
    answer: ({ observation }) => [observation, null],
  },
  step: {
    answer: ({ observation, reward, done, detail }) => ({
      state: observation,
      reward,
      done,
      info: detail('info') ?? {},
    }),
  },
  gets: { '/observation': OBSERVATION },
  over: 'repeat',
  floats: ['reward'],
};
