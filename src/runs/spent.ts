/**
 * What is known of earlier attempts at a run: the tokens and the cost of every rollout that is stored, also of those that
 * failed and were played again, and the time. Trajectories themselves are read by the store, not here.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTHING, plus, type Spent } from '../explore/budget.ts';
import { rowsOf } from '../trajectories/readers/rows.ts';
import type { RunDirectory } from './directory.ts';

/** The sum over all rows of the files; lines that are no rows are left to those who open the files. */
export async function spentIn(files: readonly string[], signal?: AbortSignal): Promise<Spent> {
  let spent = NOTHING;
  for (const file of files) {
    for await (const { value } of rowsOf(file, { signal })) spent = plusRow(spent, value);
  }
  return spent;
}

/** The files of a run that hold rollouts of its policies, as far as they are there. */
export async function rolloutFiles({ root }: RunDirectory): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  const ours = /^(?:iterations[\\/]\d+[\\/](?:trajectories|dev)|final[\\/][^\\/]+)\.jsonl$/u;
  return names
    .filter((name) => ours.test(name))
    .toSorted()
    .map((name) => join(root, name));
}

function plusRow(spent: Spent, row: unknown): Spent {
  const { usage, cost } = (row ?? {}) as { usage?: Partial<Spent>; cost?: unknown };
  return plus(spent, {
    usage: { prompt: count(usage?.prompt), cached: count(usage?.cached), completion: count(usage?.completion) },
    ...(cost === undefined ? {} : { cost: count(cost) }),
  });
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
