/** A goal on a board: what it asks, what must be read for it, and what is changed. */
import type { Random } from '../../../seeds.ts';
import { move } from '../tools/plan.ts';
import type { Move } from '../tools/world.ts';
import { thoughts } from './orders.ts';
import { type Project, type State, tasksOf, type TodoTask } from './state.ts';

export type Change =
  | { readonly kind: 'favorite'; readonly id: string; readonly value: boolean; readonly thought: string }
  | { readonly kind: 'complete' | 'delete'; readonly id: string; readonly thought: string }
  | { readonly kind: 'move'; readonly id: string; readonly value: string; readonly thought: string };

export interface Goal {
  readonly text: string;
  /** Calls whose answers say what is to be done, in order. */
  readonly reads: readonly Move[];
  readonly changes: readonly Change[];
  /** Where something is asked. */
  readonly answer?: string;
  /** Answers that could be right, for whoever guesses. */
  readonly choices?: readonly string[];
}

/** Draws a goal for a board; undefined where the board has not what it takes. */
export type Draw = (draws: Random, state: State) => Goal | undefined;

export function moveOf(change: Change): Move {
  const { kind, id, thought } = change;
  switch (kind) {
    case 'favorite':
      return move(thought, 'update_project', { project_id: id, is_favorite: change.value });
    case 'move':
      return move(thought, 'update_task', { task_id: id, due_date: change.value });
    default:
      return move(thought, kind === 'complete' ? 'complete_task' : 'delete_task', { task_id: id });
  }
}

export const readProjects = (project: Project): Move => move(thoughts.projects(project.name), 'get_projects');
export const readTasks = ({ id, name }: Project): Move =>
  move(thoughts.tasks(name, id), 'get_tasks', { project_id: id });
export const readDate = (): Move => move(thoughts.date(), 'get_user_current_date');
export const readPlace = (): Move => move(thoughts.place(), 'get_user_current_location');
export const readDuration = (id: string, thought: string): Move => move(thought, 'get_task_duration', { task_id: id });
export const readDescription = (id: string, thought: string): Move =>
  move(thought, 'get_task_description', { task_id: id });

export function anyProject(draws: Random, { projects }: State): Project {
  return draws.pick([...projects.values()]);
}

export function anyTask(draws: Random, { tasks }: State): TodoTask {
  return draws.pick([...tasks.values()]);
}

/** A project and one of its tasks. */
export function anyPair(draws: Random, state: State): { project: Project; task: TodoTask } {
  const project = anyProject(draws, state);
  return { project, task: draws.pick(tasksOf(state, project.id)) };
}

/** The task that is due before the others. */
export function firstDue(tasks: readonly TodoTask[]): TodoTask | undefined {
  return tasks.toSorted((a, b) => (a.due < b.due ? -1 : 1))[0];
}
