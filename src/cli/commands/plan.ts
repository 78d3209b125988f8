/** `agentgym plan`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { collect } from '../options.ts';

export interface PlanOptions {
  config: string;
  set: readonly string[];
  json: boolean;
}

interface Flags extends Partial<Omit<PlanOptions, 'config'>> {
  config: string;
}

export function registerPlan(program: Command, context: CliContext): void {
  const registered = program
    .command('plan')
    .summary('say what a config would do, without running it')
    .description(
      'Print stages, rollouts, expected tokens and cost, the loss and how exactly it is optimised, where checkpoints go and how they are served, and what has to be there. Starts nothing and asks nobody.',
    )
    .requiredOption('--config <file>', 'config file (YAML)')
    .option('--set <path=value>', 'override a setting (may be given several times)', collect)
    .option('--json', 'print the plan as JSON on the last line')
    .action(async ({ config, set = [], json = false }: Flags) => {
      const { runPlan } = await import('../actions/plan.ts');
      await runPlan({ config, set, json }, context);
    });
  withExamples(registered, [
    'agentgym plan --config configs/quickstart.yaml',
    'agentgym plan --config configs/paper.yaml --set explore.samples=8 --json',
  ]);
}
