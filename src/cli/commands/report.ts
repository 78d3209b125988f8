/** `agentgym report`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';

export interface ReportFlags {
  out?: string;
  markdown?: boolean;
}

export function registerReport(program: Command, context: CliContext): void {
  const command = program
    .command('report')
    .summary('write what a run came to as one HTML file, or as Markdown')
    .description(
      'One file that can be mailed, and needs no script: what was run, the curve, the tables with intervals, the verdicts, the data cards, some trajectories, cost, versions, and how to repeat it. A run leaves report.html in its directory when it ends; this writes it anew, also while the run goes on.',
    )
    .argument('<dir>', 'run directory')
    .option('--out <file>', 'where to write it; default: report.html in the run directory, Markdown to standard output')
    .option('--markdown', 'Markdown for a pull request or an issue, without trajectories')
    .action(async (dir: string, flags: ReportFlags) => {
      const { runReportCommand } = await import('../actions/report.ts');
      await runReportCommand({ dir, ...flags }, context);
    });
  withExamples(command, ['agentgym report runs/x', 'agentgym report runs/x --markdown --out result.md']);
}
