/** The URL of every view, and of what it asks the server for. */
import type { TrajectoryQuery } from '../api.ts';
import { pathOf, urlOf } from './router.ts';

/** A trajectory: its run, its file in it, and its id in that. */
export interface TrajectoryName {
  run: string;
  file: string;
  id: string;
}

type Query = TrajectoryQuery;
const plain = (query: Query): Record<string, string | number | undefined> => ({ ...query });

export const views = {
  runs: '/',
  run: (run: string, iteration?: number): string => urlOf(pathOf('runs', run), { iteration }),
  trajectories: (run: string, query: Query = {}): string => urlOf(pathOf('runs', run, 'trajectories'), plain(query)),
  trajectory: ({ run, file, id }: TrajectoryName, step?: number): string =>
    urlOf(pathOf('runs', run, 'trajectories', file, id), { step }),
  tasks: (run: string, environment?: string): string => urlOf(pathOf('runs', run, 'tasks'), { environment }),
  task: (run: string, environment: string, task: string): string => pathOf('runs', run, 'tasks', environment, task),
  /** With an environment, its tasks alone are listed. */
  compare: (a?: string, b?: string, environment?: string): string => urlOf('/compare', { a, b, environment }),
};

export const api = {
  runs: '/api/runs',
  runsEvents: '/api/events',
  run: (run: string): string => pathOf('api', 'runs', run),
  runEvents: (run: string): string => pathOf('api', 'runs', run, 'events'),
  trajectories: (run: string, query: Query): string => urlOf(pathOf('api', 'runs', run, 'trajectories'), plain(query)),
  trajectory: ({ run, file, id }: TrajectoryName): string => pathOf('api', 'runs', run, 'trajectories', file, id),
  pictures: ({ run, file, id }: TrajectoryName): string =>
    pathOf('api', 'runs', run, 'trajectories', file, id, 'pictures'),
  tasks: (run: string, environment?: string, task?: string): string =>
    urlOf(pathOf('api', 'runs', run, 'tasks'), { environment, task }),
  compare: (a: string, b: string): string => urlOf('/api/compare', { a, b }),
};
