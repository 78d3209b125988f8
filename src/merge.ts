/**
 * `merge`: files that several machines collected become one, ordered by environment, task and sample. Only where each row
 * stands is kept in memory; rows are copied as they are. The result is written aside and takes its place when it is whole.
 */
import { access, mkdir, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AgentgymError, throwIfInterrupted } from './errors.ts';
import { syncFolder } from './runs/files.ts';
import { lock } from './runs/lock.ts';
import { digest, seedOf } from './seeds.ts';
import { fromAgentTraj } from './trajectories/agenttraj.ts';
import { jsonLinesOf } from './trajectories/lines.ts';
import { counts, type Trajectory } from './trajectories/trajectory.ts';

export interface MergeRequest {
  files: readonly string[];
  /** What is there already is merged too. */
  out: string;
  /** The seed that the rows must be of; default: they are not checked. */
  seed?: number | undefined;
  /** Throws where a row has no place in the result. */
  check?: ((row: Trajectory, at: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface MergeReport {
  /** By file, in the order given: its rows, and those that are in the result. */
  files: { file: string; rows: number; taken: number }[];
  trajectories: number;
  /** Trajectories of the result that ended in an error, and no other file has finished. */
  errors: number;
  /** Torn last lines that were passed over. */
  torn: string[];
  /** Most samples of a task, and the tasks that have fewer. */
  samples: number;
  short: { environment: string; itemId: string; missing: number }[];
}

/** Where a row stands, and what has to be known of it. */
interface Entry extends Pick<Trajectory, 'id' | 'environment' | 'itemId' | 'sample'> {
  file: number;
  at: string;
  offset: number;
  length: number;
  finished: boolean;
  content: string;
}

/** The first row of all, and the first of each environment: the others must be of the same making. */
interface Making {
  first?: Pick<Trajectory, 'policy' | 'temperature'> & { at: string };
  instructions: Map<string, { text: string; at: string }>;
}

/**
 * Merges, and says what came from where.
 * @throws AgentgymError E_DATA_SOURCE where a file is not there; E_STORE_CORRUPT where a line is no row; E_STORE_MISMATCH
 * where rows are of different policies, temperatures or formats, or where one id has two contents.
 */
export async function merge(request: MergeRequest): Promise<MergeReport> {
  const out = resolve(request.out);
  await mkdir(dirname(out), { recursive: true });
  const held = await lock(`${out}.lock`);
  try {
    const files = await inputsOf(request.files, out);
    const { entries, rows, torn } = await indexOf(files, request);
    const ordered = [...entries.values()].toSorted(inOrder);
    await write(ordered, files, { out, signal: request.signal });
    const taken = files.map((_, i) => ordered.filter(({ file }) => file === i).length);
    return {
      files: files.map((file, i) => ({ file, rows: rows[i] ?? 0, taken: taken[i] ?? 0 })),
      trajectories: ordered.length,
      errors: ordered.filter(({ finished }) => !finished).length,
      torn,
      ...shortOf(ordered),
    };
  } finally {
    await held.release();
  }
}

async function inputsOf(given: readonly string[], out: string): Promise<string[]> {
  const there = await access(out).then(
    () => true,
    () => false,
  );
  return [...new Set([...(there ? [out] : []), ...given.map((file) => resolve(file))])];
}

async function indexOf(files: readonly string[], { seed, check, signal }: MergeRequest) {
  const entries = new Map<string, Entry>();
  const torn: string[] = [];
  const rows: number[] = [];
  const making: Making = { instructions: new Map() };
  for (const [file, path] of files.entries()) {
    let count = 0;
    for await (const { at, offset, length, value } of jsonLinesOf(path, { signal, onTorn: (one) => torn.push(one) })) {
      count += 1;
      const row = rowOf(value, at);
      check?.(row, at);
      refuseOthers(row, { at, making, seed });
      const { id, environment, itemId, sample } = row;
      const place = { file, at, offset, length };
      const entry = { id, environment, itemId, sample, ...place, finished: counts(row), content: contentOf(row) };
      const earlier = entries.get(id);
      if (earlier === undefined || takesPlaceOf(entry, earlier)) entries.set(id, entry);
    }
    rows.push(count);
  }
  return { entries, rows, torn };
}

function rowOf(value: unknown, at: string): Trajectory {
  if (typeof value === 'object' && value !== null && 'version' in value) return fromAgentTraj(value, { at, sample: 0 });
  throw new AgentgymError('E_STORE_CORRUPT', `${at} is no row that this program wrote: it has no version.`, {
    hint: 'Merged are files of collect-trajectories. Demonstrations of several files need no merging: data.demonstrations is a list.',
  });
}

/** What the policy was told and said, and what came of it; not how long it took, what a cache made of it, nor on whose servers. */
function contentOf(row: Trajectory): string {
  const { seconds: _s, usage: _u, cost: _c, restarts: _r, source: _o, ...content } = row;
  const messages = row.messages.map(({ seconds: _seconds, ...message }) => message);
  return digest(JSON.stringify({ ...content, messages })).slice(0, 32);
}

/** A rollout that finished counts, whatever else there is; of errors the later. */
function takesPlaceOf(entry: Entry, earlier: Entry): boolean {
  if (!earlier.finished) return true;
  if (entry.finished && entry.content !== earlier.content) {
    const message = `${entry.at} and ${earlier.at} hold ${entry.id} with different content.`;
    throw new AgentgymError('E_STORE_MISMATCH', message, {
      hint: 'They were collected with other settings, or by a model that does not answer the same twice; leave one file out.',
    });
  }
  return false;
}

/** Instructions tell the format of answers. They are a message of their own where a canned answer follows. */
function instructionsOf({ messages: [rules, answer] }: Trajectory): string | undefined {
  return answer?.role === 'assistant' && !answer.loss ? rules?.content : undefined;
}

function other(message: string): AgentgymError {
  const hint = 'Shards are collected with the same arguments, but for --shard and --out.';
  return new AgentgymError('E_STORE_MISMATCH', message, { hint });
}

interface Expected {
  at: string;
  making: Making;
  seed: number | undefined;
}

function refuseOthers(row: Trajectory, { at, making, seed }: Expected): void {
  const { policy, temperature, environment } = row;
  const first = (making.first ??= { policy, temperature, at });
  if (policy !== first.policy) throw other(`${at} is of the policy ${policy}, and ${first.at} of ${first.policy}.`);
  if (temperature !== first.temperature)
    throw other(`${at} is at temperature ${temperature}, and ${first.at} at ${first.temperature}.`);
  if (seed !== undefined && row.seed !== seedOf(seed, row.itemId, row.sample))
    throw other(`${at} is not of the seed ${seed}.`);
  const text = instructionsOf(row);
  if (text === undefined) return;
  const told = making.instructions.get(environment) ?? { text, at };
  making.instructions.set(environment, told);
  if (told.text !== text)
    throw other(
      `${at} and ${told.at} begin with different instructions: they are in different formats, or of different versions.`,
    );
}

/** By environment, task and sample. */
function inOrder(a: Entry, b: Entry): number {
  return compare(a.environment, b.environment) || compare(a.itemId, b.itemId) || a.sample - b.sample;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bytes that are gathered before they are written. */
const BLOCK = 1024 * 1024;

async function write(
  entries: readonly Entry[],
  files: readonly string[],
  { out, signal }: { out: string; signal: AbortSignal | undefined },
): Promise<void> {
  const aside = `${out}.partial`;
  const sources: FileHandle[] = [];
  try {
    for (const file of files) sources.push(await open(file, 'r'));
    const target = await open(aside, 'w');
    try {
      let block: Buffer[] = [];
      let bytes = 0;
      const flush = async (): Promise<void> => {
        throwIfInterrupted(signal);
        await target.appendFile(Buffer.concat(block));
        [block, bytes] = [[], 0];
      };
      for (const { file, offset, length } of entries) {
        const row = Buffer.alloc(length + 1, '\n');
        await sources[file]?.read(row, 0, length, offset);
        block.push(row);
        bytes += row.length;
        if (bytes >= BLOCK) await flush();
      }
      await flush();
      await target.sync();
    } finally {
      await target.close();
    }
    await rename(aside, out);
    await syncFolder(dirname(out));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  } finally {
    for (const source of sources) await source.close();
  }
}

/** Tasks with fewer samples than the task that has most: parts of the shards' plan that are known to be missing. */
function shortOf(ordered: readonly Entry[]): Pick<MergeReport, 'samples' | 'short'> {
  const samples = ordered.reduce((most, { sample }) => Math.max(most, sample + 1), 0);
  const tasks = new Map<string, MergeReport['short'][number]>();
  for (const { environment, itemId } of ordered) {
    const key = `${environment} ${itemId}`;
    const task = tasks.get(key) ?? { environment, itemId, missing: samples };
    task.missing -= 1;
    tasks.set(key, task);
  }
  return { samples, short: [...tasks.values()].filter(({ missing }) => missing > 0) };
}
