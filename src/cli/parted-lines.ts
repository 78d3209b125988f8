/** How it is told that a trajectory parts from what is stored. */
import { relative } from 'node:path';
import type { Parted } from '../replay.ts';

/** Three lines: where, what was, what is. */
export function partedLines({ id, what, round, stored, now, at }: Parted, cwd: string): string[] {
  return [
    `${id} parts at ${placeText(round)}: ${what} (${relative(cwd, at)})`,
    `  stored  ${stored}`,
    `  now     ${now}`,
  ];
}

export function placeText(round: number): string {
  return round === 0 ? 'the start' : `round ${round}`;
}

export function foreignText(foreign: Readonly<Record<string, number>>): string[] {
  return Object.entries(foreign).map(
    ([name, count]) => `${count} are of \`${name}\`, an environment that is not there; --config names one that has it`,
  );
}
