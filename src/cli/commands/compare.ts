/** `agentgym compare`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';

export interface CompareFlags {
  /** Whether all tasks gained and lost are named. */
  tasks?: boolean;
  ignoreFingerprints?: boolean;
  json?: boolean;
}

export function registerCompare(program: Command, context: CliContext): void {
  const command = program
    .command('compare')
    .summary('compare two runs, iterations, checkpoints or files of trajectories, task by task')
    .description(
      'What B does better or worse than A: success, reward, rounds, tokens and parse errors by environment, with 95 % intervals, and the tasks gained and lost. A run is what it promoted at the end; its parts are DIR@baseline, DIR@control and DIR@promoted, and DIR@2 for what iteration 2 played on dev. With one run alone: its baseline and what it promoted.',
    )
    .argument('<a>', 'run, part of a run, checkpoint of a run, directory of eval --out, or file of trajectories')
    .argument('[b]', 'what is compared with it')
    .option('--tasks', 'name all tasks gained and lost, not only the first few')
    .option(
      '--ignore-fingerprints',
      'compare tasks of one name also where their fingerprints say they are different tasks',
    )
    .option('--json', 'print the comparison as JSON on the last line')
    .action(async (a: string, b: string | undefined, flags: CompareFlags) => {
      const { runCompare } = await import('../actions/compare.ts');
      await runCompare({ a, b, ...flags }, context);
    });
  withExamples(command, [
    'agentgym compare runs/x',
    'agentgym compare runs/x@0 runs/x@1 --tasks',
    'agentgym compare runs/x@control runs/x@promoted --json',
  ]);
}
