/**
 * Checkpoints of a run: content-addressed directories that exist only once they are complete.
 */
import { cp, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type EvolveConfig, isFresh } from '../config/schema.ts';
import type { Environment } from '../environments/contract.ts';
import { lexiconOf } from '../environments/vocabulary.ts';
import { AgentgymError } from '../errors.ts';
import { seedOf } from '../seeds.ts';
import { writeReference } from '../train/checkpoint-kind.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { createBaseModel } from '../train/local.ts';
import { digestOf, digestsOf, type FileDigests } from './digest.ts';
import type { RunDirectory } from './directory.ts';
import { onDisk } from './disk-errors.ts';
import { makeFolder, syncFolder, syncTree, toJson } from './files.ts';
import { CONTENT, noteIntact } from './intact.ts';

/** With the digests of its files, which the journal remembers. */
export interface KeptCheckpoint extends CheckpointRef {
  files: FileDigests;
}

/** Moves a finished directory to its digest's place; where the digest is there already, it is the same checkpoint. */
export async function keepCheckpoint(directory: RunDirectory, made: string): Promise<KeptCheckpoint> {
  const { id, files } = await digestsOf(made);
  const path = directory.checkpoint(id);
  await onDisk(path, async () => {
    await makeFolder(directory.checkpoints);
    const there = await digestOf(path).catch(() => undefined);
    if (there === id) await rm(made, { recursive: true, force: true });
    else {
      // What bears the name and is not it, is damaged.
      if (there !== undefined) await rm(path, { recursive: true, force: true });
      await syncTree(made);
      await rename(made, path);
    }
    // Also of one that a killed process had just moved.
    await syncFolder(directory.checkpoints);
  });
  noteIntact({ id, path });
  return { id, path, files };
}

/** The checkpoint that the run starts from: a copy of the configured directory, a fresh model, or where a model is. */
export async function createBase(
  config: EvolveConfig,
  environments: readonly Environment[],
  directory: RunDirectory,
): Promise<KeptCheckpoint> {
  const made = `${directory.workshop}/base`;
  await onDisk(made, () => makeBase(made, config, { environments, directory }));
  return keepCheckpoint(directory, made);
}

async function makeBase(
  made: string,
  config: EvolveConfig,
  { environments, directory }: { environments: readonly Environment[]; directory: RunDirectory },
): Promise<void> {
  await rm(made, { recursive: true, force: true });
  await makeFolder(directory.workshop);
  const { policy } = config;
  if (policy.kind === 'endpoint') await writeBaseReference(made, policy.base);
  else if (isFresh(policy)) {
    const {
      architecture: kind,
      hidden,
      intermediate,
      context,
      init,
      warmStart: _,
      lexicon: further,
      ...rest
    } = policy.model;
    const architecture = {
      kind,
      hiddenSize: hidden,
      intermediateSize: intermediate,
      maxPositions: context,
      rmsEps: 1e-5,
      ...rest,
    };
    const seed = seedOf(config.seed, 'model');
    const lexicon = await lexiconOf(environments, { format: config.format, further });
    await createBaseModel(made, { architecture, lexicon, seed, init });
  } else await copyCheckpoint(policy.checkpoint as string, made);
}

/** With the files that links stand for, as in a cache of the Hub: a run holds all that it needs. */
async function copyCheckpoint(from: string, to: string): Promise<void> {
  try {
    await cp(from, to, { recursive: true, dereference: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code?.startsWith('ERR_FS_CP_') !== true) throw cause;
    const message = `The checkpoint ${from} holds something that is neither a file nor a folder.`;
    throw new AgentgymError('E_STORE_CHECKPOINT', message, { cause });
  }
}

/**
 * What an endpoint serves may be too large to copy: the checkpoint only says where it is, and what was there, so that its
 * digest names the model (by the files of a directory, by name and revision of one on a hub).
 */
async function writeBaseReference(made: string, base: string): Promise<void> {
  await makeFolder(made);
  if (isAbsolute(base)) {
    await writeReference(made, { model: base });
    await writeFile(join(made, CONTENT), toJson({ digest: await digestOf(base) }));
    return;
  }
  const [model = base, revision] = base.split('@', 2);
  await writeReference(made, { model, ...(revision === undefined ? {} : { revision }) });
}
