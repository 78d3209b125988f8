/** How numbers are said: shares, times, rates. */
import type { Rate } from '../evaluate/metrics.ts';

export function percent(share: number | null): string {
  return share === null ? 'n/a' : `${(100 * share).toFixed(1)} %`;
}

/** `61.0 % [54, 68]`: a rate with its 95 % interval. */
export function rateWithInterval({ success, low, high }: Pick<Rate, 'success' | 'low' | 'high'>): string {
  if (success === null || low === null || high === null) return 'n/a';
  return `${(100 * success).toFixed(1)} % [${(100 * low).toFixed(0)}, ${(100 * high).toFixed(0)}]`;
}

/** Percentage points with a sign. */
export function change(from: number | null, to: number | null): string {
  if (from === null || to === null) return '';
  const points = 100 * (to - from);
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

/** `8s`, `2m05s`, `1h02m`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}
