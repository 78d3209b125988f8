/** `agentgym doctor`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { collect } from '../options.ts';

export interface DoctorOptions {
  config: string | undefined;
  set: readonly string[];
  /** Python interpreter to look at; undefined: the config's, if it trains with one. */
  python: string | undefined;
  json: boolean;
}

interface Flags extends Partial<DoctorOptions> {}

export function registerDoctor(program: Command, context: CliContext): void {
  const registered = program
    .command('doctor')
    .summary('say whether this machine has what is needed')
    .description(
      'Look at Node, onnxruntime, the Python environment of train.kind: trl, keys and servers, and say what is missing.',
    )
    .option('--config <file>', 'look at what this config needs')
    .option('--set <path=value>', 'override a setting of the config (may be given several times)', collect)
    .option('--python <interpreter>', 'look at this Python interpreter')
    .option('--json', 'print the findings as JSON on the last line')
    .action(async ({ config, set = [], python, json = false }: Flags) => {
      const { runDoctor } = await import('../actions/doctor.ts');
      await runDoctor({ config, set, python, json }, context);
    });
  withExamples(registered, ['agentgym doctor', 'agentgym doctor --config configs/smoke.yaml --json']);
}
