/**
 * What a power cut may take of the files that are appended to: of a journal the line that was not acknowledged, of
 * trajectories what the last sync of a group had not reached, of a curve of losses the last line. Takes no more than that.
 */
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Random } from '../../src/seeds.ts';

/** Longest that a row waits for the disk (ms). */
const WINDOW = 2000;
/** A line of the journal is synced at once, which takes no longer than this (ms). */
const ACKNOWLEDGED = 100;
const JOURNAL = 'journal.jsonl';
const LOSSES = /^iterations\/\d+\/[\w-]*losses\.jsonl$/u;
const TRAJECTORIES = /^(?:demonstrations|final\/[^/]+|iterations\/\d+\/(?:trajectories|dev))\.jsonl$/u;

interface Sizes {
  at: number;
  sizes: ReadonlyMap<string, number>;
}

/** What of a run is on the disk for certain, through all processes that work on it. */
export class Durable {
  readonly #directory: string;
  #past: Sizes[] = [];
  #known: ReadonlyMap<string, number> = new Map();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A process begins: what the one before it had not synced is not on the disk for having waited. */
  begin(): void {
    this.#past = [];
  }

  /** To be called now and then while a process works on the run: what is old enough is on the disk. */
  sample(): void {
    this.#past.push({ at: Date.now(), sizes: appended(this.#directory) });
    while (this.#past[0] !== undefined && Date.now() - this.#past[0].at > WINDOW) {
      this.#known = this.#past.shift()?.sizes ?? this.#known;
    }
  }

  /** To be called when a stage is finished: what it wrote is on the disk. */
  finished(): void {
    this.#known = appended(this.#directory);
  }

  /** Cuts the file that was appended to last at a random byte of what was not on the disk for certain at that time. */
  cut(chance: Random, at: number): Cut | undefined {
    const files = filesIn(this.#directory).toSorted((a, b) => b.changed - a.changed);
    const last = files[0];
    const log = files.find(({ file }) => isAppended(file));
    if (last === undefined || log === undefined) return undefined;
    const path = join(this.#directory, log.file);
    const trajectories = TRAJECTORIES.test(log.file);
    // What was written to another file since says that the last line was synced: a stage goes on when its line in the journal
    // is, and saves a training when its curve is.
    if (!trajectories && last.file !== log.file) return undefined;
    if (log.file === JOURNAL && at - log.changed > ACKNOWLEDGED) return undefined;
    const from = trajectories ? Math.min(this.#known.get(log.file) ?? 0, log.size) : lastLine(path);
    if (from === log.size) return undefined;
    const size = from + chance.below(log.size - from);
    truncateSync(path, size);
    return { file: log.file, bytes: log.size - size };
  }
}

/** So many bytes were taken from the end of a file of the run. */
export interface Cut {
  file: string;
  bytes: number;
}

interface Found {
  /** Within the run directory. */
  file: string;
  size: number;
  changed: number;
}

function filesIn(directory: string): Found[] {
  return namesIn(directory).flatMap((name) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    const file = name.split(sep).join('/');
    // The log says what happened, and nothing is read from it.
    if (!found?.isFile() || file.startsWith('logs/')) return [];
    return [{ file, size: found.size, changed: found.mtimeMs }];
  });
}

/** A folder that goes while it is looked at (the workshop does) makes the look worthless. */
function namesIn(directory: string): string[] {
  for (;;) {
    try {
      return readdirSync(directory, { recursive: true, encoding: 'utf8' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync(directory)) throw error;
    }
  }
}

/** Files of a run that rows are appended to, within its directory. */
export function trajectoryFiles(directory: string): string[] {
  return filesIn(directory).flatMap(({ file }) => (TRAJECTORIES.test(file) ? [file] : []));
}

/** These grow; every other file is whole or absent. */
function isAppended(file: string): boolean {
  return file === JOURNAL || TRAJECTORIES.test(file) || LOSSES.test(file);
}

function appended(directory: string): Map<string, number> {
  const files = filesIn(directory).filter(({ file }) => isAppended(file));
  return new Map(files.map(({ file, size }) => [file, size]));
}

/** Where the last line begins. */
function lastLine(file: string): number {
  const bytes = readFileSync(file);
  return bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
}
