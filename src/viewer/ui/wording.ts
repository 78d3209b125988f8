/** How figures and names are said on the pages. Numbers have true minus signs, and spaces that do not break. */
import { missingPairsWords, missingWords } from '../../evaluate/missing.ts';
import type { FileKind, Outcome, Paired, Rate, TrajectoryRow, Verdict } from '../api.ts';

const NARROW = '\u202f';

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `61.0 %`. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? '–' : `${(100 * share).toFixed(digits)}${NARROW}%`;
}

/** `54–68`: the interval of a rate, in percent. */
export function interval({ low, high }: Pick<Rate, 'low' | 'high'>): string {
  return low === null || high === null ? '' : `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)}`;
}

/** `2.0 % missing: 59.8 to 61.8 %`: what errors could at most have changed; empty where nothing is missing. */
export function missingOf({ missing }: Pick<Rate, 'missing'>): string {
  return missing === undefined ? '' : unbroken(missingWords(missing));
}

/** `3 missing: −1.0 to 5.0`, in points. */
export function missingPairs({ tasks, pairs, bounds }: Pick<Paired, 'tasks' | 'pairs' | 'bounds'>): string {
  return bounds === undefined ? '' : missingPairsWords(tasks - pairs, bounds);
}

/** Percentage points with a sign: `+7.0`. */
export function points(difference: number | null): string {
  if (difference === null) return '–';
  const value = 100 * difference;
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

/** `8 s`, `2 m 05 s`, `1 h 02 m`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)}${NARROW}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${NARROW}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${NARROW}m${NARROW}${two(whole % 60)}${NARROW}s`;
  return `${Math.floor(whole / 3600)}${NARROW}h${NARROW}${two(Math.floor((whole % 3600) / 60))}${NARROW}m`;
}

/** As `duration`, and of less than a tenth of a second `0.4 ms`: the time of a turn. */
export function briefly(seconds: number): string {
  return seconds < 0.1 ? `${(1000 * seconds).toFixed(1)}${NARROW}ms` : duration(seconds);
}

/** `9 680`. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toLocaleString('en').replaceAll(',', NARROW);
}

/** `47.4 M`, `982 k`. */
export function about(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)}${NARROW}G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}${NARROW}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)}${NARROW}k`;
  return count(value);
}

/** A sentence of the run's, in which figures stay with their signs. */
export function unbroken(text: string): string {
  return text.replaceAll(/(\d) %/gu, `$1${NARROW}%`);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** In the time of whoever looks. */
export function moment(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return '–';
  const date = new Date(iso);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function reward(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2).replace('-', '−');
}

/** `0.14`, `< 0.0001`. */
export function pValue(p: number): string {
  return p < 0.0001 ? '<\u202f0.0001' : p.toPrecision(2);
}

export const OUTCOMES: Record<Outcome, string> = {
  success: 'success',
  failure: 'failure',
  truncated: 'truncated',
  env_error: 'environment error',
  policy_error: 'policy error',
};

export const VERDICTS: Record<Verdict, string> = {
  promote: 'promoted',
  reject: 'rejected',
  inconclusive: 'inconclusive',
};

export const KINDS: Record<FileKind, string> = {
  demonstrations: 'demonstrations',
  explore: 'exploration',
  dev: 'dev',
  final: 'held out',
};

/** Where a trajectory was played: `exploration 2`, `dev, cloned agent`, `held out, promoted`. */
export function placeOf({ kind, iteration, agent }: Pick<TrajectoryRow, 'kind' | 'iteration' | 'agent'>): string {
  if (kind === 'final') return `held out, ${agent ?? ''}`;
  if (kind === 'explore') return `exploration ${iteration ?? ''}`;
  if (kind === 'dev') return iteration === 0 ? 'dev, cloned agent' : `dev, iteration ${iteration ?? ''}`;
  return 'demonstration';
}
