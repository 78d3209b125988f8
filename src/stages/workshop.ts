/**
 * What every stage of a run shares: its directory, journal and listener, and how a stage announces itself and
 * remembers what is done. Knows no stage by name.
 */
import type { EvolveConfig } from '../config/schema.ts';
import type { Environment } from '../environments/contract.ts';
import { throwIfInterrupted } from '../errors.ts';
import type { Budget } from '../explore/budget.ts';
import type { ExploreBudget } from '../explore/pool.ts';
import type { Label, Listener } from '../report/events.ts';
import type { RunDirectory } from '../runs/directory.ts';
import type { Journal } from '../runs/journal.ts';
import type { Policies } from './policies.ts';

export interface Workshop {
  config: EvolveConfig;
  directory: RunDirectory;
  journal: Journal;
  environments: readonly Environment[];
  policies: Policies;
  /** What the rollouts of the run may use up. */
  budget: ExploreBudget & Pick<Budget, 'spent' | 'seconds'>;
  /** Optimiser steps between two states of a training in this process; undefined: by time. */
  saveEvery?: number | undefined;
  signal: AbortSignal | undefined;
  on: Listener;
}

/** Runs `work` unless the journal has its result; the result must be plain data. */
export async function once<T>({ journal, signal }: Workshop, key: string, work: () => Promise<T>): Promise<T> {
  const known = journal.find(key);
  if (known !== undefined) return known.result as T;
  throwIfInterrupted(signal);
  const start = performance.now();
  const result = await work();
  await journal.record(key, result, (performance.now() - start) / 1000);
  return result;
}

/** Work that is done again whenever a run is resumed; its time is that of the first. `note` is for readers of the journal. */
export async function timed<T>(
  { journal }: Workshop,
  key: string,
  work: () => Promise<{ result: T; note: unknown }>,
): Promise<T> {
  const start = performance.now();
  const { result, note } = await work();
  if (journal.find(key) === undefined) await journal.record(key, note, (performance.now() - start) / 1000);
  return result;
}

/** A stage that is cheap enough to be done again on resuming; emits its start and its end. */
export async function staged<T>(
  { on, signal }: Workshop,
  label: Label,
  work: () => Promise<{ result: T; line: string; seconds?: number; reused?: boolean }>,
): Promise<T> {
  throwIfInterrupted(signal);
  on({ type: 'stage-started', ...label });
  const start = performance.now();
  const { result, line, seconds = (performance.now() - start) / 1000, reused = false } = await work();
  on({ type: 'stage-finished', ...label, result: line, seconds, reused });
  return result;
}

/** Seconds that the recorded work took when it was done; 0 if it was not. */
export function secondsOf(journal: Journal, key: string): number {
  return journal.find(key)?.seconds ?? 0;
}
