/** webshop: a reset without `session_id` draws a goal, and the page's buttons are asked for by themselves. */
import { envIdxFamily } from '../families/env-idx.ts';
import { numberIn } from '../fields.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

export const webshop: Dialect = {
  family: envIdxFamily,
  health: 'ok',
  create: { start: 'turn', answer: ({ id }) => id },
  reset: {
    fields: [{ name: 'session_id', kind: 'int', optional: true, nullable: true }],
    task: 'session_id',
    choose: (body) => numberIn(body, 'session_id') ?? 'any',
    answer: ({ observation }) => [observation, null],
  },
  step: { answer: ({ observation, reward, done }) => ({ state: observation, reward, done, info: null }) },
  gets: {
    '/observation': OBSERVATION,
    '/available_actions': {
      needs: 'reset',
      answer: ({ detail, actions }) => ({
        has_search_bar: detail('has_search_bar') ?? false,
        clickables: detail('clickables') ?? actions(),
      }),
    },
    '/instruction_text': { needs: 'reset', answer: ({ detail }) => detail('instruction_text') ?? '' },
    '/state': {
      needs: 'reset',
      answer: ({ detail, observation }) => ({
        url: detail('url') ?? '',
        html: detail('html') ?? observation,
        instruction_text: detail('instruction_text') ?? '',
      }),
    },
  },
  over: 'repeat',
  floats: ['reward'],
};
