/** Two sides on the same tasks. Types only. */
import type { Agent } from './run.ts';
import type { Scores } from './runs.ts';
import type { TrajectoryRow } from './trajectories.ts';

/** A run as it ended, or a state of it: an iteration's candidate on dev, or an agent of the final report. */
export interface Side {
  run: string;
  name: string;
  /** `promoted`, `baseline`, `control`, or an iteration as a number. */
  what: Agent | number;
  title: string;
}

export interface Difference {
  /** B less A, in [−1, 1]. */
  difference: number | null;
  low: number | null;
  high: number | null;
}

/** B against A, on tasks that both played. */
export interface Paired {
  tasks: number;
  pairs: number;
  /** Tasks in which B has more successes than A, and fewer. */
  gained: number;
  lost: number;
  /** McNemar's exact test, two-sided. */
  p: number;
  success: Difference;
  reward: Difference;
  /** Where pairs are missing: the difference in success, had they all gone against B, and all for it. */
  bounds?: { low: number; high: number };
}

/** By environment, and all together. */
export interface Comparison {
  environments: Record<string, Paired>;
  total: Paired;
}

/** Candidate (B) against incumbent (A), as the gate saw them. */
export interface PairedLook extends Paired {
  /** Tasks lost, had everything that is missing gone against the candidate. */
  lostAtWorst: number;
}

export interface Look {
  environments: Record<string, PairedLook>;
  total: PairedLook;
}

export interface ComparisonView extends Comparison {
  a: Side & Scores;
  b: Side & Scores;
  split: string;
  /** Tasks gained and lost, each with the trajectories to open. */
  gained: TaskPair[];
  lost: TaskPair[];
  /** What stands against reading it as it is: tasks that are not shared, fingerprints that differ. */
  notes: string[];
}

export interface TaskPair {
  environment: string;
  task: string;
  a: TrajectoryRow | null;
  b: TrajectoryRow | null;
}
