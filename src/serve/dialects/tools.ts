/** weather, movie, academia, sheet and todo: a session begins with a task, and a reset without `id` begins it again. */
import { envIdxFamily } from '../families/env-idx.ts';
import { numberIn } from '../fields.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const tools: Dialect = {
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
    choose: (body) => numberIn(body, 'id') ?? 'same',
    answer: ({ observation }) => observation,
  },
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done }) },
  gets: { '/observation': OBSERVATION },
  over: 'repeat',
  floats: ['reward'],
};
