/** `agentgym init`: its options. The work is done by what the action imports. */
import { type Command, Option } from 'commander';
import { BACKENDS, type Backend, SIZES, type Size } from '../../init/answers.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { nameList } from '../options.ts';

export interface InitOptions {
  file: string;
  environments: readonly string[] | undefined;
  backend: Backend | undefined;
  size: Size | undefined;
  model: string | undefined;
  url: string | undefined;
  /** Takes the default of whatever is not given, instead of asking. */
  yes: boolean;
  force: boolean;
}

interface Flags extends Partial<Omit<InitOptions, 'file'>> {}

export function registerInit(program: Command, context: CliContext): void {
  const registered = program
    .command('init')
    .summary('write a config, asking three questions')
    .description(
      'Write a commented config: which environments, where the model runs, how big. What flags say is not asked.',
    )
    .argument('[file]', 'config file to write', 'agentgym.yaml')
    .option('--environments <names>', 'built-in environments, with commas between them', nameList)
    .addOption(
      new Option('--backend <where>', 'local: in this process; trl: endpoint and PyTorch; hosted: a service').choices(
        BACKENDS,
      ),
    )
    .addOption(new Option('--size <size>', 'quick: to see it work; proper: to learn something').choices(SIZES))
    .option('--model <id>', 'with trl or hosted: the model to start from')
    .option('--url <address>', 'with trl or hosted: where the model is served')
    .option('--yes', 'ask nothing: take the default of what is not given')
    .option('--force', 'replace the file that is there')
    .action(async (file: string, flags: Flags, command: Command) => {
      const { environments, backend, size, model, url, yes = false, force = false } = flags;
      if (backend === 'local' && (model !== undefined || url !== undefined))
        command.error('error: --model and --url go with --backend trl or hosted; the local model is made fresh');
      const { runInit } = await import('../actions/init.ts');
      await runInit({ file, environments, backend, size, model, url, yes, force }, context);
    });
  withExamples(registered, [
    'agentgym init --yes',
    'agentgym init mine.yaml --environments textcraft,babyai --backend local --size proper',
    'agentgym init served.yaml --environments science --backend trl --size proper --model Qwen/Qwen2.5-1.5B-Instruct',
  ]);
}
