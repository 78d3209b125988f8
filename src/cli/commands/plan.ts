/** `agentgym plan`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collect } from '../options.ts';

export interface PlanOptions {
  config: string;
  set: readonly string[];
  json: boolean;
}

interface Flags extends Partial<Omit<PlanOptions, 'config'>> {
  config: string;
}

const EXAMPLES = `
Examples:
  agentgym plan --config configs/quickstart.yaml
  agentgym plan --config served.yaml --set explore.samples=8 --json`;

export function registerPlan(program: Command, context: CliContext): void {
  program
    .command('plan')
    .summary('say what a config would do, without running it')
    .description(
      'Print stages, rollouts, expected tokens and cost, the loss and how exactly it is optimised, where checkpoints go and how they are served, and what has to be there. Starts nothing and asks nobody.',
    )
    .requiredOption('--config <file>', 'config file (YAML)')
    .option('--set <path=value>', 'override a setting (may be given several times)', collect)
    .option('--json', 'print the plan as JSON on the last line')
    .addHelpText('after', EXAMPLES)
    .action(async ({ config, set = [], json = false }: Flags) => {
      const { runPlan } = await import('../actions/plan.ts');
      await runPlan({ config, set, json }, context);
    });
}
