/** Where a run stands, as `status --json` prints it: facts out of its files, and the command that one would type next. */
import type { LimitsConfig } from '../config/stages/limits.ts';
import { type LimitName, raised, type Spent } from '../explore/budget.ts';
import type { ProgressNote } from '../report/progress-file.ts';
import type { ReadRun } from '../runs/read-run.ts';
import { isObject } from '../runs/readable.ts';
import type { Summary } from '../runs/summary.ts';
import type { Rate, RunRow, RunState } from '../viewer/api.ts';
import { runRow } from '../viewer/run-row.ts';
import { shellWord } from './shell-word.ts';

export interface RunStatus {
  /** As the user would type it. */
  directory: string;
  name: string;
  state: RunState;
  /** When its first attempt began; UTC, ISO 8601. */
  started: string | null;
  /** When a stage was last finished. */
  finished: string | null;
  /** Of finished work, earlier attempts included. */
  seconds: number | null;
  attempts: number;
  iterations: { finished: number; of: number | null };
  /** The stage that is going on, as progress.json says. */
  progress: ProgressNote | null;
  /** The stage that was finished last, by its key in the journal. */
  last: string | null;
  /** Split of the rates: the reported one at the end, else `dev`. */
  split: string | null;
  baseline: Rate | null;
  incumbent: (Rate & { iteration: number }) | null;
  spent: Spent | null;
  limits: Partial<Pick<LimitsConfig, LimitName>>;
  /** The limit that stopped it. */
  limit: Summary['limit'] | null;
  next: string;
  /** What is missing or damaged. */
  faults: readonly string[];
}

export function statusOf(run: ReadRun, place: { id: string; path: string; shown: string }): RunStatus {
  const row = runRow(run, place);
  const progress = run.progress ?? null;
  const stages = run.journal.filter(({ key }) =>
    /^(?:base|warm-start|demonstrations|clone|control|iterations\/\d+\/[a-z]+|final\/\w+)$/u.test(key),
  );
  return {
    directory: place.shown,
    name: row.name,
    state: row.state,
    started: row.started,
    finished: stages.at(-1)?.at ?? null,
    seconds: row.seconds,
    attempts: run.journal.filter(({ key }) => key.startsWith('attempts/')).length,
    iterations: { finished: row.done.iterations, of: row.done.of },
    progress,
    last: stages.at(-1)?.key ?? null,
    ...standingOf(run, row),
    spent: spentOf(row, progress),
    limits: limitsIn(run),
    limit: row.state === 'limited' ? (run.summary?.limit ?? null) : null,
    next: nextOf(run, row.state, place.shown),
    faults: row.faults,
  };
}

/** Before the first iteration is finished, the baseline is all there is, and the journal has it. */
function standingOf(
  { journal }: ReadRun,
  { split, baseline, promoted }: RunRow,
): Pick<RunStatus, 'split' | 'baseline' | 'incumbent'> {
  if (baseline !== null && promoted !== null)
    return { split, baseline: rateIn(baseline), incumbent: { ...rateIn(promoted), iteration: promoted.iteration } };
  const cloned = journal.find(({ key }) => key === 'iterations/0/evaluate')?.result;
  if (!isObject(cloned) || typeof cloned['success'] !== 'number')
    return { split: null, baseline: null, incumbent: null };
  const rate = rateIn({ success: null, low: null, high: null, n: Number(cloned['rollouts']), ...cloned });
  return { split: 'dev', baseline: rate, incumbent: { ...rate, iteration: 0 } };
}

function rateIn({ success, low, high, n }: Rate): Rate {
  return { success, low, high, n };
}

function spentOf({ tokens, cost }: RunRow, progress: ProgressNote | null): Spent | null {
  if (progress?.used !== undefined) return progress.used.spent;
  return tokens === null ? null : { ...tokens, ...(cost === null ? {} : { cost }) };
}

function limitsIn({ config }: ReadRun): RunStatus['limits'] {
  const limits = isObject(config['limits']) ? config['limits'] : {};
  const named = ['tokens', 'cost', 'wallClock'].filter((name) => limits[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, limits[name]]));
}

function nextOf({ summary }: ReadRun, state: RunState, shown: string): string {
  const run = shellWord(shown);
  if (state === 'running' || state === 'completed') return `npx agentgym view ${run}`;
  const more = state === 'limited' && summary?.limit !== undefined ? ` --set ${raised(summary.limit)}` : '';
  return `npx agentgym evolve --resume ${run}${more}`;
}
