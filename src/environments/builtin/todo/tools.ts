/** The tools that read and change a board. Ids are texts of digits; completing twice is no fault. */
import { textOf } from '../tools/calls.ts';
import type { Args, Result, Tool, ToolParameter } from '../tools/world.ts';
import { type Project, type State, tasksOf, type TodoTask } from './state.ts';
import { faults, texts } from './texts.ts';

const projectId: ToolParameter = { name: 'project_id', type: 'string', description: 'id of the project' };
const taskId: ToolParameter = { name: 'task_id', type: 'string', description: 'id of the task' };

function onProject({ projects }: State, args: Args, use: (project: Project) => Result): Result {
  const id = textOf(args, 'project_id').trim();
  const project = projects.get(id);
  return project === undefined ? { fault: faults.noProject(id) } : use(project);
}

function onTask({ tasks }: State, args: Args, use: (task: TodoTask) => Result): Result {
  const id = textOf(args, 'task_id').trim();
  const task = tasks.get(id);
  return task === undefined ? { fault: faults.noTask(id) } : use(task);
}

function replaceTask(state: State, task: TodoTask): Result {
  state.tasks.set(task.id, task);
  state.version += 1;
  return { text: texts.task(task) };
}

const reading: readonly Tool<State>[] = [
  {
    name: 'get_user_current_date',
    description: 'What day it is.',
    parameters: [],
    run: ({ today }) => ({ text: today }),
  },
  {
    name: 'get_user_current_location',
    description: 'The city where the user is.',
    parameters: [],
    run: ({ city }) => ({ text: city }),
  },
  {
    name: 'get_projects',
    description: 'Lists the projects with their ids.',
    parameters: [],
    run: ({ projects }) => ({ text: [...projects.values()].map(texts.project).join('\n') }),
  },
  {
    name: 'get_tasks',
    description: 'Lists the tasks of a project.',
    parameters: [projectId],
    run: (state, args) =>
      onProject(state, args, ({ id }) => {
        const tasks = tasksOf(state, id);
        return { text: tasks.length === 0 ? texts.none() : tasks.map(texts.task).join('\n') };
      }),
  },
  {
    name: 'get_task_description',
    description: 'Says where a task is done.',
    parameters: [taskId],
    run: (state, args) => onTask(state, args, (task) => ({ text: texts.description(task) })),
  },
  {
    name: 'get_task_duration',
    description: 'Says how long a task takes.',
    parameters: [taskId],
    run: (state, args) => onTask(state, args, (task) => ({ text: texts.duration(task) })),
  },
];

const writing: readonly Tool<State>[] = [
  {
    name: 'update_project',
    description: 'Makes a project a favorite, or no favorite.',
    parameters: [projectId, { name: 'is_favorite', type: 'boolean', description: 'true or false' }],
    run: (state, args) =>
      onProject(state, args, (project) => {
        const changed = { ...project, favorite: args['is_favorite'] === true };
        state.projects.set(project.id, changed);
        state.version += 1;
        return { text: texts.project(changed) };
      }),
  },
  {
    name: 'complete_task',
    description: 'Marks a task as completed.',
    parameters: [taskId],
    run: (state, args) => onTask(state, args, (task) => replaceTask(state, { ...task, completed: true })),
  },
  {
    name: 'update_task',
    description: 'Sets the due date of a task.',
    parameters: [taskId, { name: 'due_date', type: 'string', description: 'year-month-day' }],
    run: (state, args) =>
      onTask(state, args, (task) => {
        const due = textOf(args, 'due_date').trim();
        return isDate(due) ? replaceTask(state, { ...task, due }) : { fault: faults.noDate(due) };
      }),
  },
  {
    name: 'delete_task',
    description: 'Deletes a task.',
    parameters: [taskId],
    run: (state, args) =>
      onTask(state, args, (task) => {
        state.tasks.delete(task.id);
        state.version += 1;
        return { text: texts.deleted(task) };
      }),
  },
];

export const TOOLS: readonly Tool<State>[] = [...reading, ...writing];

/** Whether a text is a day of the calendar, as year-month-day. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
