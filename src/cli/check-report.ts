/** The report of a conformance check as text: findings by how bad they are, what was not checked, and the times. */
import pc from 'picocolors';
import type { CheckReport } from '../environments/check/check.ts';
import { SEVERITIES, type Severity } from '../environments/check/findings.ts';
import type { Percentiles } from '../environments/check/latency.ts';
import type { Evidence, Finding } from '../environments/check/ledger.ts';
import { wrapped } from '../report/format.ts';
import { renderTable } from './table.ts';

export interface CheckLayout {
  width: number;
  colour: boolean;
}

const TITLES: Readonly<Record<Severity, string>> = { broken: 'broken', warning: 'warnings', note: 'notes' };

/** Lines without a last newline, none of them wider than `width`. */
export function renderCheck(report: CheckReport, layout: CheckLayout): string {
  const { environment, url, told, requests, sessions, seconds, findings, notChecked, checked } = report;
  const { bold } = pc.createColors(layout.colour);
  const line = (text: string, indent = 2): string => fitted(text, layout.width, indent);
  const head = [
    bold(line(`${environment} at ${url}`)),
    line(told),
    line(`${requests} requests, ${sessions} sessions, ${seconds.toFixed(1)} s`),
  ];
  const groups = SEVERITIES.flatMap((severity) =>
    groupOf(
      severity,
      findings.filter((one) => one.severity === severity),
      layout,
    ),
  );
  const not = notChecked.map(({ check, why }) => line(`  ${check}: ${why}`, 4));
  const rest = [
    ...(not.length === 0 ? [] : ['', bold('not checked'), ...not]),
    '',
    bold('checked'),
    line(`  ${checked.join(', ')}`, 2),
  ];
  return [...head, ...groups, ...rest, '', ...times(report, layout), '', line(summary(report))].join('\n');
}

function groupOf(severity: Severity, findings: readonly Finding[], { width, colour }: CheckLayout): string[] {
  if (findings.length === 0) return [];
  const colours = pc.createColors(colour);
  const paint = { broken: colours.red, warning: colours.yellow, note: colours.bold }[severity];
  return ['', paint(colours.bold(TITLES[severity])), ...findings.flatMap((finding) => lines(finding, width))];
}

function lines({ code, what, client, remedy, evidence, ...seen }: Finding, width: number): string[] {
  const said = (text: string, indent = 6): string => fitted(text, width, indent);
  const more = seen.times > evidence.length ? [said(`    (seen ${seen.times} times)`)] : [];
  return [
    said(`  ${code}: ${what}`, 4),
    ...evidence.flatMap((one) => evidenceLines(one, said)),
    ...more,
    said(`    Clients: ${client}`),
    said(`    To do: ${remedy}`),
  ];
}

function evidenceLines({ request, answer, says }: Evidence, said: (text: string) => string): string[] {
  return [said(`    > ${request}`), said(`    < ${answer}`), ...(says === undefined ? [] : [said(`      ${says}`)])];
}

function times({ latency }: CheckReport, layout: CheckLayout): string[] {
  const columns = ['ms', 'count', 'p50', 'p95', 'p99'].map((title, i) => ({
    title,
    align: i === 0 ? ('left' as const) : ('right' as const),
  }));
  const rows = (['create', 'reset', 'step'] as const).flatMap((name) => {
    const row = latency[name];
    return row === null ? [] : [[name, ...cells(row)]];
  });
  const { alone, parallel, sessions } = latency.stepsPerSecond;
  const rates = [
    ...(alone === null ? [] : [`${alone.toFixed(0)} steps/s one after the other`]),
    ...(parallel === null ? [] : [`${parallel.toFixed(0)} steps/s in ${sessions} sessions at once`]),
  ];
  if (rows.length === 0) return ['latency: nothing was measured'];
  return [renderTable(columns, rows, layout), ...(rates.length === 0 ? [] : [rates.join(', ')])];
}

function cells({ count, p50, p95, p99 }: Percentiles): string[] {
  return [String(count), ...[p50, p95, p99].map((value) => value.toFixed(1))];
}

function summary({ counts, notChecked }: CheckReport): string {
  const { broken, warning, note } = counts;
  const parts = [`${broken} broken`, `${warning} ${warning === 1 ? 'warning' : 'warnings'}`];
  return [...parts, `${note} ${note === 1 ? 'note' : 'notes'}`, `${notChecked.length} not checked`].join(', ');
}

/** Broken between words, and within words that are wider than a line. */
function fitted(text: string, width: number, indent: number): string {
  const most = Math.max(8, width - indent);
  const pieces = new RegExp(`\\S{${most}}(?=\\S)`, 'gu');
  return wrapped(text.replaceAll(/[\n\r\t]+/gu, ' ').replaceAll(pieces, '$& '), width, indent);
}
