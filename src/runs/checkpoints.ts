/**
 * Checkpoints of a run: content-addressed directories that exist only once they are complete.
 */
import { access, cp, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvolveConfig } from '../config/schema.ts';
import { formatLexicon } from '../environments/action-formats/lexicon.ts';
import type { ActionFormatName, Environment } from '../environments/contract.ts';
import { seedOf } from '../seeds.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { createBaseModel } from '../train/local.ts';
import { digestOf } from './digest.ts';
import type { RunDirectory } from './directory.ts';
import { syncFolder } from './files.ts';

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

/** The checkpoint that the run starts from: a copy of the configured directory, or a fresh model. */
export async function createBase(
  config: EvolveConfig,
  environments: readonly Environment[],
  directory: RunDirectory,
): Promise<CheckpointRef> {
  const made = `${directory.workshop}/base`;
  await rm(made, { recursive: true, force: true });
  await mkdir(directory.workshop, { recursive: true });
  if ('model' in config.policy) {
    const { architecture: kind, hidden, intermediate, context, init, warmStart: _, ...rest } = config.policy.model;
    const architecture = {
      kind,
      hiddenSize: hidden,
      intermediateSize: intermediate,
      maxPositions: context,
      rmsEps: 1e-5,
      ...rest,
    };
    const seed = seedOf(config.seed, 'model');
    await createBaseModel(made, { architecture, lexicon: lexiconOf(environments, config.format), seed, init });
  } else await cp(config.policy.checkpoint as string, made, { recursive: true });
  return keepCheckpoint(directory, made);
}

/** Every text that the environments can say, and what the action format adds to it. */
export function* lexiconOf(environments: readonly Environment[], format: ActionFormatName = 'react'): Iterable<string> {
  for (const environment of environments) yield* environment.lexicon();
  for (const environment of environments) yield* formatLexicon(environment, format);
}
