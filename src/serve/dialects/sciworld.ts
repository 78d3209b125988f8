/** sciworld: the reset says the task, `score` is what its client takes for the reward (−100 to 100). */
import { idFamily } from '../families/id.ts';
import { type Dialect, OBSERVATION, type View } from './dialect.ts';

const task = ({ detail, environment, index }: View) => ({
  task_name: detail('task_name') ?? environment,
  var_num: detail('var_num') ?? index,
  task_description: detail('task_description') ?? '',
});

export const sciworld: Dialect = {
  family: idFamily,
  health: 'This is environment ScienceWorld.',
  create: { answer: ({ id }) => ({ id }) },
  reset: {
    fields: [{ name: 'data_idx', kind: 'int' }],
    task: 'data_idx',
    answer: (view) => ({
      ...task(view),
      observation: view.observation,
      reward: 0,
      score: 0,
      deleted: false,
      done: view.done,
    }),
  },
  step: {
    answer: ({ observation, change, reward, done }) => ({ observation, reward: change, score: reward, done }),
  },
  gets: {
    '/observation': OBSERVATION,
    '/task_description': {
      needs: 'reset',
      answer: (view) => ({ task_description: task(view).task_description }),
    },
    '/action_hint': {
      needs: 'reset',
      answer: ({ detail, actions }) => ({
        possible_actions: detail('possible_actions') ?? actions(),
        possible_objects: detail('possible_objects') ?? [],
      }),
    },
    '/goals': { needs: 'reset', answer: ({ detail }) => ({ goals: detail('goals') ?? '' }) },
    '/detail': {
      needs: 'reset',
      answer: (view) => ({
        deleted: false,
        done: view.done,
        ...task(view),
        observation: view.observation,
        reward: view.change,
        score: view.reward,
      }),
    },
  },
  over: 'refuse',
};
