/** `agentgym eval`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { ActionFormatName, Split } from '../../environments/contract.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import {
  formatOption,
  nameList,
  type PolicyChoice,
  policyChoice,
  splitOption,
  temperature,
  wholeNumber,
} from '../options.ts';

/** What is evaluated: a run's promoted checkpoint, or a policy (of a config, or by itself). */
export type EvalSubject =
  | { run: string }
  | { run: undefined; config: string; policy: PolicyChoice }
  | { run: undefined; config: undefined; policy: PolicyChoice };

export interface EvalOptions {
  subject: EvalSubject;
  /** Environments; undefined: all of the run's or the config's. */
  env: readonly string[] | undefined;
  split: Split;
  /** Most tasks of each environment; undefined: all. */
  limit: number | undefined;
  /** Rollouts of each task; undefined: the config's, or 1. */
  samples: number | undefined;
  /** undefined: the config's, or 0. */
  temperature: number | undefined;
  /** How turns carry actions; undefined: the run's or the config's, or react. */
  format: ActionFormatName | undefined;
  /** Whether rows of the config's data that cannot be read are left out; undefined: as the config says. */
  skipInvalid: boolean | undefined;
  /** Directory for trajectories and metrics; undefined: they are not kept. */
  out: string | undefined;
  json: boolean;
}

interface Flags extends Partial<Omit<EvalOptions, 'subject' | 'split'>> {
  run?: string;
  config?: string;
  policy?: PolicyChoice;
  split: Split;
}

export function registerEval(program: Command, context: CliContext): void {
  const registered = program
    .command('eval')
    .summary('evaluate a checkpoint, a run or a scripted policy')
    .description('Success rate and mean reward for each environment and in total, with 95 % intervals.')
    .option('--run <dir>', 'evaluate the promoted checkpoint of this run')
    .option('--config <file>', 'config file that --env and --policy name entries of')
    .option('--policy <policy>', 'expert, random, checkpoint:DIR, or with --config: policy', policyChoice)
    .option(
      '--env <names>',
      'environments, with commas between them (default: all of the run or the config; else needed)',
      nameList,
    )
    .addOption(splitOption().default('eval'))
    .option('--limit <n>', 'most tasks of each environment', wholeNumber(1))
    .option('--samples <k>', 'rollouts of each task', wholeNumber(1))
    .option('--temperature <t>', 'sampling temperature; 0 is greedy', temperature)
    .addOption(formatOption("the run's or the config's, or react"))
    .option('--skip-invalid', "leave out rows of the config's data that cannot be read, and count them")
    .option('--out <dir>', 'keep the trajectories and metrics in this directory')
    .option('--json', 'print the metrics as JSON on the last line')
    .action(async (flags: Flags, command: Command) => {
      const options = evalOptions(flags, command);
      const { runEval } = await import('../actions/eval.ts');
      await runEval(options, context);
    });
  withExamples(registered, [
    'agentgym eval --policy expert --env textcraft --limit 20',
    'agentgym eval --run runs/x --limit 20 --json',
  ]);
}

function evalOptions(flags: Flags, command: Command): EvalOptions {
  const subject = subjectOf(flags, command);
  const { env, limit, samples, out, json = false } = flags;
  if (env === undefined && flags.run === undefined && flags.config === undefined) {
    command.error('error: --env NAME is missing');
  }
  return {
    subject,
    env,
    split: flags.split,
    limit,
    samples,
    temperature: flags.temperature,
    format: flags.format,
    skipInvalid: flags.skipInvalid,
    out,
    json,
  };
}

function subjectOf({ run: directory, config, policy }: Flags, command: Command): EvalSubject {
  if (directory !== undefined) {
    if (config !== undefined || policy !== undefined) {
      command.error('error: --run evaluates what the run promoted; leave out --config and --policy');
    }
    return { run: directory };
  }
  if (config !== undefined) return { run: undefined, config, policy: policy ?? { kind: 'config' } };
  if (policy === undefined) return command.error('error: one of --run DIR, --config FILE or --policy POLICY is needed');
  if (policy.kind === 'config') command.error('error: --policy policy is the policy of a config; add --config FILE');
  return { run: undefined, config: undefined, policy };
}
