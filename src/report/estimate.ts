/**
 * How long a stage will take, from what stages took earlier in the run: the last one of its kind, else one that does the
 * same work, for as much as there is to do. An estimate; a candidate that answers at greater length takes longer.
 */
import type { StageName, Upcoming } from './events.ts';

/** What a finished stage took; `amount` is what it did in that time (rollouts, steps). */
export interface Took {
  stage: StageName;
  seconds: number;
  amount?: number;
}

/** Where a kind of stage has not been yet: the kinds that do the same work, best first. */
const ALIKE: Partial<Record<StageName, readonly StageName[]>> = {
  train: ['clone'],
  control: ['clone', 'train'],
  explore: ['evaluate'],
  evaluate: ['final', 'explore'],
  final: ['evaluate', 'explore'],
};

/** Seconds; undefined where nothing says. */
export function timeFor({ stage, amount }: Upcoming, took: readonly Took[]): number | undefined {
  const own = took.findLast((one) => one.stage === stage && usable(one));
  if (own !== undefined) return scaled(own, amount) ?? own.seconds;
  for (const kind of ALIKE[stage] ?? []) {
    const other = took.findLast((one) => one.stage === kind && usable(one));
    const time = other === undefined ? undefined : scaled(other, amount);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Of a stage that had nothing to do nothing follows. */
function usable({ amount }: Took): boolean {
  return amount !== 0;
}

function scaled({ seconds, amount: done }: Took, amount: number | undefined): number | undefined {
  return amount === undefined || done === undefined ? undefined : (seconds / done) * amount;
}
