/** How numbers are said (shares, times, rates), and how lines are fitted to a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { Rate } from '../evaluate/metrics.ts';
import { type Missing, missingPairsWords, missingWords } from '../evaluate/missing.ts';
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
  return missing === undefined ? '' : `, ${missingWords(missing)}`;
}

/** `12 tasks gained, 5 lost of 100: +7.0 points [−1.1, 14.8], p 0.14`. */
export function pairedText(paired: Omit<Paired, 'reward' | 'lostAtWorst'>): string {
  const { gained, lost, pairs, tasks, success, p, bounds } = paired;
  const { difference, low, high } = success;
  const counted = `${gained} ${gained === 1 ? 'task' : 'tasks'} gained, ${lost} lost of ${pairs}`;
  if (difference === null || low === null || high === null) return counted;
  const text = `${counted}: ${change(0, difference)} points [${inPoints(low)}, ${inPoints(high)}], p ${pText(p)}`;
  return bounds === undefined ? text : `${text}; ${missingPairsWords(tasks - pairs, bounds)}`;
}

/** `0.14`, or `< 0.0001`. */
export function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : figure(p);
}

/** Percentage points without a plus. */
export function inPoints(share: number): string {
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

/** As `duration`, but of less than ten seconds `1.25s`, and of less than a tenth of one `0.4ms`: the time of a turn. */
export function brieflyText(seconds: number): string {
  if (seconds < 0.1) return `${(1000 * seconds).toFixed(1)}ms`;
  return seconds < 10 ? `${seconds.toFixed(2)}s` : duration(seconds);
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

/** Characters that take two columns: Chinese, Japanese and Korean ones, and pictures. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/gu;

/** Columns that the text takes on a terminal, whatever colours are in it. */
export function columnsOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  return Array.from(plain).length + (plain.match(WIDE)?.length ?? 0);
}

/** Text without colours, cut to at most `width` columns. */
export function cut(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** As many of the parts as fit into `width` columns, from the first on. */
export function fitting(parts: readonly string[], between: string, width: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : line + between + part;
    if (columnsOf(longer) > width) break;
    line = longer;
  }
  return line;
}

/** `12.3/s`, `4.0/min`, `2.5/h`: whatever is not below one. */
export function pace(perSecond: number): string {
  if (perSecond >= 0.995) return `${perSecond.toFixed(1)}/s`;
  return perSecond * 60 >= 0.995 ? `${(60 * perSecond).toFixed(1)}/min` : `${(3600 * perSecond).toFixed(1)}/h`;
}

/** `8s`, `25m`, `1h35m`: a time that is only known about. */
export function aboutDuration(seconds: number): string {
  if (seconds < 10) return duration(Math.ceil(seconds));
  if (seconds < 90) return `${5 * Math.round(seconds / 5)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const rounded = 5 * Math.round(minutes / 5);
  return `${Math.floor(rounded / 60)}h${String(rounded % 60).padStart(2, '0')}m`;
}

/** `812`, `81.2k`, `1.25M`: a count in three digits. */
export function shortCount(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    // What rounds to the next unit is said in it.
    if (value >= size * 0.9995) return `${Number((value / size).toPrecision(3))}${unit}`;
  }
  return String(Math.round(value));
}
