/** What a report could not read of its run, gathered while it is made, so that it is listed instead of left out in silence. */
import { relative, resolve, sep } from 'node:path';
import { messageOf } from '../errors.ts';
import type { OnDamaged } from '../viewer/table/light-rows.ts';

/** Hears what of a run cannot be read. */
export interface Faults {
  /** Does a part of the work; where that fails, it is left out and noted. */
  attempt: <T>(what: string, work: () => T | Promise<T>) => Promise<T | undefined>;
  onDamaged: OnDamaged;
  /** One sentence each. */
  faults(): string[];
}

/** Of the run in `root`, from which files are named. */
export function collectFaults(root: string): Faults {
  const failed: string[] = [];
  /** Where the run is on this machine is nothing for whoever a report is mailed to. */
  const inRun = (said: string): string => said.replaceAll(resolve(root) + sep, '').replaceAll(root + sep, '');
  /** By file, which may be read more than once. */
  const damaged = new Map<string, number>();
  return {
    attempt: async (what, work) => {
      try {
        return await work();
      } catch (error) {
        failed.push(`${what} cannot be shown: ${inRun(messageOf(error)).replace(/\.?$/u, '.')}`);
        return undefined;
      }
    },
    onDamaged: (file, lines) => void damaged.set(file, lines),
    faults: () => [
      ...failed,
      ...[...damaged].map(([file, lines]) => {
        const count = lines === 1 ? '1 line is' : `${lines} lines are`;
        return `${relative(root, file)}: ${count} no trajectory, and in no figure.`;
      }),
    ],
  };
}
