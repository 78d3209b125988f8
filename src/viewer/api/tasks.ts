/** The same task wherever a run played it. Types only. */
import type { Agent } from './run.ts';
import type { FileKind, TrajectoryView } from './trajectories.ts';

/** A place in the run where a task was played: an iteration's exploration, a look on dev, a final agent. */
export interface Column {
  file: string;
  kind: FileKind;
  iteration: number | null;
  agent?: Agent;
  title: string;
}

export interface TasksAnswer {
  columns: Column[];
  /** Sorted by environment and task. */
  tasks: TaskRow[];
}

export interface TaskRow {
  environment: string;
  task: string;
  group?: string;
  /** By column; null where the task was not played. */
  played: ({ rollouts: number; successes: number; errors: number } | null)[];
}

export interface SameTask {
  environment: string;
  task: string;
  group?: string;
  columns: (Column & {
    rollouts: number;
    successes: number;
    /** At most four, those with the highest rewards first. */
    trajectories: TrajectoryView[];
  })[];
}
