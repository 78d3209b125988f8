/** `agentgym serve`: its options. The work is done by what the action imports. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { nameList, wholeNumber } from '../options.ts';

export interface ServeOptions {
  /** Environments: names, or paths of files; undefined: all of the config, or all that are built in. */
  env: readonly string[] | undefined;
  config: string | undefined;
  host: string;
  port: number;
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

interface Flags extends Partial<Pick<ServeOptions, 'env' | 'config' | 'verbose' | 'quiet' | 'json'>> {
  host: string;
  port: number;
  sessions: number;
  idle: number;
  drain: number;
}

export function registerServe(program: Command, context: CliContext): void {
  program
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
    .option('--sessions <n>', 'most sessions open at once', wholeNumber(1), 4096)
    .option('--idle <seconds>', 'close a session after so long without a request', wholeNumber(1), 1800)
    .option('--drain <seconds>', 'time to finish at Ctrl-C or SIGTERM', wholeNumber(1), 10)
    .option('--verbose', 'log every request')
    .option('--quiet', 'log only what goes wrong')
    .option('--json', 'log as JSON lines also on a terminal, and print where it listens as JSON')
    .action(async (flags: Flags, command: Command) => {
      const { env, config, verbose = false, quiet = false, json = false, ...rest } = flags;
      if (verbose && quiet) command.error('error: --verbose and --quiet contradict each other');
      const { runServe } = await import('../actions/serve.ts');
      await runServe({ env, config, verbose, quiet, json, ...rest }, context);
    });
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/u.test(text) || value > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return value;
}
