/**
 * Watches files of runs by looking at their sizes and times, which works on every file system, and tells listeners what has
 * changed. One look serves all who listen to a run; nothing is looked at while nobody listens.
 */
import type { RunDirectory } from '../runs/directory.ts';
import type { RunChanged } from './api.ts';
import { markOf, signatureOf } from './known-runs.ts';
import { trajectoryFiles } from './table/files.ts';

/** What changes of a run's files mean for its pages. */
export function runMarks(
  directory: RunDirectory,
): () => Promise<Record<RunChanged['what'][number] | 'progress', string>> {
  return async () => {
    const files = await trajectoryFiles(directory);
    const [page, log, progress] = await Promise.all([
      signatureOf(directory, { progress: false }),
      markOf(directory.log),
      markOf(directory.progress),
    ]);
    return {
      page: `${page} ${log}`,
      trajectories: files.map(({ id, bytes }) => `${id}:${bytes}`).join(' '),
      progress,
    };
  };
}

type Marks = Record<string, string>;

interface Watched {
  listeners: Set<(changed: string[]) => void>;
  /** Resolves after the first look. */
  known: Promise<void>;
  stop: () => void;
}

export class Watcher {
  readonly #every: number;
  readonly #watched = new Map<string, Watched>();

  /** Looks every so many milliseconds. */
  constructor(every: number) {
    this.#every = every;
  }

  /**
   * Hears the names of the marks that changed, and first of none, once it is known how they are: what changes after that is
   * heard. `key` says who shares a look. Returns what ends it.
   */
  listen(key: string, marks: () => Promise<Marks>, listener: (changed: string[]) => void): () => void {
    const watched = this.#watched.get(key) ?? this.#begin(key, marks);
    watched.listeners.add(listener);
    void watched.known.then(() => {
      if (watched.listeners.has(listener)) listener([]);
    });
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0 || this.#watched.get(key) !== watched) return;
      watched.stop();
      this.#watched.delete(key);
    };
  }

  close(): void {
    for (const { stop } of this.#watched.values()) stop();
    this.#watched.clear();
  }

  #begin(key: string, marks: () => Promise<Marks>): Watched {
    const listeners = new Set<(changed: string[]) => void>();
    let last: Marks | undefined;
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    const look = async (): Promise<void> => {
      const now = await marks().catch(() => last);
      const before = last;
      last = now;
      const changed = before === undefined || now === undefined ? [] : changesIn(before, now);
      if (changed.length > 0) for (const listener of listeners) listener(changed);
      if (!stopped) timer = setTimeout(() => void look(), this.#every).unref();
    };
    const watched: Watched = {
      listeners,
      known: look(),
      stop: () => {
        stopped = true;
        clearTimeout(timer);
      },
    };
    this.#watched.set(key, watched);
    return watched;
  }
}

function changesIn(before: Marks, now: Marks): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);
}
