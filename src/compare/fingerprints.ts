/**
 * Whether a task of one side is the same task on the other, by their fingerprints. A ledger holds hashes alone: where some
 * differ, the fingerprints themselves are read again.
 */
import { AgentgymError } from '../errors.ts';
import type { Sides } from './contrast.ts';
import { factsIn } from './row.ts';

/** Tasks that an error names. */
const NAMED = 5;

/**
 * Resolves to the number of tasks whose fingerprints differ, where they are to be `ignored`.
 * @throws AgentgymError E_STORE_MISMATCH with the first few and both fingerprints, where they are not.
 */
export async function refuseOthers(
  sides: Sides,
  { ignored, signal }: { ignored: boolean; signal?: AbortSignal | undefined },
): Promise<number> {
  const { a, b, tasks } = sides;
  const others = new Set<number>();
  let shared = 0;
  for (let task = 0; task < tasks.count; task++) {
    if (a.has(task) && b.has(task)) shared += 1;
    const [ours, theirs] = [a.fingerprintOf(task), b.fingerprintOf(task)];
    if (ours !== undefined && theirs !== undefined && ours !== theirs) others.add(task);
  }
  if (others.size === 0 || ignored) return others.size;
  const named = new Set([...others].slice(0, NAMED));
  const [ours, theirs] = await Promise.all([a, b].map(({ file }) => fingerprintsOf(file, { sides, named, signal })));
  const lines = [...named].map(
    (task) => `  ${tasks.itemOf(task)}: ${ours?.get(task) ?? ''} in A, ${theirs?.get(task) ?? ''} in B`,
  );
  const more = others.size > named.size ? [`  … and ${others.size - named.size} more`] : [];
  const count = others.size === shared ? `All ${shared} tasks` : `${others.size} of ${shared} tasks`;
  const message = `${count} that both have played are different tasks under one name, by their fingerprints:`;
  throw new AgentgymError('E_STORE_MISMATCH', [message, ...lines, ...more].join('\n'), {
    hint: 'Settings, versions or sources of the environment differ. --ignore-fingerprints compares all the same.',
  });
}

/** Of the named tasks; no more is read than it takes. */
async function fingerprintsOf(
  file: string,
  { sides, named, signal }: { sides: Sides; named: ReadonlySet<number>; signal: AbortSignal | undefined },
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for await (const { facts } of factsIn(file, { signal })) {
    const { environment, itemId, fingerprint } = facts;
    const task = sides.tasks.numberOf(environment, itemId);
    if (named.has(task) && fingerprint !== '') found.set(task, fingerprint);
    if (found.size === named.size) break;
  }
  return found;
}
