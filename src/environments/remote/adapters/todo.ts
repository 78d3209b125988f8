/** todo: a list of projects and tasks, kept with tools. */
import { tool } from './tool.ts';

export const todo = tool('todo', {
  rounds: 15,
  about: 'You keep a list of projects and tasks as the goal asks, with tools that read and change it.',
});
