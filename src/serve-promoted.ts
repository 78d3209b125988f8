/**
 * The policy of a finished run's promoted checkpoint where the run plays an endpoint: its servers are given the checkpoint
 * as in the run, and are asked whether they answer with it. Plays nothing, and leaves the run directory as it is, but for
 * the log of a server that is started.
 */
import type { Environment } from './environments/contract.ts';
import type { Config } from './config/schema.ts';
import { requireEvolvable } from './evolvable.ts';
import type { Listener } from './report/events.ts';
import type { RunDirectory } from './runs/directory.ts';
import { readJournal } from './runs/journal.ts';
import { type OpenedPolicy, policiesOf } from './stages/policies.ts';
import type { CheckpointRef } from './train/contract.ts';

export interface ServePromoted {
  /** The run's. */
  config: Config;
  directory: RunDirectory;
  environments: readonly Environment[];
  checkpoint: CheckpointRef;
  signal?: AbortSignal | undefined;
  on: Listener;
}

export interface ServedPromoted extends OpenedPolicy {
  /** The policy, and the servers that were started. */
  close(): Promise<void>;
}

/** Throws as serving does: E_SERVE_REFUSED, E_SERVE_PROCESS, E_SERVE_STALE, and what the endpoint policy throws. */
export async function servePromoted({ config, checkpoint, ...rest }: ServePromoted): Promise<ServedPromoted> {
  const journal = await readJournal(rest.directory.journal);
  const policies = policiesOf({ ...rest, config: requireEvolvable(config), journal, signal: rest.signal });
  try {
    const opened = await policies.open(checkpoint);
    const close = async (): Promise<void> => {
      await opened.policy.close();
      await policies.close();
    };
    return { ...opened, close };
  } catch (error) {
    await policies.close();
    throw error;
  }
}
