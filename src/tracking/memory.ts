/**
 * What a tracker remembers in the run directory, so that a run that goes on does not show again what it showed: the last
 * step of each tag. It is worth nothing to the run itself; where it cannot be read or written, something is shown twice.
 */
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Point } from './points.ts';

export interface Memory<T> {
  /** What `remember` was given before this process. */
  readonly before: T | undefined;
  /** Whether a process before this one showed the point. */
  shown(point: Point): boolean;
  /** Notes what is shown now; never rejects. */
  remember(extra: T, points: readonly Point[]): Promise<void>;
}

interface Stored<T> {
  extra: T;
  steps: Record<string, number>;
}

/** `holds` says whether what is there belongs to the same place, so that it counts. */
export function openMemory<T>(file: string, holds: (extra: T) => boolean): Memory<T> {
  const found = read<T>(file);
  const stored = found !== undefined && holds(found.extra) ? found : undefined;
  const before = new Map(Object.entries(stored?.steps ?? {}));
  const steps = new Map(before);
  let writing = Promise.resolve();
  const write = async (text: string): Promise<void> => {
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.partial`, text);
      await rename(`${file}.partial`, file);
    } catch {
      // The run says itself where its directory cannot be written.
    }
  };
  return {
    before: stored?.extra,
    shown: ({ tag, step }) => step <= (before.get(tag) ?? Number.NEGATIVE_INFINITY),
    remember: async (extra, points) => {
      for (const { tag, step } of points) steps.set(tag, Math.max(step, steps.get(tag) ?? step));
      const text = JSON.stringify({ extra, steps: Object.fromEntries(steps) } satisfies Stored<T>);
      writing = writing.then(() => write(`${text}\n`));
      await writing;
    },
  };
}

function read<T>(file: string): Stored<T> | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Stored<T>> | null;
    return value?.extra === undefined ? undefined : { extra: value.extra, steps: value.steps ?? {} };
  } catch {
    return undefined;
  }
}
