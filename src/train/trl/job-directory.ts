/**
 * The directory of a trl job, as this side fills and reads it: the request with its examples before, the result after. What
 * the script keeps there in between stays as long as the request is the same (job.py describes the files).
 */
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { writeWhole } from '../../runs/files.ts';
import type { Series, TrainRequest } from '../contract.ts';
import { FILES } from '../launchers/files.ts';
import { PROBE_TOKENS } from '../probes.ts';
import type { TrlSettings } from './settings.ts';

/** How a job ended, by its own account. */
export type JobResult =
  | { status: 'succeeded'; loss: number; steps: number; tokens: number; lossTokens: number }
  | { status: 'stopped'; step: number }
  | { status: 'failed'; code?: string; message: string; hint?: string | null };

/** Writes the request; what a job with another request left in the directory goes. */
export async function fillDirectory(directory: string, request: TrainRequest, settings: TrlSettings): Promise<void> {
  await mkdir(directory, { recursive: true });
  const aside = join(directory, 'examples.partial');
  const digests: Record<string, string> = {};
  const rows = { 'examples.jsonl': request.examples, 'pairs.jsonl': request.pairs ?? [] };
  const names: string[] = [];
  for (const [name, list] of Object.entries(rows)) {
    await writeLines(aside, list);
    digests[name] = await digestOfFile(aside);
    await rename(aside, join(directory, `${name}.new`));
    names.push(name);
  }
  const { base, steps, seed, probes = [] } = request;
  const asked = { version: 1, base: base.path, steps, seed, settings, probes, probeTokens: PROBE_TOKENS, digests };
  const text = `${JSON.stringify(asked, null, 1)}\n`;
  const before = await readFile(join(directory, 'request.json'), 'utf8').catch(() => '');
  if (before !== text) await forget(directory, names);
  for (const name of names) await rename(join(directory, `${name}.new`), join(directory, name));
  // Whole or as it was: a part of one would be another request, and what a job has kept would go.
  if (before !== text) await writeWhole(join(directory, 'request.json'), text);
}

/** All but what was just written. */
async function forget(directory: string, names: readonly string[]): Promise<void> {
  const fresh = new Set(names.map((name) => `${name}.new`));
  for (const name of await readdir(directory)) {
    if (!fresh.has(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function writeLines(file: string, rows: Series<unknown>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for await (const row of rows) await handle.write(`${JSON.stringify(row)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** How the last attempt ended; undefined where it was killed, or has not ended. A loss that is no number is a failure. */
export async function readResult(directory: string): Promise<JobResult | undefined> {
  const text = await readFile(join(directory, FILES.result), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const result = resultIn(text);
  if (result === undefined) return undefined;
  // A candidate that was handed over and then lost is trained again.
  if (result.status === 'succeeded' && (await readdir(outOf(directory)).catch(() => [])).length === 0) return undefined;
  if (result.status !== 'succeeded' || Number.isFinite(result.loss)) return result;
  return {
    status: 'failed',
    code: 'E_TRAIN_DIVERGED',
    message: `The training job ended with a loss of ${result.loss}.`,
  };
}

/** What a power cut tore says nothing. */
function resultIn(text: string): JobResult | undefined {
  try {
    return JSON.parse(text) as JobResult;
  } catch {
    return undefined;
  }
}

/** What another attempt must not find. */
export async function clearResult(directory: string): Promise<void> {
  for (const name of [FILES.result, FILES.stop]) await rm(join(directory, name), { force: true });
}

/** Puts the candidate's files at `out`, which must not exist, and leaves them here too, until the checkpoint is kept. */
export async function handOver(directory: string, out: string): Promise<void> {
  const from = outOf(directory);
  const aside = `${out}.partial`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!entry.isFile()) throw new AgentgymError('E_STORE_CHECKPOINT', `${entry.name} of ${from} is not a file.`);
    const [source, target] = [join(from, entry.name), join(aside, entry.name)];
    // Models are large: a second name for the same file where the file system has such.
    await link(source, target).catch(() => copyFile(source, target));
  }
  await rename(aside, out);
}

function outOf(directory: string): string {
  return join(directory, 'out');
}
