/**
 * Checkpoints of a run: content-addressed directories that exist only once they are complete.
 */
import { access, cp, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type EvolveConfig, isFresh } from '../config/schema.ts';
import type { Environment } from '../environments/contract.ts';
import { lexiconOf } from '../environments/vocabulary.ts';
import { seedOf } from '../seeds.ts';
import { writeReference } from '../train/checkpoint-kind.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { createBaseModel } from '../train/local.ts';
import { digestOf } from './digest.ts';
import type { RunDirectory } from './directory.ts';
import { syncFolder, toJson } from './files.ts';

/** Moves a finished directory to its digest's place; where the digest is there already, it is the same checkpoint. */
export async function keepCheckpoint(directory: RunDirectory, made: string): Promise<CheckpointRef> {
  const id = await digestOf(made);
  const path = directory.checkpoint(id);
  await mkdir(directory.checkpoints, { recursive: true });
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) await rm(made, { recursive: true, force: true });
  else {
    await syncFiles(made);
    await rename(made, path);
    await syncFolder(directory.checkpoints);
  }
  return { id, path };
}

async function syncFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const handle = await open(join(folder, entry.name));
    await handle.sync();
    await handle.close();
  }
}

/** The checkpoint that the run starts from: a copy of the configured directory, a fresh model, or where a model is. */
export async function createBase(
  config: EvolveConfig,
  environments: readonly Environment[],
  directory: RunDirectory,
): Promise<CheckpointRef> {
  const made = `${directory.workshop}/base`;
  await rm(made, { recursive: true, force: true });
  await mkdir(directory.workshop, { recursive: true });
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
  } else await cp(policy.checkpoint as string, made, { recursive: true });
  return keepCheckpoint(directory, made);
}

/**
 * What an endpoint serves may be too large to copy: the checkpoint only says where it is, and what was there, so that its
 * digest names the model (by the files of a directory, by name and revision of one on a hub).
 */
async function writeBaseReference(made: string, base: string): Promise<void> {
  await mkdir(made, { recursive: true });
  if (isAbsolute(base)) {
    await writeReference(made, { model: base });
    await writeFile(join(made, 'content.json'), toJson({ digest: await digestOf(base) }));
    return;
  }
  const [model = base, revision] = base.split('@', 2);
  await writeReference(made, { model, ...(revision === undefined ? {} : { revision }) });
}
