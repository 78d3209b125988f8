/** Hard goals: which tasks are meant must be found out by a rule, from several readings. */
import type { Random } from '../../../seeds.ts';
import { dayAfter } from './boards.ts';
import { some } from '../tools/draws.ts';
import {
  anyProject,
  type Change,
  type Draw,
  firstDue,
  type Goal,
  readDate,
  readDescription,
  readDuration,
  readPlace,
  readProjects,
  readTasks,
} from './goal.ts';
import { orders, thoughts } from './orders.ts';
import { type Project, type State, tasksOf, type TodoTask } from './state.ts';

/** A project with its tasks. */
function subject(draws: Random, state: State): { project: Project; tasks: readonly TodoTask[] } {
  const project = anyProject(draws, state);
  return { project, tasks: tasksOf(state, project.id) };
}

function asking(text: string, reads: Goal['reads'], changes: readonly Change[]): Goal | undefined {
  return changes.length === 0 ? undefined : { text, reads, changes };
}

const overdue: Draw = (draws, state) => {
  const { project, tasks } = subject(draws, state);
  const { today } = state;
  const changes = tasks
    .filter(({ due, completed }) => due < today && !completed)
    .map(({ id, due }): Change => ({ kind: 'complete', id, thought: thoughts.overdue(id, due, today) }));
  return asking(orders.overdue(project.name), [readDate(), readProjects(project), readTasks(project)], changes);
};

const postpone: Draw = (draws, state) => {
  const { project, tasks } = subject(draws, state);
  const { today } = state;
  const value = dayAfter(today);
  const changes = tasks
    .filter(({ due }) => due === today)
    .map(({ id, due }): Change => ({ kind: 'move', id, value, thought: thoughts.today(id, due) }));
  return asking(orders.postpone(project.name), [readDate(), readProjects(project), readTasks(project)], changes);
};

const priority: Draw = (draws, state) => {
  const { project, tasks } = subject(draws, state);
  const wanted = 1 + draws.below(4);
  const changes = tasks
    .filter((task) => task.priority === wanted)
    .map(({ id }): Change => ({ kind: 'delete', id, thought: thoughts.priority(id, wanted) }));
  if (changes.length < 2 || changes.length === tasks.length) return undefined;
  return asking(orders.priority(project.name, wanted), [readProjects(project), readTasks(project)], changes);
};

const longest: Draw = (draws, state) => {
  const { project, tasks } = subject(draws, state);
  const [task] = tasks.toSorted((a, b) => b.minutes - a.minutes);
  if (task === undefined || task.completed) return undefined;
  const durations = tasks.map(({ id }) => readDuration(id, thoughts.duration(id)));
  const thought = thoughts.longest(task.id, task.minutes);
  const reads = [readProjects(project), readTasks(project), ...durations];
  return asking(orders.longest(project.name), reads, [{ kind: 'complete', id: task.id, thought }]);
};

const near: Draw = (draws, state) => {
  const { project, tasks } = subject(draws, state);
  const changes = tasks
    .filter(({ city, completed }) => city === state.city && !completed)
    .map(({ id, city }): Change => ({ kind: 'complete', id, thought: thoughts.here(id, city) }));
  const places = tasks.map(({ id }) => readDescription(id, thoughts.where(id)));
  const reads = [readPlace(), readProjects(project), readTasks(project), ...places];
  return asking(orders.near(project.name), reads, changes);
};

const both: Draw = (draws, state) => {
  const [one, other] = some(draws, [...state.projects.values()], 2);
  if (one === undefined || other === undefined) return undefined;
  const changes = [one, other].flatMap(({ id }): Change[] => {
    const task = firstDue(tasksOf(state, id));
    if (task === undefined) return [];
    return [{ kind: 'delete', id: task.id, thought: thoughts.first(task.id, task.due) }];
  });
  return asking(orders.both(one.name, other.name), [readProjects(one), readTasks(one), readTasks(other)], changes);
};

export const RULE_GOALS: readonly Draw[] = [overdue, overdue, postpone, postpone, priority, longest, near, both];
