/** What makes two sides less comparable, in sentences. */
import type { CompareReport } from '../compare.ts';

/** `torn`: places of last lines that were cut short. */
export function notesOn(report: Omit<CompareReport, 'notes'>, torn: readonly (string | undefined)[]): string[] {
  const { a, b, environments, otherFingerprints } = report;
  const notes: string[] = [];
  if (differ(a.splits, b.splits)) notes.push(`A is of the split ${a.splits.join(', ')}, B of ${b.splits.join(', ')}.`);
  if (differ(a.sources, b.sources))
    notes.push(`The tasks of A are ${a.sources.join(', ')}, those of B ${b.sources.join(', ')}.`);
  const [policy, ...others] = new Set([...a.policies, ...b.policies]);
  if (policy !== undefined && others.length === 0) notes.push(`Both were played by one policy, ${policy}.`);
  if (differ(a.temperatures, b.temperatures))
    notes.push(`A was sampled at temperature ${a.temperatures.join(', ')}, B at ${b.temperatures.join(', ')}.`);
  for (const [key, { alone }] of Object.entries({ A: a, B: b }))
    if (alone.length > 0) notes.push(`Only ${key} has played ${alone.join(', ')}, which is left out.`);
  for (const [name, { paired }] of Object.entries(environments)) {
    if (!paired)
      notes.push(
        `${name}: the two share no task. They are compared as independent samples, whose tasks may differ in difficulty.`,
      );
  }
  const left = (key: 'onlyA' | 'onlyB'): number =>
    Object.values(environments).reduce((sum, one) => sum + (one.paired ? one[key] : 0), 0);
  if (left('onlyA') + left('onlyB') > 0)
    notes.push(
      `Left out: ${counted(left('onlyA'))} that only A has played, ${counted(left('onlyB'))} that only B has.`,
    );
  if (otherFingerprints > 0)
    notes.push(`${counted(otherFingerprints)} with different fingerprints: perhaps other tasks of the same name.`);
  for (const at of torn) if (at !== undefined) notes.push(`${at}: a last line that was cut short is left out.`);
  return notes;
}

function differ<T>(one: readonly T[], other: readonly T[]): boolean {
  const text = (list: readonly T[]): string => list.map(String).toSorted().join();
  return one.length > 0 && other.length > 0 && text(one) !== text(other);
}

function counted(tasks: number): string {
  return tasks === 1 ? '1 task' : `${tasks} tasks`;
}
