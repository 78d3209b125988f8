/** `agentgym view`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { nameList, port } from '../options.ts';

export interface ViewOptions {
  /** A run directory, or a folder of them. */
  folder: string;
  host: string;
  port: number;
  /** Names that it is called by, beside its address. */
  allowHost: readonly string[] | undefined;
  /** Whether custom environments' code may be run. */
  custom: boolean;
  json: boolean;
}

export function registerView(program: Command, context: CliContext): void {
  const registered = program
    .command('view')
    .summary('show runs in the browser')
    .description('Serve pages that show runs, also while they go on, to the browser of this machine (docs/viewer.md).')
    .argument('[dir]', 'a run directory, or a folder with some in it', 'runs')
    .option('--host <address>', 'address to listen on; 0.0.0.0 is open to the network', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 is any free one', port, 8017)
    .option('--allow-host <names>', 'host names that it is called by, with commas between them; * is any', nameList)
    .option('--custom', 'run the code of custom environments, to draw their states')
    .option('--json', 'print where it listens as JSON')
    .action(async (folder: string, flags: Partial<ViewOptions> & Pick<ViewOptions, 'host' | 'port'>) => {
      const { allowHost, custom = false, json = false, host, port: number } = flags;
      const { runView } = await import('../actions/view.ts');
      await runView({ folder, host, port: number, allowHost, custom, json }, context);
    });
  withExamples(registered, ['agentgym view', 'agentgym view runs/x --port 0']);
}
