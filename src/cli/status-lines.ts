/** Where a run stands in five lines, none wider than the terminal; and many runs as a table, one line each. */
import pc from 'picocolors';
import { secondsOf } from '../config/stages/limits.ts';
import { aboutDuration, change, cut, duration, fitting, pace, rateWithInterval } from '../report/format.ts';
import { usedFigures } from '../report/wording.ts';
import type { RunStatus } from './run-status.ts';
import { renderTable, type TableOptions } from './table.ts';

export function statusLines(status: RunStatus, { width, colour = false }: TableOptions): string[] {
  const { bold, red, green, yellow } = pc.createColors(colour);
  const paint = { running: green, completed: green, failed: red }[status.state as string] ?? yellow;
  const most = width ?? Number.POSITIVE_INFINITY;
  const head = fitting([`${status.name}: ${status.state}`, ...stateFigures(status)], ', ', most);
  const [name = '', ...rest] = head.split(': ');
  const lines = [
    `${bold(name)}: ${rest.join(': ').replace(status.state, paint(status.state))}`,
    `  ${fitting(whereFigures(status), '  ', most - 2)}`,
    `  ${cut(standing(status), most - 2)}`,
    `  ${fitting(spentFigures(status), ' · ', most - 2)}`,
    // Not cut: it is copied.
    `  next: ${status.next}`,
  ];
  return [...lines, ...status.faults.map((fault) => `  ${yellow('missing:')} ${fault}`)];
}

export function statusTable(statuses: readonly RunStatus[], options: TableOptions): string {
  const columns = [{ title: 'run', cut: true }, { title: 'state' }, { title: 'at' }, { title: 'baseline → incumbent' }];
  const rows = statuses.map((status) => {
    const { baseline, incumbent, iterations, state, progress } = status;
    const rates =
      baseline === null || incumbent === null ? '' : `${rateWithInterval(baseline)} → ${rateWithInterval(incumbent)}`;
    const at = state === 'running' && progress !== null ? progress.title : iterationsText(iterations);
    return [status.directory, state, at, rates];
  });
  return renderTable(columns, rows, options);
}

function stateFigures({ started, seconds, attempts, progress, limit }: RunStatus): string[] {
  const since = started === null ? [] : [`since ${minute(started)}`];
  const worked = seconds === null ? [] : [`${duration(seconds)} of work`];
  const tries = attempts > 1 ? [`attempt ${attempts}`] : [];
  const by = progress === null ? [] : [`process ${progress.pid} on ${progress.host}`];
  const reached = limit === null || limit === undefined ? [] : [`limits.${limit.name} is reached`];
  return [...reached, ...since, ...worked, ...tries, ...by];
}

/** The stage that is going on, or what was finished last. */
function whereFigures({ progress, iterations, last, finished }: RunStatus): string[] {
  const done = iterationsText(iterations);
  if (progress === null)
    return [done, ...(last === null || finished === null ? [] : [`last: ${named(last)} (${minute(finished)})`])];
  const { title, total, success, low, high, loss, eta, rate, left } = progress;
  const running =
    success !== undefined
      ? [`success ${rateWithInterval({ success, low: low ?? success, high: high ?? success })}`]
      : loss === undefined
        ? []
        : [`loss ${loss.toFixed(3)}`];
  return [
    title,
    ...(total === 0 ? [] : [`${progress.done}/${total}`]),
    ...running,
    ...(left === undefined ? [] : [`${left.more ? 'over' : 'about'} ${aboutDuration(left.seconds)} left`]),
    ...(eta === undefined ? [] : [`eta ${duration(eta)}`]),
    ...(rate === null ? [] : [pace(rate)]),
    done,
  ];
}

function standing({ baseline, incumbent, split }: RunStatus): string {
  if (baseline === null || incumbent === null) return 'baseline: not evaluated yet';
  const first = `${split}: baseline ${rateWithInterval(baseline)}`;
  if (incumbent.iteration === 0) return `${first}, which is the incumbent`;
  const points = change(baseline.success, incumbent.success);
  return `${first} → iteration ${incumbent.iteration} ${rateWithInterval(incumbent)} ${points}`;
}

function spentFigures({ spent, limits, seconds }: RunStatus): string[] {
  const { tokens, cost, wallClock } = limits;
  const allowed = wallClock === undefined ? undefined : secondsOf(wallClock);
  const known = {
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(allowed === undefined ? {} : { wallClock: allowed }),
  };
  if (spent === null)
    return [Object.keys(known).length === 0 ? 'no rollouts counted yet; no limits' : 'no rollouts counted yet'];
  const used = usedFigures({ spent, limits: known, ...(seconds === null ? {} : { seconds }) });
  return Object.keys(known).length === 0 ? [...used, 'no limits'] : used;
}

function iterationsText({ finished, of }: RunStatus['iterations']): string {
  return `${finished}${of === null ? '' : ` of ${of}`} iterations finished`;
}

/** A key of the journal in words. */
function named(key: string): string {
  return key.replace(/^iterations\/(\d+)\//u, 'iteration $1: ').replace(/^final\//u, 'final report: ');
}

/** `2026-01-02 03:04 UTC`. */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
