/**
 * `agentgym envs`: lists the environments; `agentgym envs play` hands one to a person (cli/play.ts), `agentgym envs check`
 * checks one, or a server of one (cli/actions/envs-check.ts).
 */
import type { Command } from 'commander';
import type { EnvironmentConfig } from '../../config/stages/environment.ts';
import type { Split } from '../../environments/contract.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { withExamples } from '../examples.ts';
import { splitOption, wholeNumber } from '../options.ts';
import { renderTable } from '../table.ts';

interface ListFlags {
  config?: string;
  json?: boolean;
}

interface PlayFlags {
  config?: string;
  task?: string;
  split?: Split;
}

/** Options of `envs check`. */
export interface CheckFlags {
  as?: string;
  tasks?: readonly number[];
  /** Seconds. */
  timeout: number;
  samples: number;
  config?: string;
  json?: boolean;
}

/** What `envs --json` prints for each environment. */
export interface EnvironmentRow {
  name: string;
  kind: string;
  summary: string;
  tasks: Record<Split, number>;
  /** Most assistant turns of a rollout. */
  rounds: number;
  reward: { min: number; max: number };
}

export function registerEnvs(program: Command, context: CliContext): void {
  const envs = program
    .command('envs')
    .summary('list the environments; `envs play` plays one, `envs check` checks one')
    .description('List the environments with their tasks, rounds and rewards.')
    .option('--config <file>', 'list the environments of this config instead of the built-in ones')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  withExamples(envs, ['agentgym envs', 'agentgym envs --config configs/quickstart.yaml --json']);
  const playing = envs
    .command('play')
    .summary('play a task in the terminal')
    .description(
      'Play a task by typing actions. `hint` shows the move of the expert, `help` the rules, `quit` (or Ctrl-D) ends.',
    )
    .argument('<name>', 'environment: built in, or an entry of the config')
    .option('--task <id>', 'item id of a task (default: the first of the split)')
    .addOption(splitOption('split of the task (default: train, or that of --task)'))
    .option('--config <file>', 'config file that names the environment')
    .action(async (name: string, _flags: unknown, command: Command) => {
      // `--config` may stand before or after `play`; commander hands the former to `envs`.
      await play(name, command.optsWithGlobals(), context);
    });
  withExamples(playing, ['agentgym envs play textcraft', 'agentgym envs play babyai --split dev --task babyai_240']);
  registerCheck(envs, context);
}

function registerCheck(envs: Command, context: CliContext): void {
  const checking = envs
    .command('check')
    .summary('check an environment server, or an environment, for conformance')
    .description(
      'Ask an AgentGym environment server what clients ask, and what they should not, and report what is wrong with it ' +
        '(docs/envs-check.md). An environment of this program is checked in process, and as `agentgym serve` serves it.',
    )
    .argument('<target>', 'URL of a server, or an environment: built in, a .js file, or an entry of the config')
    .option('--as <name>', 'which of AgentGym’s environments the server serves, as `sciworld` (default: found out)')
    .option(
      '--tasks <indices>',
      'indices of the tasks to check with (default: 0,1,2; or the first of the config)',
      indices,
    )
    .option('--timeout <seconds>', 'longest wait for one answer', wholeNumber(1), 30)
    .option('--samples <n>', 'steps to measure the time of', wholeNumber(1), 50)
    .option('--config <file>', 'config file that names the environment')
    .option('--json', 'print JSON: one object on a line for each server')
    .action(async (target: string, _flags: unknown, command: Command) => {
      const { runCheck } = await import('../actions/envs-check.ts');
      await runCheck(target, command.optsWithGlobals<CheckFlags>(), context);
    });
  withExamples(checking, [
    'agentgym envs check textcraft',
    'agentgym envs check babyai --tasks 0,5 --json',
    'agentgym envs check http://127.0.0.1:36001 --as sciworld --samples 20',
  ]);
}

/** Indices with commas between them. */
function indices(text: string): readonly number[] {
  return text.split(',').map(wholeNumber(0));
}

async function list(flags: ListFlags, context: CliContext): Promise<void> {
  const rows = await environmentRows(flags.config, context);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const columns = [
    { title: 'name' },
    { title: 'summary', cut: true },
    ...['train', 'dev', 'eval', 'rounds', 'reward'].map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map(({ name, summary, tasks, rounds, reward }) => [
    name,
    summary,
    ...[tasks.train, tasks.dev, tasks.eval, rounds].map(String),
    `${reward.min} to ${reward.max}`,
  ]);
  const layout = { width: widthOf(context.stdout), colour: mayColour(context.stdout, context.env) };
  context.stdout.write(`${renderTable(columns, cells, layout)}\n`);
}

async function environmentRows(file: string | undefined, context: CliContext): Promise<EnvironmentRow[]> {
  const { BUILTIN } = await import('../../environments/builtin.ts');
  const { createEnvironment } = await import('../../environments/catalog.ts');
  const entries = await entriesOf(undefined, file, context);
  return Promise.all(
    entries.map(async (entry) => {
      const environment = await createEnvironment(entry);
      return {
        name: entry.name,
        kind: entry.kind,
        summary: summaryOf(entry, BUILTIN),
        tasks: {
          train: environment.taskCount('train'),
          dev: environment.taskCount('dev'),
          eval: environment.taskCount('eval'),
        },
        rounds: environment.maxRounds,
        reward: { min: environment.reward.min, max: environment.reward.max },
      };
    }),
  );
}

function summaryOf(entry: EnvironmentConfig, builtin: readonly { name: string; summary: string }[]): string {
  if (entry.kind === 'agentgym') return `Served at ${(entry.urls ?? [entry.url]).join(', ')}.`;
  return builtin.find(({ name }) => name === entry.kind)?.summary ?? 'A custom environment.';
}

async function entriesOf(names: readonly string[] | undefined, file: string | undefined, { cwd }: CliContext) {
  const { selectEnvironments } = await import('../../environments/selection.ts');
  if (file === undefined) return selectEnvironments(names);
  const { loadConfig } = await import('../../config/load.ts');
  return selectEnvironments(names, (await loadConfig(file, { cwd })).config);
}

async function play(name: string, flags: PlayFlags, context: CliContext): Promise<void> {
  const { createEnvironment } = await import('../../environments/catalog.ts');
  const { playTask } = await import('../play.ts');
  const [entry] = await entriesOf([name], flags.config, context);
  if (entry === undefined) return;
  const environment = await createEnvironment(entry);
  const { withEnvironments } = await import('../../environments/lifecycle.ts');
  const choice = { task: flags.task, split: flags.split };
  await withEnvironments([environment], context.signal, () => playTask(environment, choice, context));
}
