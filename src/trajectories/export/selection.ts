/** Which entries an export takes: filters that are asked for, and what is never a lesson. Counts nothing (tally.ts). */
import type { Split } from '../../environments/contract.ts';
import { type FormatTraits } from '../formats/catalog.ts';
import { type Entry, trainable } from '../formats/entry.ts';
import { counts } from '../trajectory.ts';

/** Filters; undefined: any. */
export interface Selection {
  environments?: readonly string[] | undefined;
  split?: Split | undefined;
  /** true: successes only; false: none of them. */
  success?: boolean | undefined;
  /** Least reward, in [0, 1]. */
  minReward?: number | undefined;
  /** Rollouts that ended in an error are taken, where the format holds records. */
  errors?: boolean | undefined;
}

/**
 * Why an entry is not taken. `error` and `untrainable` are excluded whatever the filters say; `unknown` is an example
 * whose trajectory is not at hand, so that a filter cannot be answered.
 */
export type Reason = 'environment' | 'split' | 'success' | 'reward' | 'unknown' | 'error' | 'untrainable';

/** undefined where the entry is taken. */
export function reasonAgainst(entry: Entry, selection: Selection, holds: FormatTraits['holds']): Reason | undefined {
  const { environments, split, success, minReward, errors = false } = selection;
  const { facts } = entry;
  if (environments !== undefined && !environments.includes(entry.environment)) return 'environment';
  if (facts === undefined && (split !== undefined || success !== undefined || minReward !== undefined))
    return 'unknown';
  if (split !== undefined && facts?.split !== split) return 'split';
  if (facts !== undefined && !counts(facts) && !errors) return 'error';
  if (holds === 'lesson' && !trainable(entry)) return 'untrainable';
  if (success !== undefined && (facts?.outcome === 'success') !== success) return 'success';
  if (minReward !== undefined && (facts?.reward ?? Number.NEGATIVE_INFINITY) < minReward) return 'reward';
  return undefined;
}
