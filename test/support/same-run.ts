/**
 * Whether two run directories came to the same: every file, but times and what a cache or an interruption changes. Reads
 * both and changes neither. For tests, and for scripts/kill-runs.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from '../../src/runs/digest.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { withoutTimes } from './summaries.ts';

interface Row {
  id: string;
  reward: number | null;
}

/** What an interrupted run may leave, and a finished one may not. */
const LEFT = /\.partial|\.lock|\.takeover|\.new$|checkpoints\/\.workshop\/./u;
/** Log, live progress, report and journal have times of their own; the journal is compared by its keys. */
const TOLD = /^(?:logs\/|journal\.jsonl$|progress\.json$|report\.html$)/u;

/**
 * What differs, a line each, with the file it is in; none where the runs are the same. Also what no run may hold: an id or
 * a finished stage twice, a checkpoint that is not what its name says, and what was left aside.
 */
export async function differencesOf(reference: string, directory: string): Promise<string[]> {
  const [expected, found] = [filesIn(reference), filesIn(directory)];
  const left = found.filter((file) => LEFT.test(file)).map((file) => `${file} is left over`);
  const missing = expected.filter((file) => !found.includes(file)).map((file) => `${file} is missing`);
  const more = found
    .filter((file) => !expected.includes(file) && !LEFT.test(file))
    .map((file) => `${file} is too many`);
  const changed = expected
    .filter((file) => found.includes(file))
    .flatMap((file) => compare(file, reference, directory));
  return [...left, ...missing, ...more, ...changed, ...stagesTwice(directory), ...(await misnamed(directory))];
}

/** The rows of a file of JSON lines. */
export function rowsIn<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

function filesIn(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files
    .map((file) =>
      file
        .slice(root.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((file) => !TOLD.test(file))
    .toSorted();
}

function compare(file: string, reference: string, directory: string): string[] {
  const [one, other] = [join(reference, file), join(directory, file)];
  if (isTrajectories(file)) return differentRows(file, rowsIn<Row>(one), rowsIn<Row>(other));
  if (readFileSync(one).equals(readFileSync(other))) return [];
  if (!file.endsWith('.json')) return [`${file} differs`];
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const same =
    file === 'summary.json'
      ? isDeepStrictEqual(withoutTimes(read(one) as Summary), withoutTimes(read(other) as Summary))
      : isDeepStrictEqual(untimed(read(one)), untimed(read(other)));
  return same ? [] : [`${file} differs`];
}

function isTrajectories(file: string): boolean {
  return /^final\/|^demonstrations/u.test(file) || ['trajectories.jsonl', 'dev.jsonl'].includes(basename(file));
}

/** Rows finish in any order, and take the time that they take. */
function differentRows(file: string, expected: readonly Row[], found: readonly Row[]): string[] {
  const byId = new Map(expected.map((row) => [row.id, row]));
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const row of found) {
    if (seen.has(row.id)) faults.push(`${file} holds ${row.id} twice`);
    seen.add(row.id);
    if (!isDeepStrictEqual(untimed(byId.get(row.id)), untimed(row))) faults.push(`${file}: ${row.id} differs`);
  }
  return [...faults, ...expected.filter(({ id }) => !seen.has(id)).map(({ id }) => `${file} lacks ${id}`)];
}

/** Without times, and without what a policy found in its cache, which depends on what ran beside. */
function untimed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untimed);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'seconds' && key !== 'cached');
  return Object.fromEntries(kept.map(([key, inner]) => [key, untimed(inner)]));
}

/** An attempt has a line for its beginning and one for its end; everything else is finished once. */
function stagesTwice(directory: string): string[] {
  const file = join(directory, 'journal.jsonl');
  const keys = rowsIn<{ key: string }>(file).flatMap(({ key }) => (key.startsWith('attempts/') ? [] : [key]));
  return keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `journal.jsonl: ${key} was finished twice`);
}

async function misnamed(directory: string): Promise<string[]> {
  const folder = join(directory, 'checkpoints');
  const faults: string[] = [];
  for (const name of readdirSync(folder).filter((one) => !one.startsWith('.'))) {
    const digest = await digestOf(join(folder, name));
    if (digest !== name) faults.push(`checkpoints/${name} holds what ${digest} is the digest of`);
  }
  return faults;
}
