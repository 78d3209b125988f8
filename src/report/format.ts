/** How numbers are said (shares, times, rates), and how lines are fitted to a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { Rate } from '../evaluate/metrics.ts';
import type { Missing } from '../evaluate/missing.ts';
import type { Paired } from '../evaluate/paired.ts';

export function percent(share: number | null): string {
  return share === null ? 'n/a' : `${(100 * share).toFixed(1)} %`;
}

/** `61.0 % [54, 68]`: a rate with its 95 % interval. */
export function rateWithInterval({ success, low, high }: Pick<Rate, 'success' | 'low' | 'high'>): string {
  if (success === null || low === null || high === null) return 'n/a';
  return `${(100 * success).toFixed(1)} % [${(100 * low).toFixed(0)}, ${(100 * high).toFixed(0)}]`;
}

/** `, 2.0 % missing: 59.8 to 61.8 %`: what errors could at most have changed; empty where nothing is missing. */
export function missingText(missing: Missing | undefined): string {
  if (missing === undefined) return '';
  return `, ${percent(missing.share)} missing: ${(100 * missing.low).toFixed(1)} to ${percent(missing.high)}`;
}

/** `12 tasks gained, 5 lost of 100: +7.0 points [−1.1, 14.8], p 0.14`. */
export function pairedText({ gained, lost, pairs, tasks, success, p, bounds }: Paired): string {
  const { difference, low, high } = success;
  const counted = `${gained} ${gained === 1 ? 'task' : 'tasks'} gained, ${lost} lost of ${pairs}`;
  if (difference === null || low === null || high === null) return counted;
  const least = p < 0.0001 ? 'p < 0.0001' : `p ${figure(p)}`;
  const text = `${counted}: ${change(0, difference)} points [${inPoints(low)}, ${inPoints(high)}], ${least}`;
  if (bounds === undefined) return text;
  return `${text}; ${tasks - pairs} missing: ${inPoints(bounds.low)} to ${inPoints(bounds.high)}`;
}

function inPoints(share: number): string {
  return (100 * share).toFixed(1).replace('-', '−');
}

/** Two significant digits; 0 where there is none. */
export function figure(value: number | null | undefined): string {
  return (value ?? 0).toPrecision(2);
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

/** The text broken between words to lines of at most `width` columns, all but the first indented. */
export function wrapped(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = /^ */u.exec(text)?.[0] ?? '';
  for (const word of text.slice(line.length).split(' ')) {
    const empty = line.trim() === '';
    const longer = empty ? line + word : `${line} ${word}`;
    if (empty || columnsOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
  }
  return [...lines, line].join('\n');
}

/** Columns that the text takes on a terminal, whatever colours are in it. */
function columnsOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
