/** searchqa: a session begins with a question. */
import { envIdxFamily } from '../families/env-idx.ts';
import { numberIn } from '../fields.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const searchqa: Dialect = {
  family: envIdxFamily,
  health: 'ok',
  create: {
    fields: [{ name: 'id', kind: 'int' }],
    start: (body) => numberIn(body, 'id'),
    answer: ({ id }) => id,
  },
  reset: {
    fields: [{ name: 'id', kind: 'int', optional: true, nullable: true }],
    task: 'id',
    answer: ({ observation }) => observation,
  },
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done, info: null }) },
  gets: { '/observation': OBSERVATION },
  over: 'repeat',
  floats: ['reward'],
};
