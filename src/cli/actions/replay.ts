/** What `agentgym replay` does: plays again, says what parts as it comes, and what it came to. */
import { resolve } from 'node:path';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { replay, type Replay, type ReplayReport } from '../../replay.ts';
import type { ReplayFlags } from '../commands/replay.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { liveCount } from '../live-count.ts';
import { foreignText, partedLines } from '../parted-lines.ts';
import { transcriptOf } from '../replay-transcript.ts';
import { renderTable } from '../table.ts';
import { replayConfig } from './replay-config.ts';

/** Partings that are told as they come; the others are counted. */
const TOLD = 10;

export async function runReplay(options: ReplayFlags & { source: string }, context: CliContext): Promise<void> {
  const { cwd, env, stdout, stderr, signal } = context;
  const { source, task, limit, ignoreFingerprints, json = false } = options;
  const stream = json ? stderr : stdout;
  const layout = { width: widthOf(stream), colour: mayColour(stream, env) };
  const live = liveCount(context);
  const from = resolve(cwd, source);
  let [told, done] = [0, 0];
  const say = (lines: readonly string[]): void => {
    live.end();
    stream.write(`${lines.join('\n')}\n`);
  };
  const onReplay = (one: Replay): void => {
    done += 1;
    if (task !== undefined) return say(transcriptOf(one, layout));
    if (one.result.kind !== 'played') return;
    const [first] = one.result.partings;
    if (first !== undefined && ++told <= TOLD) say(partedLines({ ...one.stored, ...first, at: one.at }, cwd));
  };
  const onProgress = (rows: number, total: number): void => live.show(`${rows} of ${total} replayed …`);
  try {
    const config = await replayConfig({ from, config: options.config }, cwd);
    const report = await replay({ from, config, task, limit, ignoreFingerprints, cwd, signal, onReplay, onProgress });
    live.end();
    stream.write(`${linesOf(report, layout).join('\n')}\n`);
    if (json) stdout.write(`${JSON.stringify(report)}\n`);
    refuseParted(report);
  } catch (error) {
    if (error instanceof InterruptedError || signal.aborted)
      throw new InterruptedError(`Interrupted; ${done} trajectories were replayed.`);
    throw error;
  } finally {
    live.end();
  }
}

function linesOf(report: ReplayReport, layout: { width: number | undefined; colour: boolean }): string[] {
  const { environments, parted, broken, foreign, newInstructions, failures, failed } = report;
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'environment' },
    ...['replayed', 'same', 'part', 'failed'].map((title) => ({ title, ...right })),
  ];
  const rows = Object.entries(environments).map(([name, own]) => [
    name,
    ...[own.replayed, own.replayed - own.parted, own.parted, own.failed].map(String),
  ]);
  const more = parted > TOLD ? [`… ${parted - TOLD} more part; --json has the first of each`] : [];
  return [
    ...more,
    ...(rows.length === 0 ? [] : [renderTable(columns, rows, layout)]),
    ...(failed === 0 ? [] : [`${failed} could not be played, such as ${failures[0]?.id}: ${failures[0]?.message}`]),
    ...(broken === 0 ? [] : [`${broken} ended in an error when they were made, and were skipped`]),
    ...foreignText(foreign),
    ...(newInstructions === 0 ? [] : [`${newInstructions} begin with other instructions than today's`]),
  ];
}

function refuseParted({ parted, replayed }: ReplayReport): void {
  if (parted === 0) return;
  throw new AgentgymError('E_REPLAY_PARTED', `${parted} of ${replayed} trajectories part from what is stored.`, {
    hint: 'Their environment is another one than when they were made: other settings, another version, or chance.',
  });
}
