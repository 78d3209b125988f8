/** `agentgym export`: its options. The work is done by what the action imports. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Split } from '../../environments/contract.ts';
import {
  FORMAT_NAMES,
  FORMATS,
  type FormatName,
  PAIR_SHAPES,
  type PairShape,
  type Part,
  PARTS,
} from '../../trajectories/formats/catalog.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { nameList, splitOption, wholeNumber } from '../options.ts';

export interface ExportOptions {
  /** Run directory or file. */
  source: string;
  to: FormatName;
  /** File, directory, or `-` for standard output. */
  out: string;
  what: Part;
  iterations: readonly number[] | undefined;
  env: readonly string[] | undefined;
  split: Split | undefined;
  /** true: successes only; false: none of them; undefined: any. */
  success: boolean | undefined;
  minReward: number | undefined;
  includeErrors: boolean;
  limit: number | undefined;
  pairs: PairShape;
  licence: string | undefined;
  force: boolean;
  json: boolean;
  push: { name: string; private: boolean; revision: string | undefined } | undefined;
}

interface Flags extends Partial<Omit<ExportOptions, 'source' | 'iterations' | 'licence' | 'push'>> {
  to: FormatName;
  out: string;
  what: Part;
  pairs: PairShape;
  iteration?: readonly number[];
  license?: string;
  pushToHub?: string;
  private?: boolean;
  revision?: string;
}

export function registerExport(program: Command, context: CliContext): void {
  const registered = program
    .command('export')
    .summary('write trajectories or examples in a format that others read')
    .description(
      'Write what a run explored (or a file of trajectories) as AgentTraj, chat JSON lines, ShareGPT, OpenAI fine-tuning rows, preference pairs or Parquet, with a data set card.',
    )
    .argument('<run|file>', 'run directory, or file of trajectories')
    .addOption(new Option('--to <format>', 'what to write').choices(FORMAT_NAMES).makeOptionMandatory())
    .requiredOption('--out <path>', 'file (name.jsonl, name.parquet), directory, or - for standard output')
    .addOption(new Option('--what <part>', 'part of the run').choices(PARTS).default('trajectories'))
    .option('--iteration <n>', 'iterations, with commas (default: all; of examples the last)', iterationList)
    .option('--env <names>', 'environments, with commas between them (default: all)', nameList)
    .addOption(splitOption('tasks of this split only'))
    .option('--success', 'successes only')
    .option('--no-success', 'all but successes')
    .option('--min-reward <r>', 'rewards from this on, in [0, 1]', share)
    .option('--include-errors', 'also rollouts that ended in an error (agenttraj and parquet)')
    .addOption(
      new Option('--pairs <shape>', 'dpo: the answers where two part (turn), or all that followed (trajectory)')
        .choices(PAIR_SHAPES)
        .default('turn'),
    )
    .option('--limit <n>', 'most rows', wholeNumber(1))
    .option('--license <id>', "licence in the card (default: what follows from the run's environments)")
    .option('--force', 'replace what is there')
    .option('--push-to-hub <owner/name>', 'also commit it to a data set of the Hugging Face Hub (HF_TOKEN)', repository)
    .option('--private', 'the data set must not be public')
    .option('--revision <branch>', 'branch to commit to (default: main)')
    .option('--json', 'print the summary as JSON on the last line')
    .action(async (source: string, flags: Flags, command: Command) => {
      const options = exportOptions(source, flags, command);
      const { runExport } = await import('../actions/export.ts');
      await runExport(options, context);
    });
  withExamples(registered, [
    'agentgym export runs/x --to sharegpt --what examples --out x.jsonl',
    'agentgym export runs/x --to parquet --out x.parquet --json',
  ]);
}

function exportOptions(source: string, flags: Flags, command: Command): ExportOptions {
  refuseClashes(flags, command);
  const { to, out, what, env, success, minReward, includeErrors = false, limit, pairs, license: licence } = flags;
  const { pushToHub: name, revision, force = false, json = false } = flags;
  return {
    source,
    to,
    out,
    what,
    iterations: flags.iteration,
    env,
    split: flags.split,
    success,
    minReward,
    includeErrors,
    limit,
    pairs,
    licence,
    force,
    json,
    push: name === undefined ? undefined : { name, private: flags.private ?? false, revision },
  };
}

/** What cannot be asked for together. */
function refuseClashes(flags: Flags, command: Command): void {
  const { to, out, what, pushToHub } = flags;
  const refuse = (clash: boolean, text: string): void => {
    if (clash) command.error(`error: ${text}`);
  };
  const filtered = flags.success !== undefined || flags.minReward !== undefined;
  refuse(
    to === 'dpo' && filtered,
    'dpo pairs successes with failures; leave out --success, --no-success, --min-reward',
  );
  refuse(to === 'dpo' && what === 'examples', 'examples have no failures to make pairs of; leave out --what examples');
  refuse(to !== 'dpo' && flags.pairs !== 'turn', '--pairs is for --to dpo');
  refuse(
    flags.includeErrors === true && FORMATS[to].holds === 'lesson',
    `rows of ${to} are trained on as they are; --include-errors is for agenttraj and parquet`,
  );
  refuse(out === '-' && to === 'parquet', 'a Parquet file cannot be written to standard output');
  refuse(out === '-' && pushToHub !== undefined, '--push-to-hub needs a file; give --out a path');
  const hubOnly = flags.private === true || flags.revision !== undefined;
  refuse(pushToHub === undefined && hubOnly, '--private and --revision are for --push-to-hub');
}

function iterationList(text: string, before: readonly number[] | undefined): readonly number[] {
  const numbers = text.split(',').map((part) => wholeNumber(0)(part.trim()));
  return [...new Set([...(before ?? []), ...numbers])];
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}

function repository(text: string): string {
  if (!/^[\w.-]+\/[\w.-]+$/u.test(text)) throw new InvalidArgumentError('Expected owner/name.');
  return text;
}
