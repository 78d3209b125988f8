/** `agentgym replay`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { wholeNumber } from '../options.ts';

export interface ReplayFlags {
  task?: string;
  config?: string;
  limit?: number;
  ignoreFingerprints?: boolean;
  json?: boolean;
}

export function registerReplay(program: Command, context: CliContext): void {
  const command = program
    .command('replay')
    .summary('execute stored actions again, and say where the environment answers otherwise')
    .description(
      'Play stored trajectories again, turn by turn, and report where observations, rewards, ends or outcomes part from what is stored. Exits with 1 where one does. Rollouts that ended in an error are skipped and counted.',
    )
    .argument('<run|file>', 'a run directory (all of its trajectories), or a file of trajectories')
    .option('--task <id>', 'only the trajectories of this task, step by step')
    .option('--config <file>', "config with the environments (default: the run's, or the built-in ones)")
    .option('--limit <n>', 'the first so many trajectories', wholeNumber(1))
    .option('--ignore-fingerprints', 'let observations alone say whether the task is the same')
    .option('--json', 'print what came of it as JSON on the last line')
    .action(async (source: string, flags: ReplayFlags) => {
      const { runReplay } = await import('../actions/replay.ts');
      await runReplay({ source, ...flags }, context);
    });
  withExamples(command, [
    'agentgym replay runs/x',
    'agentgym replay runs/x/final/promoted.jsonl --config configs/smoke.yaml --limit 20',
  ]);
}
