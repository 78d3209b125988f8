/** wordle: any seed is a task, a game begins with the session, and the client asks for the words before its first reset. */
import { idFamily } from '../families/id.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const wordle: Dialect = {
  family: idFamily,
  health: 'This is environment LMRL-Gym.',
  create: { start: 'turn', answer: ({ id }) => ({ id }) },
  reset: {
    fields: [{ name: 'seed', kind: 'int' }],
    task: 'seed',
    answer: ({ id, observation }) => ({ id, observation }),
  },
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done }) },
  gets: {
    '/observation': OBSERVATION,
    '/filtered_vocab': { needs: 'reset', answer: ({ detail, actions }) => detail('filtered_vocab') ?? actions() },
    '/detail': { needs: 'reset', answer: ({ done, reward }) => ({ done, reward, deleted: false }) },
  },
  over: 'refuse',
  wraps: true,
};
