/** The lines that show a comparison: who they are, two tables, the tasks gained and lost, and what it comes to. */
import type { ComparedSide, CompareReport, Contrast, EnvironmentContrast, Figures, TaskChange } from '../compare.ts';
import { change, inPoints, missingText, percent, pText, rateWithInterval } from '../report/format.ts';
import { renderTable, type TableOptions } from './table.ts';

export interface CompareLayout extends TableOptions {
  /** Whether all tasks are named. */
  all: boolean;
}

/** Tasks that are named of those gained, and of those lost, in an environment. */
const NAMED = 5;

/** Two-sided level at which a difference is called one. */
const LEVEL = 0.05;

export function compareLines(report: CompareReport, layout: CompareLayout): string[] {
  const { a, b, environments, total, notes } = report;
  const each = Object.entries<Contrast>(environments);
  const rows = each.length > 1 ? [...each, ['total', total] as const] : each;
  return [
    sideLine('A', a),
    sideLine('B', b),
    '',
    successTable(rows, layout),
    '',
    effortTable(rows, layout),
    '',
    ...Object.entries(environments).flatMap(([name, one]) => taskLines(name, one, layout.all)),
    ...rows.flatMap(([name, one]) => missingLine(name, one)),
    ...notes.map((note) => `note: ${note}`),
    conclusion(total),
  ];
}

function sideLine(letter: string, { name, file, rows, splits, policies }: ComparedSide): string {
  const of = [...splits, `${rows} rows`, ...policies.slice(0, 1).map(short)].join(', ');
  return `${letter}  ${name}${file === name ? '' : `: ${file}`} (${of})`;
}

/** Digests are told by how they begin. */
function short(policy: string): string {
  return /^[\da-f]{32,}$/u.test(policy) ? policy.slice(0, 12) : policy;
}

function successTable(rows: readonly (readonly [string, Contrast])[], layout: TableOptions): string {
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'environment' },
    { title: 'A success [95 %]' },
    { title: 'B success [95 %]' },
    { title: 'B − A [95 %]' },
    { title: 'p', ...right },
    { title: 'gained', ...right },
    { title: 'lost', ...right },
    { title: 'tasks', ...right },
  ];
  const cells = rows.map(([name, { a, b, success, tasks }]) => [
    name,
    `${rateWithInterval(a)}${missingText(a.missing)}`,
    `${rateWithInterval(b)}${missingText(b.missing)}`,
    difference(success, 100, 1),
    tasks === undefined ? '' : pText(tasks.p),
    tasks === undefined ? '' : String(tasks.gained),
    tasks === undefined ? '' : String(tasks.lost),
    tasks === undefined ? `${a.tasks}, ${b.tasks}` : String(tasks.pairs),
  ]);
  return renderTable(columns, cells, layout);
}

function effortTable(rows: readonly (readonly [string, Contrast])[], layout: TableOptions): string {
  const titles = ['environment', 'reward A → B', 'B − A [95 %]', 'rounds', 'tokens', 'parse errors of rounds'];
  const cells = rows.map(([name, { a, b, reward }]) => {
    const both = (of: (figures: Figures) => string): string => `${of(a)} → ${of(b)}`;
    return [
      name,
      both((one) => fixed(one.reward, 3)),
      difference(reward, 1, 3),
      both((one) => fixed(one.rounds, 1)),
      both((one) => fixed(one.tokens, 0)),
      both((one) => percent(one.parseErrorShare)),
    ];
  });
  return renderTable(
    titles.map((title) => ({ title })),
    cells,
    layout,
  );
}

/** `+7.0 [−1.1, 14.8]` */
function difference({ difference: by, low, high }: Contrast['success'], scale: number, digits: number): string {
  if (by === null || low === null || high === null) return 'n/a';
  const said = (value: number): string => (scale * value).toFixed(digits).replace('-', '−');
  return `${by < 0 ? '' : '+'}${said(by)} [${said(low)}, ${said(high)}]`;
}

function taskLines(name: string, { paired, gained, lost }: EnvironmentContrast, all: boolean): string[] {
  if (!paired) return [];
  const line = (what: string, tasks: readonly TaskChange[]): string[] => {
    if (tasks.length === 0) return [];
    const shown = all ? tasks : tasks.slice(0, NAMED);
    const more = shown.length < tasks.length ? `, … (${tasks.length}, --tasks names all)` : '';
    return [`${name} ${what}: ${shown.map(taskText).join(', ')}${more}`];
  };
  return [...line('gained', gained), ...line('lost', lost)];
}

/** The shares are said where they are not all or nothing. */
function taskText({ itemId, a, b }: TaskChange): string {
  return Math.abs(b - a) === 1 ? itemId : `${itemId} (${percent(a)} → ${percent(b)})`;
}

function missingLine(name: string, { tasks, shared }: Contrast): string[] {
  if (tasks?.bounds === undefined) return [];
  const { pairs, bounds } = tasks;
  const missing = `${shared - pairs} of ${shared} tasks miss a rollout that counts`;
  return [`${name}: ${missing}; by them the difference is ${inPoints(bounds.low)} to ${inPoints(bounds.high)} points.`];
}

function conclusion({ success, tasks }: Contrast): string {
  const { difference: by, low, high } = success;
  if (by === null || low === null || high === null) return 'Nothing can be said of the difference in success.';
  const shown = tasks === undefined ? low > 0 || high < 0 : tasks.p < LEVEL;
  const points = `${change(0, by)} points [${inPoints(low)}, ${inPoints(high)}]`;
  const by95 = tasks === undefined ? points : `${points}, p ${pText(tasks.p)}`;
  if (!shown) return `No difference in success is shown: ${by95}.`;
  return `B solves ${by > 0 ? 'more' : 'less'} than A: ${by95}.`;
}

function fixed(value: number | null, digits: number): string {
  return value === null ? 'n/a' : value.toFixed(digits);
}
