/** textcraft, and every name that is none of AgentGym's: a session begins with a task, and there is no error after the end. */
import { idFamily } from '../families/id.ts';
import { type Dialect, OBSERVATION, type View } from './dialect.ts';

const text = { kind: 'string', optional: true, nullable: true } as const;
const first = ({ id, observation, done, reward }: View) => ({ id, observation, done, reward });

export const plainDialect: Dialect = {
  family: idFamily,
  health: 'This is environment {name}.',
  create: {
    fields: [
      { name: 'minecraft_dir', ...text },
      { name: 'commands', ...text },
      { name: 'goal', ...text },
    ],
    start: 'turn',
    answer: first,
  },
  reset: { fields: [{ name: 'data_idx', kind: 'int', optional: true, otherwise: 0 }], task: 'data_idx', answer: first },
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done }) },
  gets: {
    '/observation': OBSERVATION,
    '/detail': {
      needs: 'reset',
      answer: ({ observation, done, reward }) => ({ observation, done, reward, deleted: false }),
    },
  },
  over: 'repeat',
};

export const textcraft: Dialect = { ...plainDialect, health: 'This is environment TextCraft.', wraps: true };
