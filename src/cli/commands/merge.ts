/** `agentgym merge`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { wholeNumber } from '../options.ts';

export type MergeOptions = { files: readonly string[]; json: boolean } & (
  | { out: string; seed: number | undefined; into: undefined }
  /** The exploration of a run's iteration; without files it is said how to collect them. */
  | { into: string; iteration: number }
);

interface Flags {
  out?: string;
  into?: string;
  iteration?: number;
  seed?: number;
  json?: boolean;
}

export function registerMerge(program: Command, context: CliContext): void {
  const registered = program
    .command('merge')
    .summary('join the files of several machines that collected trajectories')
    .description(
      'One file of the rows of several, ordered by environment, task and sample. Rows must be of one policy, temperature and format; one that stands in two files is taken once, and a rollout that finished before one that ended in an error. An --out that is there already is merged too.',
    )
    .argument('[files...]', 'files of collect-trajectories, one for each shard')
    .option('--out <file.jsonl>', 'file the rows are written to, all at once')
    .option(
      '--into <dir>',
      'instead of --out: a run whose exploration they are part of; without files, how to collect them',
    )
    .option('--iteration <m>', 'with --into: the iteration that is explored', wholeNumber(1))
    .option('--seed <n>', 'with --out: the --seed that the rows must be of (default: not checked)', wholeNumber(0))
    .option('--json', 'print what was merged as JSON on the last line')
    .action(async (files: string[], flags: Flags, command: Command) => {
      const options = mergeOptions(files, flags, command);
      const { runMerge } = await import('../actions/merge.ts');
      await runMerge(options, context);
    });
  withExamples(
    registered,
    [
      'agentgym merge rows-1.jsonl rows-2.jsonl --out rows.jsonl',
      'agentgym merge rows-1.jsonl rows-2.jsonl --out rows.jsonl --seed 1 --json',
    ],
    'While iteration 2 of runs/x is under way, `agentgym merge --into runs/x --iteration 2` says how to collect for it.',
  );
}

function mergeOptions(files: readonly string[], flags: Flags, command: Command): MergeOptions {
  const { out, into, iteration, seed, json = false } = flags;
  if (into !== undefined) {
    if (out !== undefined || seed !== undefined) command.error('error: --into takes neither --out nor --seed');
    if (iteration === undefined) return command.error('error: --into needs --iteration M');
    return { files, into, iteration, json };
  }
  if (out === undefined) return command.error('error: one of --out FILE and --into DIR is needed');
  if (iteration !== undefined) command.error('error: --iteration goes with --into');
  if (files.length === 0) command.error('error: files to merge are missing');
  return { files, out, seed, into: undefined, json };
}
