/** lineage.json as the run takes it up: checked, since what it names is looked for on the disk. Writes nothing. */
import { AgentgymError } from '../errors.ts';
import type { Lineage, LineageEntry } from '../promote/lineage.ts';
import type { RunDirectory } from './directory.ts';
import { readJson, rewritten } from './files.ts';
import { isObject } from './readable.ts';

/**
 * The lineage so far; empty where there is none yet.
 * @throws AgentgymError E_STORE_CORRUPT where the file holds something else.
 */
export async function readLineage(directory: RunDirectory): Promise<Lineage> {
  const { lineage: file } = directory;
  const value = (await readJson(file, rewritten(directory))) ?? [];
  if (Array.isArray(value) && value.every(isEntry)) return value;
  throw new AgentgymError(
    'E_STORE_CORRUPT',
    `${file} is not a lineage: a list of checkpoints with id, role and iteration.`,
    {
      hint: rewritten(directory),
    },
  );
}

function isEntry(value: unknown): value is LineageEntry {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['role'] === 'string' &&
    typeof value['iteration'] === 'number' &&
    typeof value['promoted'] === 'boolean'
  );
}
