/** `agentgym reverify`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';

export interface ReverifyFlags {
  out: string;
  config?: string;
  ignoreFingerprints?: boolean;
  json?: boolean;
}

export function registerReverify(program: Command, context: CliContext): void {
  const command = program
    .command('reverify')
    .summary('recompute rewards and outcomes of stored trajectories after an environment’s scoring changed')
    .description(
      'Play stored trajectories again and write them with the rewards and outcomes that they have now. What parts from its stored observations is left out and listed, and so is what could not be played; then it exits with 1.',
    )
    .argument('<run|file>', 'a run directory (all of its trajectories), or a file of trajectories')
    .requiredOption('--out <path>', 'file to write, and for a run a directory; it must not be there yet')
    .option('--config <file>', "config with the environments (default: the run's, or the built-in ones)")
    .option('--ignore-fingerprints', 'let observations alone say whether the task is the same')
    .option('--json', 'print the differences as JSON on the last line')
    .action(async (source: string, flags: ReverifyFlags) => {
      const { runReverify } = await import('../actions/reverify.ts');
      await runReverify({ source, ...flags }, context);
    });
  withExamples(command, [
    'agentgym reverify runs/x --out rescored',
    'agentgym reverify runs/x/final/promoted.jsonl --out rescored.jsonl --json',
  ]);
}
