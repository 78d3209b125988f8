/** `agentgym serve`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { nameList, port, wholeNumber } from '../options.ts';

export interface ServeOptions {
  /** Environments: names, or paths of files; undefined: all of the config, or all that are built in. */
  env: readonly string[] | undefined;
  config: string | undefined;
  host: string;
  port: number;
  /** Names that clients call it by, beside its address. */
  allowHost: readonly string[] | undefined;
  /** Sessions that may be open at once. */
  sessions: number;
  /** Seconds. */
  idle: number;
  /** Seconds. */
  drain: number;
  verbose: boolean;
  quiet: boolean;
  json: boolean;
}

interface Flags extends Partial<Pick<ServeOptions, 'env' | 'config' | 'allowHost' | 'verbose' | 'quiet' | 'json'>> {
  host: string;
  port: number;
  sessions: number;
  idle: number;
  drain: number;
}

export function registerServe(program: Command, context: CliContext): void {
  const registered = program
    .command('serve')
    .summary('offer environments over the protocol of the AgentGym servers')
    .description('Serve environments over HTTP to AgentGym clients, in Python or any other language (docs/serve.md).')
    .option(
      '--env <names>',
      'environments, or .js files that define one, with commas between them (default: all of the config, or built in)',
      nameList,
    )
    .option('--config <file>', 'config file that --env names entries of')
    .option('--host <address>', 'address to listen on; 0.0.0.0 is open to the network', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 is any free one', port, 36_001)
    .option('--allow-host <names>', 'host names that clients call it by, with commas between them; * is any', nameList)
    .option('--sessions <n>', 'most sessions open at once', wholeNumber(1), 4096)
    .option('--idle <seconds>', 'close a session after so long without a request', wholeNumber(1), 1800)
    .option('--drain <seconds>', 'time to finish at Ctrl-C or SIGTERM', wholeNumber(1), 10)
    .option('--verbose', 'log every request')
    .option('--quiet', 'log only what goes wrong')
    .option('--json', 'log as JSON lines also on a terminal, and print where it listens as JSON')
    .action(async (flags: Flags, command: Command) => {
      const { env, config, allowHost, verbose = false, quiet = false, json = false, ...rest } = flags;
      if (verbose && quiet) command.error('error: --verbose and --quiet contradict each other');
      const { runServe } = await import('../actions/serve.ts');
      await runServe({ env, config, allowHost, verbose, quiet, json, ...rest }, context);
    });
  withExamples(registered, [
    'agentgym serve --env textcraft,babyai',
    'agentgym serve --config configs/quickstart.yaml --port 0 --json',
  ]);
}
