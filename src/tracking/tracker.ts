/** What every tracker is: it hears the events of a run, shows them elsewhere, and never stops or delays the run. */
import type { EvolveConfig } from '../config/schema.ts';
import type { Listener } from '../report/events.ts';
import type { RunDirectory } from '../runs/directory.ts';

/** `on` never throws; `close` never rejects, and sends what is left, until `signal` of the run's tracking fires. */
export interface Tracker {
  on: Listener;
  close(): Promise<void>;
}

/** The run that is tracked. */
export interface Tracked {
  config: EvolveConfig;
  directory: RunDirectory;
  onWarning: (message: string) => void;
  /** Fires when there is no more time for anything. */
  signal: AbortSignal;
}

export type OpenTracker = (run: Tracked) => Tracker;
