/** searchqa: as the tools, with a question for the task, but a reset without `id` does not begin the same again. */
import type { Dialect } from './dialect.ts';
import { tools } from './tools.ts';

const { choose: _, ...reset } = tools.reset;

export const searchqa: Dialect = {
  ...tools,
  reset,
  step: { answer: ({ observation, reward, done }) => ({ observation, reward, done, info: null }) },
};
