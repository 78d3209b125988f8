/**
 * The file that an interrupted training goes on from: parameters and both moments as safetensors, and in its header what
 * the steps so far came to and what the training is of. Batches and learning rates follow from step and seed, so nothing
 * else is needed to come to the same bits. Decides nothing about when (saving.ts does).
 */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../runs/files.ts';
import type { Parameters } from '../architecture.ts';
import { safetensorsHeader } from '../checkpoint/safetensors.ts';
import type { OptimiserState } from './optimiser.ts';

/** What the finished steps came to. */
export interface Totals {
  step: number;
  tokens: number;
  lossTokens: number;
  /** Summed loss of the last tenth of all steps, as far as they are done, and how many those are. */
  last: { loss: number; steps: number };
}

interface Metadata {
  version: 1;
  /** Digest of all that the training depends on. */
  of: string;
  totals: Totals;
  /** Of whoever follows the training. */
  note: unknown;
  /** Of what is above, and of the data after the header. */
  sha256: string;
}

export interface SavedState {
  of: string;
  totals: Totals;
  note: unknown;
  vectors: OptimiserState;
}

export type Found =
  | { kind: 'none' }
  | { kind: 'unusable'; why: string }
  | { kind: 'state'; totals: Totals; note: unknown };

/** The key of the metadata; the other, `format`, is for programs that load tensors. */
const KEY = 'agentgym-training-state';
/** Bytes that are hashed and written, or read, at a time. */
const CHUNK = 2 ** 22;
/** The header has three tensors and some numbers. */
const LONGEST_HEADER = 2 ** 20;

/**
 * Replaces the file, so that a crash leaves the old one or the new one. `copied` is called once the vectors are no longer
 * read: what remains is the disk's.
 */
export async function writeState(file: string, state: SavedState, copied: () => void): Promise<void> {
  const aside = `${file}.partial`;
  const { of, totals, note } = state;
  const metadata = (sha256: string): Metadata => ({ version: 1, of, totals, note, sha256 });
  // The digest comes before the data in the file, and is known after it: every digest is as long.
  const length = headerOf(state.vectors, metadata('0'.repeat(64))).length;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(aside, 'w');
  try {
    const hash = hashOf(metadata(''));
    await eachChunk(state.vectors, async (chunk, offset) => {
      hash.update(chunk);
      await writeAll(handle, chunk, length + offset);
    });
    copied();
    await writeAll(handle, headerOf(state.vectors, metadata(hash.digest('hex'))), 0);
    await handle.sync();
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
  await rename(aside, file);
  await syncFolder(dirname(file));
}

/** Fills the vectors from the file, if it is whole and of this training; otherwise they may hold anything. */
export async function readState(file: string, { of, vectors }: Pick<SavedState, 'of' | 'vectors'>): Promise<Found> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
    throw error;
  }
  try {
    const header = await readHeader(handle);
    const metadata = header && metadataIn(header);
    if (header === undefined || metadata === undefined) return damaged('its header cannot be read');
    if (metadata.of !== of) return { kind: 'unusable', why: 'it is of a training with other examples or settings' };
    const whole = headerOf(vectors, metadata);
    if (!whole.equals(header)) return damaged('its header describes something else');
    const size = whole.length + 3 * vectors.parameters.byteLength;
    if ((await handle.stat()).size !== size) return damaged('it is cut off');
    const hash = hashOf(metadata);
    await eachChunk(vectors, async (chunk, offset) => {
      await readAll(handle, chunk, whole.length + offset);
      hash.update(chunk);
    });
    if (hash.digest('hex') !== metadata.sha256) return damaged('its data is not what was written');
    return { kind: 'state', totals: metadata.totals, note: metadata.note };
  } finally {
    await handle.close();
  }
}

function hashOf({ of, totals, note }: Metadata): Hash {
  return createHash('sha256').update(JSON.stringify({ of, totals, note }));
}

function damaged(why: string): Found {
  return { kind: 'unusable', why };
}

function headerOf({ parameters, first, second }: OptimiserState, metadata: Metadata): Buffer {
  const shape = [parameters.length];
  const tensors: Parameters = new Map(
    Object.entries({ parameters, first, second }).map(([name, data]) => [name, { shape, data }]),
  );
  return safetensorsHeader(tensors, { format: 'pt', [KEY]: JSON.stringify(metadata) });
}

async function readHeader(handle: FileHandle): Promise<Buffer | undefined> {
  const length = Buffer.alloc(8);
  if ((await handle.read(length, 0, 8, 0)).bytesRead < 8) return undefined;
  const size = length.readBigUInt64LE();
  if (size > LONGEST_HEADER) return undefined;
  const rest = Buffer.alloc(Number(size));
  const { bytesRead } = await handle.read(rest, 0, rest.length, 8);
  return bytesRead === rest.length ? Buffer.concat([length, rest]) : undefined;
}

/** Undefined where the header is not one of ours. */
function metadataIn(header: Buffer): Metadata | undefined {
  try {
    const { __metadata__: texts } = JSON.parse(header.toString('utf8', 8)) as Record<string, Record<string, string>>;
    const metadata = JSON.parse(texts?.[KEY] ?? 'null') as Metadata | null;
    return metadata?.version === 1 ? metadata : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of the vectors, end to end, piece by piece; they are those of the vectors, no copies. */
async function eachChunk(
  { parameters, first, second }: OptimiserState,
  take: (chunk: Buffer, offset: number) => Promise<void>,
): Promise<void> {
  let before = 0;
  for (const { buffer, byteOffset, byteLength } of [parameters, first, second]) {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    for (let at = 0; at < byteLength; at += CHUNK) await take(bytes.subarray(at, at + CHUNK), before + at);
    before += byteLength;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; )
    at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
}

async function readAll(handle: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, position + at);
    if (bytesRead === 0) return;
    at += bytesRead;
  }
}

/** Digest of what a training depends on; `plain` is data of any shape, `vectors` are numbers. */
export function digestOfInputs(plain: unknown, vectors: readonly (Float32Array | Int32Array)[]): string {
  const hash: Hash = createHash('sha256').update(JSON.stringify(plain));
  for (const { buffer, byteOffset, byteLength } of vectors)
    hash.update(`${byteLength}\n`).update(Buffer.from(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
