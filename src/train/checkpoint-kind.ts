/**
 * What a checkpoint's directory holds: all of a model, a LoRA adapter of another one, or only where a model is (a Hub id, a
 * directory too large to copy, a hosted model's id).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentgymError } from '../errors.ts';

/** A model that is elsewhere: what servers, `transformers` or a service know it by. */
export interface Reference {
  /** A Hub id, an absolute path, or a hosted model's id. */
  readonly model: string;
  readonly revision?: string;
}

export type CheckpointKind =
  | { readonly kind: 'full' }
  | { readonly kind: 'adapter'; readonly base: string }
  | { readonly kind: 'reference'; readonly reference: Reference };

const REFERENCE = 'reference.json';

/** Throws E_STORE_CHECKPOINT where the directory is none of the three. */
export async function checkpointKind(path: string): Promise<CheckpointKind> {
  const reference = await json(join(path, REFERENCE));
  if (reference !== undefined) {
    const { model, revision } = reference;
    if (typeof model !== 'string' || model === '') throw broken(path, `${REFERENCE} names no model`);
    return { kind: 'reference', reference: { model, ...(typeof revision === 'string' ? { revision } : {}) } };
  }
  const adapter = await json(join(path, 'adapter_config.json'));
  if (adapter !== undefined) {
    const base = adapter['base_model_name_or_path'];
    if (typeof base !== 'string' || base === '') throw broken(path, 'adapter_config.json names no base model');
    return { kind: 'adapter', base };
  }
  if ((await json(join(path, 'config.json'))) !== undefined) return { kind: 'full' };
  throw broken(path, 'it has no config.json, adapter_config.json or reference.json');
}

/** Makes a directory (which must exist) the checkpoint of a model that is elsewhere. */
export async function writeReference(path: string, reference: Reference): Promise<void> {
  await writeFile(join(path, REFERENCE), `${JSON.stringify(reference, null, 2)}\n`);
}

async function json(file: string): Promise<Record<string, unknown> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is not a JSON object.`);
}

function broken(path: string, why: string): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `${path} is no checkpoint: ${why}.`);
}
