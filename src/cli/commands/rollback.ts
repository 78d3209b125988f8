/** `agentgym rollback`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { wholeNumber } from '../options.ts';

export interface RollbackOptions {
  run: string;
  to: number;
  json: boolean;
}

export function registerRollback(program: Command, context: CliContext): void {
  const registered = program
    .command('rollback')
    .summary('make an earlier checkpoint the incumbent of a run again')
    .description(
      'The checkpoint of iteration N, which was the incumbent once, is it again: eval --run takes it, and evolve --resume explores with it. Nothing is deleted; what was begun with the other one is set aside.',
    )
    .argument('<dir>', 'the run directory')
    .requiredOption('--to <n>', 'the iteration to go back to; 0 is the cloned agent', wholeNumber(0))
    .option('--json', 'print what was done as JSON on the last line')
    .action(async (run: string, { to, json = false }: { to: number; json?: boolean }) => {
      const { runRollback } = await import('../actions/rollback.ts');
      await runRollback({ run, to, json }, context);
    });
  withExamples(registered, ['agentgym rollback runs/y --to 0', 'agentgym rollback runs/y --to 1 --json']);
}
