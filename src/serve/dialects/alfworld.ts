/** alfworld: every answer lists the legal actions. */
import { idFamily } from '../families/id.ts';
import { type Dialect, OBSERVATION } from './dialect.ts';

const WORLDS = ['Text', 'Embody', 'Hybrid'];

export const alfworld: Dialect = {
  family: idFamily,
  health: 'This is environment AlfWorld.',
  create: { answer: ({ id }) => ({ id }) },
  reset: {
    fields: [
      { name: 'game', kind: 'int' },
      { name: 'world_type', kind: 'string' },
    ],
    task: 'game',
    fault: ({ world_type: world }) =>
      WORLDS.includes(String(world)) ? undefined : 'world_type must be one of "Text", "Embody" and "Hybrid"',
    answer: ({ id, observation, actions, detail, environment, index }) => ({
      id,
      observation,
      available_actions: actions(),
      task_type: detail('task_type') ?? `${environment}_${index}`,
    }),
  },
  step: {
    answer: ({ observation, reward, actions, done }) => ({ observation, reward, available_actions: actions(), done }),
  },
  gets: {
    '/observation': OBSERVATION,
    '/available_actions': { needs: 'reset', answer: ({ actions }) => actions() },
    '/detail': {
      needs: 'reset',
      answer: ({ asked, index, observation, actions, done, reward }) => ({
        world_type: asked['world_type'] ?? 'Text',
        game: index,
        observation,
        available_actions: actions(),
        done,
        reward,
        deleted: false,
      }),
    },
  },
  over: 'refuse',
  floats: ['reward'],
};
