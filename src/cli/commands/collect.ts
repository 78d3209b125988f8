/** `agentgym collect-trajectories`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { ActionFormatName, Split } from '../../environments/contract.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import {
  formatOption,
  nameList,
  type PolicyChoice,
  policyChoice,
  probability,
  shard,
  splitOption,
  temperature,
  wholeNumber,
} from '../options.ts';

export interface CollectOptions {
  config: string | undefined;
  env: readonly string[];
  policy: PolicyChoice;
  /** File the AgentTraj rows are appended to. */
  out: string;
  split: Split;
  /** Rollouts of each task. */
  samples: number;
  /** Most tasks of each environment; undefined: all. */
  limit: number | undefined;
  /** Which of the tasks, where several machines share them; undefined: all. */
  shard: { index: number; of: number } | undefined;
  /** Rollouts at once; undefined: as many as the policy serves. */
  concurrency: number | undefined;
  /** undefined: the config's explore.temperature, or 0. */
  temperature: number | undefined;
  /** How turns carry actions; undefined: the config's, or react. */
  format: ActionFormatName | undefined;
  /** Whether rows of the config's data that cannot be read are left out; undefined: as the config says. */
  skipInvalid: boolean | undefined;
  /** Probability that the expert plays a random legal action instead; undefined: 0. */
  epsilon: number | undefined;
  /** undefined: the config's, or 1. */
  seed: number | undefined;
}

type Flags = Partial<CollectOptions> & Pick<CollectOptions, 'env' | 'policy' | 'out' | 'split' | 'samples'>;

export function registerCollect(program: Command, context: CliContext): void {
  const registered = program
    .command('collect-trajectories')
    .summary('let a policy play tasks and keep the trajectories')
    .description(
      'AgentTraj rows, appended as they finish. Run again with the same arguments, it goes on where it stopped; with more environments, tasks or samples it adds to the file.',
    )
    .option('--config <file>', 'config file that --env and --policy name entries of')
    .requiredOption('--env <names>', 'environments, with commas between them', nameList)
    .requiredOption('--policy <policy>', 'expert, random, checkpoint:DIR, or with --config: policy', policyChoice)
    .requiredOption('--out <file.jsonl>', 'file the rows are appended to')
    .addOption(splitOption().default('train'))
    .option('--samples <k>', 'rollouts of each task', wholeNumber(1), 1)
    .option('--limit <n>', 'most tasks of each environment', wholeNumber(1))
    .option(
      '--shard <i/n>',
      'the i-th of n equal parts of the tasks, for n machines (agentgym merge joins them)',
      shard,
    )
    .option('--concurrency <n>', 'rollouts at once (default: as many as the policy serves)', wholeNumber(1))
    .option(
      '--temperature <t>',
      "sampling temperature; 0 is greedy (default: the config's explore.temperature, or 0)",
      temperature,
    )
    .addOption(formatOption("the config's, or react"))
    .option(
      '--epsilon <p>',
      'let the expert play a random legal action with this probability (default: 0)',
      probability,
    )
    .option('--skip-invalid', "leave out rows of the config's data that cannot be read, and count them")
    .option('--seed <n>', "where all randomness comes from (default: the config's, or 1)", wholeNumber(0))
    .action(async (flags: Flags, command: Command) => {
      const options = collectOptions(flags, command);
      const { runCollect } = await import('../actions/collect.ts');
      await runCollect(options, context);
    });
  withExamples(
    registered,
    [
      'agentgym collect-trajectories --env textcraft --policy expert --limit 100 --out experts.jsonl',
      'agentgym collect-trajectories --env babyai --policy random --limit 20 --shard 1/2 --out rows-1.jsonl',
      'agentgym collect-trajectories --env babyai --policy random --limit 20 --shard 2/2 --out rows-2.jsonl',
      'agentgym collect-trajectories --config runs/x/config.resolved.yaml --env textcraft --policy random --out more.jsonl',
    ],
    'With a config whose policy is an endpoint, its limits (tokens, cost, failureShare) hold for the file.',
  );
}

function collectOptions(flags: Flags, command: Command): CollectOptions {
  if (flags.policy.kind === 'config' && flags.config === undefined) {
    command.error('error: --policy policy is the policy of a config; add --config FILE');
  }
  if (flags.policy.kind !== 'expert' && flags.epsilon !== undefined) {
    command.error('error: --epsilon is for --policy expert');
  }
  const { config, env, policy, out, samples, limit, shard: part, concurrency, epsilon, seed } = flags;
  return {
    config,
    env,
    policy,
    out,
    split: flags.split,
    samples,
    limit,
    shard: part,
    concurrency,
    temperature: flags.temperature,
    format: flags.format,
    skipInvalid: flags.skipInvalid,
    epsilon,
    seed,
  };
}
