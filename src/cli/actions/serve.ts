/** What `agentgym serve` does: opens the environments, listens, says where, and drains when it is told to stop. */
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { loadConfig } from '../../config/load.ts';
import { type EnvironmentConfig, EnvironmentSchema } from '../../config/stages/environment.ts';
import { createEnvironment } from '../../environments/catalog.ts';
import type { Environment } from '../../environments/contract.ts';
import { selectEnvironments } from '../../environments/selection.ts';
import { tailored } from '../../environments/tailored.ts';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { type Running, type ServeEntry, startServer } from '../../serve/server.ts';
import { babyaiTasks } from '../../serve/tasks.ts';
import type { ServeOptions } from '../commands/serve.ts';
import { type CliContext, mayColour } from '../context.ts';

/** Stands for the name of an environment that only its file knows. */
const UNNAMED = 'file';
const LEFT_BEHIND_MS = 500;
/** Names that may stand in a URL. */
const NAME = /^[a-z0-9][a-z0-9_-]*$/iu;

export async function runServe(options: ServeOptions, context: CliContext): Promise<void> {
  const { signal, stdout } = context;
  const entries = await entriesOf(options, context);
  const log = logOf(options, context);
  const { host, port, sessions, idle } = options;
  for (const { environment } of entries) await environment.check?.(signal);
  const running = await startServer({ entries, host, port, log, sessions, idle: idle * 1000 });
  stdout.write(options.json ? `${JSON.stringify({ listening: running.urls })}\n` : listing(running));
  log.info({ urls: running.urls.map(({ url }) => url) }, 'listening');
  await aborted(signal);
  log.info('finishing what is under way');
  await running.drain(options.drain * 1000);
  log.info('stopped');
  // What an environment left behind (a timer, a step that never ends) does not keep the process.
  setTimeout(() => process.exit(), LEFT_BEHIND_MS).unref();
  // A service manager that says stop has got what it wanted; a person who pressed Ctrl-C has interrupted.
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
  if (!/[/\\]|\.[cm]?[jt]s$/u.test(name)) return selectEnvironments([name], config);
  return [EnvironmentSchema.parse({ name: UNNAMED, kind: 'custom', file: name })];
}

/** Without a config, babyai speaks as the original does, in full. */
function asTheOriginal(entry: EnvironmentConfig): EnvironmentConfig {
  return entry.kind === 'babyai' ? { ...entry, observation: 'full' } : entry;
}

async function entryOf(config: EnvironmentConfig, base: string): Promise<ServeEntry> {
  const environment = await createEnvironment(config, { base });
  const kind = config.kind === 'agentgym' ? (config.environment ?? config.name) : config.kind;
  if (config.kind === 'custom' && config.name === UNNAMED) {
    const name = await ownName(resolve(base, config.file));
    return { environment: tailored(environment, { name }), kind };
  }
  if (config.kind === 'babyai' && config.tasks === undefined) {
    return { environment, kind, tasks: babyaiTasks(config.levels) };
  }
  return { environment, kind };
}

/** The name that a file gives its environment, which decides how it speaks; else the file's. It was loaded before. */
async function ownName(file: string): Promise<string> {
  const { default: environment } = (await import(pathToFileURL(file).href)) as { default: Environment };
  return NAME.test(environment.name) ? environment.name : basename(file, extname(file)).replaceAll(/[^\w-]/gu, '-');
}

/** On a terminal for people, else one JSON object a line; to stderr, as stdout says where it listens. */
function logOf({ json, quiet, verbose }: ServeOptions, { stderr, env }: CliContext): Logger {
  const level = verbose ? 'debug' : quiet ? 'warn' : 'info';
  const options = { level, base: null };
  if (json || stderr.isTTY !== true) return pino(options, stderr);
  return pino(options, pretty({ destination: stderr, sync: true, colorize: mayColour(stderr, env) }));
}

/** Resolves when the command is to stop. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((done) => {
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

function isTermination({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'SIGTERM';
}
