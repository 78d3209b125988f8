/** Medium goals: a project and a task are named, and their ids must be found. */
import { CITIES, DATES, MINUTES } from './boards.ts';
import { some } from '../tools/draws.ts';
import {
  anyPair,
  anyProject,
  type Change,
  type Draw,
  firstDue,
  type Goal,
  readDescription,
  readDuration,
  readProjects,
  readTasks,
} from './goal.ts';
import { orders, thoughts } from './orders.ts';
import { type Project, tasksOf } from './state.ts';

function reading(project: Project): Pick<Goal, 'reads' | 'changes'> {
  return { reads: [readProjects(project), readTasks(project)], changes: [] };
}

function changing(project: Project, text: string, change: Change): Goal {
  return { ...reading(project), text, changes: [change] };
}

const complete: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const thought = thoughts.task(task.content, task.id);
  if (task.completed) return undefined;
  return changing(project, orders.complete(task.content, project.name), { kind: 'complete', id: task.id, thought });
};

const remove: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const thought = thoughts.task(task.content, task.id);
  return changing(project, orders.delete(task.content, project.name), { kind: 'delete', id: task.id, thought });
};

const setDue: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const value = draws.pick(DATES);
  if (value === task.due) return undefined;
  const thought = thoughts.task(task.content, task.id);
  const text = orders.move(task.content, project.name, value);
  return changing(project, text, { kind: 'move', id: task.id, value, thought });
};

const minutes: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const { reads } = reading(project);
  return {
    text: orders.minutes(task.content, project.name),
    reads: [...reads, readDuration(task.id, thoughts.task(task.content, task.id))],
    changes: [],
    answer: String(task.minutes),
    choices: some(draws, MINUTES, 3).map(String),
  };
};

const city: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const { reads } = reading(project);
  return {
    text: orders.city(task.content, project.name),
    reads: [...reads, readDescription(task.id, thoughts.task(task.content, task.id))],
    changes: [],
    answer: task.city,
    choices: some(draws, CITIES, 3),
  };
};

const due: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const text = orders.due(task.content, project.name);
  return { ...reading(project), text, answer: task.due, choices: some(draws, DATES, 3) };
};

const first: Draw = (draws, state) => {
  const project = anyProject(draws, state);
  const tasks = tasksOf(state, project.id);
  const answer = firstDue(tasks)?.content;
  const choices = tasks.map(({ content }) => content);
  return answer === undefined ? undefined : { ...reading(project), text: orders.first(project.name), answer, choices };
};

const belongs: Draw = (draws, state) => {
  const { project, task } = anyPair(draws, state);
  const asked = draws.below(2) === 0 ? project : anyProject(draws, state);
  const answer = asked.id === project.id ? 'yes' : 'no';
  return { ...reading(asked), text: orders.belongs(task.content, asked.name), answer, choices: ['yes', 'no'] };
};

export const NAME_GOALS: readonly Draw[] = [complete, remove, setDue, minutes, city, due, first, belongs];
