/** todo: AgentBoard's list of projects and tasks, on boards of our own. Item ids are `todo_<index>`. */
import type { Environment } from '../../contract.ts';
import { type ToolOptions, toolEnvironment } from '../tools/environment.ts';
import { todo } from './world.ts';

/** Throws E_CONFIG_INVALID for levels or rounds that do not exist. */
export function createTodo(options: ToolOptions = {}): Environment {
  return toolEnvironment(todo, options);
}
