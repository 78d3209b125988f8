/** What `agentgym serve` does: opens the environments, listens, says where, and drains when it is told to stop. */
import { basename, extname } from 'node:path';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { loadConfig } from '../../config/load.ts';
import type { EnvironmentConfig } from '../../config/stages/environment.ts';
import { createEnvironment } from '../../environments/catalog.ts';
import { selectEnvironments } from '../../environments/selection.ts';
import { tailored } from '../../environments/tailored.ts';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { type Running, type ServeEntry, startServer } from '../../serve/server.ts';
import type { ServeOptions } from '../commands/serve.ts';
import { type CliContext, mayColour } from '../context.ts';
import { aborted, isTermination } from '../stopped.ts';
import { asTheOriginal, fileEntry, isFile, leaveSoon, nameInFile, served } from './served-entry.ts';

/** Names that may stand in a URL. */
const NAME = /^[a-z0-9][a-z0-9_-]*$/iu;

export async function runServe(options: ServeOptions, context: CliContext): Promise<void> {
  const { signal, stdout } = context;
  const entries = await entriesOf(options, context);
  const log = logOf(options, context);
  const { host, port, allowHost: names, sessions, idle } = options;
  for (const { environment } of entries) await environment.check?.(signal);
  const running = await startServer({ entries, host, port, names, log, sessions, idle: idle * 1000 });
  stdout.write(options.json ? `${JSON.stringify({ listening: running.urls })}\n` : listing(running));
  log.info({ urls: running.urls.map(({ url }) => url) }, 'listening');
  await aborted(signal);
  log.info('finishing what is under way');
  await running.drain(options.drain * 1000);
  log.info('stopped');
  leaveSoon();
  if (!isTermination(signal)) throw new InterruptedError('Stopped.');
}

function listing({ urls }: Running): string {
  return urls.map(({ environment, url }) => `${environment}  ${url}\n`).join('');
}

/** The environments that are named: entries of the config, built-in ones, or files. */
async function entriesOf({ env, config: file }: ServeOptions, { cwd }: CliContext): Promise<ServeEntry[]> {
  const config = file === undefined ? undefined : (await loadConfig(file, { cwd })).config;
  const configs =
    env === undefined ? selectEnvironments(undefined, config) : env.flatMap((name) => named(name, config));
  const spoken = config === undefined ? configs.map(asTheOriginal) : configs;
  const entries = await Promise.all(spoken.map((entry) => entryOf(entry, cwd)));
  const names = entries.map(({ environment }) => environment.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new AgentgymError('E_CONFIG_INVALID', `Two environments would be served as \`${twice}\`.`, {
      hint: 'Give them different names in a config, and serve that with --config.',
    });
  }
  return entries;
}

function named(
  name: string,
  config: { environments: readonly EnvironmentConfig[] } | undefined,
): readonly EnvironmentConfig[] {
  return isFile(name) ? [fileEntry(name)] : selectEnvironments([name], config);
}

async function entryOf(config: EnvironmentConfig, base: string): Promise<ServeEntry> {
  const environment = await createEnvironment(config, { base });
  const own = await nameInFile(config, base);
  if (own === undefined || config.kind !== 'custom') return served(config, environment);
  // A name that cannot stand in a URL gives way to the file's.
  const { file } = config;
  const name = NAME.test(own) ? own : basename(file, extname(file)).replaceAll(/[^\w-]/gu, '-');
  return served(config, tailored(environment, { name }));
}

/** On a terminal for people, else one JSON object a line; to stderr, as stdout says where it listens. */
function logOf({ json, quiet, verbose }: ServeOptions, { stderr, env }: CliContext): Logger {
  const level = verbose ? 'debug' : quiet ? 'warn' : 'info';
  const options = { level, base: null };
  if (json || stderr.isTTY !== true) return pino(options, stderr);
  return pino(options, pretty({ destination: stderr, sync: true, colorize: mayColour(stderr, env) }));
}
