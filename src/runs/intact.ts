/**
 * Whether the files of a checkpoint are those that its name was made of; of one that only says where a model is, whether
 * that model is still the one that was there. Each checkpoint is read once a process, whole. Repairs nothing.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { checkpointKind } from '../train/checkpoint-kind.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { requireContained } from './contained.ts';
import { digestOf, digestsOf, type FileDigests } from './digest.ts';
import { runDirectory } from './directory.ts';
import { readJournal } from './journal.ts';

/** Beside a reference: what was where it points. */
export const CONTENT = 'content.json';

/** A model of so many bytes takes long enough to read that it is said. */
const LARGE = 8e9;

/** Checkpoints that were read, or are being read, by path and name. */
const known = new Map<string, Promise<void>>();

interface Told {
  /** Hears that something takes a while. */
  onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Throws E_STORE_CHECKPOINT where a file is missing or differs; it is named where the run remembers what it was.
 */
export async function requireIntact(checkpoint: CheckpointRef, told: Told = {}): Promise<void> {
  const key = keyOf(checkpoint);
  let check = known.get(key);
  if (check === undefined) {
    check = verify(checkpoint, told);
    known.set(key, check);
  }
  try {
    await check;
  } catch (error) {
    // It may have been put right when it is asked for again.
    known.delete(key);
    throw error;
  }
}

/** The name was just made of the files. */
export function noteIntact(checkpoint: CheckpointRef): void {
  known.set(keyOf(checkpoint), Promise.resolve());
}

/**
 * The checkpoint in a directory, by its digest; one in a run's folder of checkpoints must have that for its name, and holds
 * no links to what is elsewhere.
 */
export async function checkpointAt(path: string): Promise<CheckpointRef> {
  const [name, folder] = [basename(path), basename(dirname(path))];
  if (folder !== 'checkpoints' || !/^[0-9a-f]{16}$/u.test(name)) return { id: await digestOf(path), path };
  const checkpoint = { id: name, path };
  await requireContained(path);
  await requireIntact(checkpoint);
  return checkpoint;
}

function keyOf({ id, path }: CheckpointRef): string {
  return `${id} ${resolve(path)}`;
}

async function verify(checkpoint: CheckpointRef, told: Told): Promise<void> {
  const { id, path } = checkpoint;
  await sayIfLarge(path, told);
  if ((await digestOf(path)) !== id) {
    throw new AgentgymError(
      'E_STORE_CHECKPOINT',
      `${path} is not the checkpoint that it was: ${await fault(path, id)}.`,
      {
        hint: 'Put it back from a copy of the run. Without one, go back to an iteration whose checkpoint is whole (agentgym rollback DIR --to N), or begin a new run.',
      },
    );
  }
  await requireReferred(path, told);
}

/** What is different, as far as it can be known: the journal has the digests of the files. */
async function fault(path: string, id: string): Promise<string> {
  const { files: found } = await digestsOf(path);
  const kept = await filesOf(path, id);
  if (kept === undefined)
    return `one of its files (${Object.keys(found).join(', ')}) differs, is missing or is too many`;
  const missing = Object.keys(kept).filter((name) => found[name] === undefined);
  const differing = Object.keys(kept).filter((name) => found[name] !== undefined && found[name] !== kept[name]);
  const more = Object.keys(found).filter((name) => kept[name] === undefined);
  const faults = [
    ...differing.map((name) => `${name} differs from what was kept`),
    ...missing.map((name) => `${name} is missing`),
    ...more.map((name) => `${name} was not there`),
  ];
  return faults.join(', ');
}

/** What the journal of the run says of the checkpoint's files; undefined where it says nothing. */
async function filesOf(path: string, id: string): Promise<FileDigests | undefined> {
  const { journal } = runDirectory(resolve(path, '../..'));
  const entries = await readJournal(journal).then(
    (read) => read.entries(),
    () => [],
  );
  const results = entries.map(({ result }) => result as { id?: unknown; files?: FileDigests } | null);
  return results.find((result) => result?.id === id && result.files !== undefined)?.files;
}

/** Of a reference, the files where it points are what was trained from and served. */
async function requireReferred(path: string, told: Told): Promise<void> {
  const text = await readFile(join(path, CONTENT), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const kind = await checkpointKind(path);
  if (kind.kind !== 'reference') return;
  const { model } = kind.reference;
  await sayIfLarge(model, told);
  const { digest } = JSON.parse(text) as { digest: string };
  if ((await digestOf(model)) === digest) return;
  throw new AgentgymError('E_STORE_CHECKPOINT', `The model in ${model} is not the one that the run began with.`, {
    hint: 'Put back the files that were there, or begin a new run with those that are there now.',
  });
}

async function sayIfLarge(path: string, { onNotice }: Told): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries)
    if (!entry.isDirectory())
      bytes += await stat(join(path, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
  if (bytes > LARGE) onNotice?.(`${(bytes / 1e9).toFixed(0)} GB in ${path} are read to verify their digest`);
}
