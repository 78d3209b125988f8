/** Boards from a stream of random numbers, over a closed vocabulary. */
import type { Random } from '../../../seeds.ts';
import type { Project, State, TodoTask } from './state.ts';
import { some } from '../tools/draws.ts';

const PROJECTS: readonly string[] = `
  garden kitchen school office travel fitness music books car house party family health money pets
  camping work club hiking wedding painting reading cooking moving baking sewing chess theater cinema
  museum library market choir team trip beach forest farm attic cellar
`
  .trim()
  .split(/\s+/u);

const TASKS: readonly string[] = [
  'water roses',
  'buy milk',
  'call Anna',
  'pay rent',
  'clean windows',
  'read chapter',
  'write letter',
  'book hotel',
  'wash car',
  'fix lamp',
  'plan menu',
  'sort photos',
  'paint fence',
  'feed cat',
  'bake bread',
  'print tickets',
  'visit doctor',
  'order paper',
  'train legs',
  'tune piano',
  'pack bags',
  'check tires',
  'sweep floor',
  'plant beans',
  'send report',
  'return books',
  'repair bike',
  'learn song',
  'buy gifts',
  'iron shirts',
  'mow lawn',
  'cook soup',
];

export const CITIES: readonly string[] = ['Rome', 'Oslo', 'Lima', 'Cairo', 'Paris', 'Delhi', 'Quito', 'Bern'];
const DAYS = 28;
/** All dates that there are. */
export const DATES: readonly string[] = Array.from(
  { length: DAYS },
  (_, day) => `2024-05-${String(day + 1).padStart(2, '0')}`,
);
export const MINUTES: readonly number[] = Array.from({ length: 12 }, (_, i) => 5 * (i + 1));
const PROJECT_IDS = Array.from({ length: 40 }, (_, i) => String(i + 11));
const TASK_IDS = Array.from({ length: 100 }, (_, i) => String(i + 100));

export interface Size {
  readonly projects: number;
  /** Tasks of a project. */
  readonly tasks: number;
}

/** Names are used once; within a project, so are dates and minutes. */
export function makeBoard(draws: Random, size: Size): State {
  const names = some(draws, PROJECTS, size.projects);
  const contents = some(draws, TASKS, size.projects * size.tasks);
  const projectIds = some(draws, PROJECT_IDS, size.projects);
  const taskIds = some(draws, TASK_IDS, contents.length);
  const today = 8 + draws.below(DAYS - 15);
  const city = draws.pick(CITIES);
  const near = [city, city, ...some(draws, CITIES, 2)];
  const projects = new Map<string, Project>();
  const tasks = new Map<string, TodoTask>();
  for (const [p, id] of projectIds.entries()) {
    projects.set(id, { id, name: names[p] ?? '', favorite: draws.below(3) === 0 });
    const days = some(draws, [-3, -2, -1, 0, 1, 2, 3], size.tasks);
    const minutes = some(draws, MINUTES, size.tasks);
    for (let t = 0; t < size.tasks; t++) {
      const own = p * size.tasks + t;
      const taskId = taskIds[own] ?? '';
      tasks.set(taskId, {
        id: taskId,
        project: id,
        content: contents[own] ?? '',
        due: DATES[today + (days[t] ?? 0)] ?? '',
        priority: 1 + draws.below(4),
        completed: draws.below(7) === 0,
        city: draws.pick(near),
        minutes: minutes[t] ?? 0,
      });
    }
  }
  return { today: DATES[today] ?? '', city, projects, tasks, version: 0 };
}

export function dayAfter(date: string): string {
  return DATES[DATES.indexOf(date) + 1] ?? date;
}

/** All words of boards. */
export function boardWords(): string[] {
  return [...PROJECTS, ...TASKS, ...CITIES, ...DATES, ...MINUTES.map(String), ...PROJECT_IDS, ...TASK_IDS];
}
