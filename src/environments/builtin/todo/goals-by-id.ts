/** Easy goals: one or two calls, since the goal says the id, or asks of the list of projects. */
import { CITIES, DATES, MINUTES } from './boards.ts';
import { some } from '../tools/draws.ts';
import { anyProject, anyTask, type Draw, readDescription, readDuration, readProjects } from './goal.ts';
import { orders, thoughts } from './orders.ts';

const YES_OR_NO = ['yes', 'no'];

const isFavorite: Draw = (draws, state) => {
  const project = anyProject(draws, state);
  const answer = project.favorite ? 'yes' : 'no';
  const text = orders.isFavorite(project.name);
  return { text, reads: [readProjects(project)], changes: [], answer, choices: YES_OR_NO };
};

const favorite: Draw = (draws, state) => {
  const project = anyProject(draws, state);
  const { id, name } = project;
  const value = !project.favorite;
  return {
    text: value ? orders.favorite(name) : orders.noFavorite(name),
    reads: [readProjects(project)],
    changes: [{ kind: 'favorite', id, value, thought: thoughts.project(name, id) }],
  };
};

const complete: Draw = (draws, state) => {
  const { id, completed } = anyTask(draws, state);
  if (completed) return undefined;
  return { text: orders.completeId(id), reads: [], changes: [{ kind: 'complete', id, thought: thoughts.given() }] };
};

const remove: Draw = (draws, state) => {
  const { id } = anyTask(draws, state);
  return { text: orders.deleteId(id), reads: [], changes: [{ kind: 'delete', id, thought: thoughts.given() }] };
};

const setDue: Draw = (draws, state) => {
  const { id, due } = anyTask(draws, state);
  const value = draws.pick(DATES);
  if (value === due) return undefined;
  return {
    text: orders.moveId(id, value),
    reads: [],
    changes: [{ kind: 'move', id, value, thought: thoughts.given() }],
  };
};

const minutes: Draw = (draws, state) => {
  const { id, minutes: answer } = anyTask(draws, state);
  return {
    text: orders.minutesId(id),
    reads: [readDuration(id, thoughts.given())],
    changes: [],
    answer: String(answer),
    choices: some(draws, MINUTES, 3).map(String),
  };
};

const city: Draw = (draws, state) => {
  const { id, city: answer } = anyTask(draws, state);
  return {
    text: orders.cityId(id),
    reads: [readDescription(id, thoughts.given())],
    changes: [],
    answer,
    choices: some(draws, CITIES, 3),
  };
};

export const ID_GOALS: readonly Draw[] = [isFavorite, favorite, favorite, complete, remove, setDue, minutes, city];
