/** Which checkpoint of a run explores next, by what the run has written down. Decides nothing (promote/ does). */
import { AgentgymError } from '../errors.ts';
import type { RunDirectory } from './directory.ts';
import type { Journal } from './journal.ts';
import { readLineage } from './lineage-file.ts';

/** The last promoted checkpoint; before the first iteration is finished, the cloned one, or the base where none is cloned. */
export async function incumbentOf(directory: RunDirectory, journal: Journal): Promise<string> {
  const lineage = await readLineage(directory);
  const promoted = lineage.findLast((entry) => entry.promoted);
  if (promoted !== undefined) return promoted.id;
  for (const key of ['clone', 'warm-start', 'base']) {
    const { id } = (journal.find(key)?.result ?? {}) as { id?: unknown };
    if (typeof id === 'string') return id;
  }
  throw new AgentgymError('E_STORE_MISMATCH', `${directory.root} has no checkpoint yet.`, {
    hint: `Go on with the run: agentgym evolve --resume ${directory.root}.`,
  });
}
