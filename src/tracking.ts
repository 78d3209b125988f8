/**
 * The trackers of a run (src/tracking/), as one listener. What their config lacks is an error before the run begins; from
 * then on nothing that becomes of them stops it: one warning each, and at the end no more than ten seconds.
 */
import type { TrackingConfig } from './config/schema.ts';
import { messageOf } from './errors.ts';
import { within } from './http/listen.ts';
import type { Env } from './keys.ts';
import { mlflow } from './tracking/mlflow.ts';
import { otlp } from './tracking/otlp.ts';
import { tensorboard } from './tracking/tensorboard.ts';
import type { OpenTracker, Tracked, Tracker } from './tracking/tracker.ts';

/** Milliseconds that a run waits at its end for what is still to be sent. */
const LAST = 10_000;

/**
 * Looks that everything is there, and sends nothing.
 * @throws AgentgymError E_TRACK_SETUP where a key or a package is missing.
 */
export async function prepareTracking(
  { tensorboard: files, mlflow: server, otlp: collector }: TrackingConfig = {},
  env: Env,
): Promise<(run: Omit<Tracked, 'signal'>) => Tracker> {
  const openers: OpenTracker[] = [];
  if (files !== undefined) openers.push(tensorboard(files));
  if (server !== undefined) openers.push(mlflow(server, env));
  if (collector !== undefined) openers.push(await otlp(collector, env));
  return (run) => {
    const over = new AbortController();
    const trackers = openers.map((open) => guarded(open, { ...run, signal: over.signal }));
    return {
      on: (event) => {
        for (const tracker of trackers) tracker.on(event);
      },
      close: async () => {
        if (trackers.length === 0) return;
        await within(LAST, Promise.all(trackers.map((tracker) => tracker.close())));
        over.abort();
      },
    };
  };
}

/** A tracker with a mistake in it is one that the run goes on without. */
function guarded(open: OpenTracker, run: Tracked): Tracker {
  let broken = false;
  const fail = (error: unknown): void => {
    if (!broken) run.onWarning(`A tracker has failed: ${messageOf(error)}`);
    broken = true;
  };
  let tracker: Tracker | undefined;
  try {
    tracker = open(run);
  } catch (error) {
    fail(error);
  }
  return {
    on: (event) => {
      if (broken) return;
      try {
        tracker?.on(event);
      } catch (error) {
        fail(error);
      }
    },
    close: async () => {
      await tracker?.close().catch(fail);
    },
  };
}
