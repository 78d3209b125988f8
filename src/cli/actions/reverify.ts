/** What `agentgym reverify` does: scores anew, and shows what has become of rewards and outcomes. */
import { resolve } from 'node:path';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { type Difference, reverify, type ReverifyReport } from '../../reverify.ts';
import { percent } from '../../report/format.ts';
import type { ReverifyFlags } from '../commands/reverify.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { liveCount } from '../live-count.ts';
import { foreignText, partedLines } from '../parted-lines.ts';
import { renderTable, type TableOptions } from '../table.ts';
import { replayConfig } from './replay-config.ts';

/** Trajectories and tasks that are named; the others are counted. */
const TOLD = 5;

export async function runReverify(options: ReverifyFlags & { source: string }, context: CliContext): Promise<void> {
  const { cwd, env, stdout, stderr, signal } = context;
  const { source, out, ignoreFingerprints, json = false } = options;
  const stream = json ? stderr : stdout;
  const live = liveCount(context);
  const from = resolve(cwd, source);
  const onProgress = (rows: number, total: number): void => live.show(`${rows} of ${total} replayed …`);
  try {
    const config = await replayConfig({ from, config: options.config }, cwd);
    const report = await reverify({
      from,
      out: resolve(cwd, out),
      config,
      ignoreFingerprints,
      cwd,
      signal,
      onProgress,
    });
    live.end();
    const layout = { width: widthOf(stream), colour: mayColour(stream, env) };
    stream.write(`${linesOf(report, layout, cwd).join('\n')}\n`);
    if (json) stdout.write(`${JSON.stringify(report)}\n`);
    refuseLeft(report);
  } catch (error) {
    if (error instanceof InterruptedError || signal.aborted)
      throw new InterruptedError('Interrupted; nothing was written.');
    throw error;
  } finally {
    live.end();
  }
}

function linesOf(report: ReverifyReport, layout: TableOptions, cwd: string): string[] {
  const { environments, partings, parted, failed, failures, foreign, broken, files, rescored, changed } = report;
  const more = parted > TOLD ? [`… ${parted - TOLD} more part; --json has the first thousand`] : [];
  const copied = broken === 0 ? '' : `; ${broken} that ended in errors were copied`;
  return [
    ...partings.slice(0, TOLD).flatMap((one) => partedLines(one, cwd)),
    ...more,
    differenceTable(environments, layout),
    ...Object.entries(environments).flatMap(([name, { outcomes }]) =>
      outcomes.map((change) => `${name}: ${outcomeText(change)}`),
    ),
    ...(failed === 0 ? [] : [`${failed} could not be played, such as ${failures[0]?.id}: ${failures[0]?.message}`]),
    ...foreignText(foreign),
    `${rescored} trajectories scored anew, ${changed} of them differently${copied}`,
    ...files.map(({ file, rows }) => `${rows} rows in ${file}`),
  ];
}

function differenceTable(environments: Readonly<Record<string, Difference>>, layout: TableOptions): string {
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'environment' },
    ...['trajectories', 'success', 'reward', 'rewards changed', 'outcomes changed'].map((title) => ({
      title,
      ...right,
    })),
  ];
  const rows = Object.entries(environments).map(([name, { trajectories, success, reward, rewards, outcomes }]) => [
    name,
    String(trajectories),
    `${percent(success.before)} → ${percent(success.now)}`,
    `${reward.before.toFixed(3)} → ${reward.now.toFixed(3)}`,
    String(rewards),
    String(outcomes.reduce((sum, { count }) => sum + count, 0)),
  ]);
  return renderTable(columns, rows, layout);
}

function outcomeText({ before, now, count, tasks }: Difference['outcomes'][number]): string {
  const shown = tasks.slice(0, TOLD).join(', ');
  return `${before} → ${now} ${count}: ${shown}${tasks.length > TOLD ? ', …' : ''}`;
}

function refuseLeft({ parted, failed, foreign }: ReverifyReport): void {
  const others = Object.values(foreign).reduce((sum, one) => sum + one, 0);
  if (parted + failed + others === 0) return;
  const why = [
    ...(parted === 0 ? [] : [`${parted} part from what is stored`]),
    ...(failed === 0 ? [] : [`${failed} could not be played`]),
    ...(others === 0 ? [] : [`${others} are of environments that are not there`]),
  ];
  throw new AgentgymError('E_REPLAY_PARTED', `Left out of what was written: ${why.join(', ')}.`, {
    hint: 'What is written is verified. `agentgym replay --task ID` shows where a trajectory parts.',
  });
}
