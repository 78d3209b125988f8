/** `agentgym status`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';

export interface StatusOptions {
  /** A run directory, or a folder of them. */
  directory: string;
  json: boolean;
}

export function registerStatus(program: Command, context: CliContext): void {
  const status = program
    .command('status')
    .summary('say where a run stands, or each run of a folder')
    .description(
      'Five lines: state, stage with what is left of it, baseline and incumbent, what is used up, what to type next. Reads files alone, so that it tells of runs on other machines too.',
    )
    .argument('[dir]', 'a run directory, or a folder of runs', 'runs')
    .option('--json', 'print it as JSON on the last line')
    .action(async (directory: string, { json = false }: { json?: boolean }) => {
      const { runStatus } = await import('../actions/status.ts');
      await runStatus({ directory, json }, context);
    });
  withExamples(status, ['agentgym status runs/x', 'agentgym status runs', 'agentgym status runs/x --json']);
}
