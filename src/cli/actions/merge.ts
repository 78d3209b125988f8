/** What `agentgym merge` does: merges, and says what came from where and what is missing. */
import { relative, resolve } from 'node:path';
import { InterruptedError } from '../../errors.ts';
import { merge, type MergeReport } from '../../merge.ts';
import { type Assignment, mergeInto } from '../../merge-into.ts';
import { runDirectory } from '../../runs/directory.ts';
import type { MergeOptions } from '../commands/merge.ts';
import type { CliContext } from '../context.ts';
import { shellWord } from '../shell-word.ts';

/** Tasks that are named, of those that lack samples. */
const MOST_NAMED = 5;

export async function runMerge(options: MergeOptions, context: CliContext): Promise<void> {
  const { cwd, signal, stdout, stderr } = context;
  const stream = options.json ? stderr : stdout;
  const files = options.files.map((file) => resolve(cwd, file));
  try {
    const { out, report } = await merged(options, files, context);
    if (report === undefined) return;
    const shown = { ...report, files: report.files.map((one) => ({ ...one, file: relative(cwd, one.file) })) };
    stream.write(`${linesOf(shown, out).join('\n')}\n`);
    if (options.into !== undefined)
      stream.write(`Go on with: npx agentgym evolve --resume ${shellWord(options.into)}\n`);
    if (options.json) stdout.write(`${JSON.stringify({ out, ...shown })}\n`);
  } catch (error) {
    if (error instanceof InterruptedError || signal.aborted)
      throw new InterruptedError('Interrupted; nothing was written.');
    throw error;
  }
}

async function merged(
  options: MergeOptions,
  files: readonly string[],
  { cwd, signal, stdout }: CliContext,
): Promise<{ out: string; report?: MergeReport | undefined }> {
  if (options.into === undefined) {
    const { out, seed } = options;
    return { out, report: await merge({ files, out: resolve(cwd, out), seed, signal }) };
  }
  const { into, iteration } = options;
  const { assignment, report } = await mergeInto({ run: resolve(cwd, into), iteration, files, signal });
  if (report === undefined) stdout.write(`${howToCollect(assignment, into, cwd)}\n`);
  return { out: relative(cwd, runDirectory(resolve(cwd, into)).iteration(iteration).trajectories), report };
}

/** The command of a shard. */
function howToCollect({ environments, checkpoint, samples, temperature, seed }: Assignment, into: string, cwd: string) {
  const config = shellWord(relative(cwd, runDirectory(resolve(cwd, into)).config));
  return [
    `npx agentgym collect-trajectories --config ${config} --env ${environments.join(',')}`,
    `--policy checkpoint:${shellWord(relative(cwd, checkpoint))} --samples ${samples} --temperature ${temperature}`,
    `--seed ${seed} --shard 1/1 --out rows-1.jsonl`,
  ].join(' ');
}

function linesOf({ files, trajectories, errors, torn, samples, short }: MergeReport, out: string): string[] {
  const missing = short.reduce((sum, task) => sum + task.missing, 0);
  const named = short.slice(0, MOST_NAMED).map(({ itemId }) => itemId);
  const more = short.length > named.length ? ', …' : '';
  return [
    ...files.map(({ file, rows, taken }) => `${file}: ${rows} rows, ${taken} of them taken`),
    ...torn.map((at) => `${at}: a last line that was cut short is left out; its rollout is missing`),
    `${trajectories} trajectories in ${out}`,
    ...(errors === 0 ? [] : [`${errors} of them ended in an error: the command of their shard plays them again`]),
    ...(missing === 0
      ? []
      : [`${missing} rollouts are missing of ${samples} samples of each task: ${named.join(', ')}${more}`]),
  ];
}
