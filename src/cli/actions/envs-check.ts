/** What `agentgym envs check` does: finds out what is to be checked, checks it, and prints the report. */
import { resolve } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../config/load.ts';
import { nearest } from '../../config/nearest.ts';
import type { EnvironmentConfig } from '../../config/stages/environment.ts';
import { REMOTE_NAMES, type RemoteName } from '../../config/stages/remote.ts';
import { createEnvironment } from '../../environments/catalog.ts';
import { type CheckOptions, type CheckReport, checkServer } from '../../environments/check/check.ts';
import { checkContract } from '../../environments/check/contract.ts';
import { Ledger } from '../../environments/check/ledger.ts';
import { type Environment, SPLITS } from '../../environments/contract.ts';
import { selectEnvironments } from '../../environments/selection.ts';
import { tailored } from '../../environments/tailored.ts';
import { AgentgymError } from '../../errors.ts';
import { dialectOf } from '../../serve/dialects/catalog.ts';
import { startServer } from '../../serve/server.ts';
import type { CheckFlags } from '../commands/envs.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { renderCheck } from '../check-report.ts';
import { readingAlong } from '../reading-along.ts';
import { asTheOriginal, fileEntry, isFile, leaveSoon, nameInFile, served } from './served-entry.ts';

type Common = Pick<CheckOptions, 'as' | 'tasks' | 'timeout' | 'samples' | 'signal' | 'onProbe'>;

const MS = 1000;
const FIRST = 3;
const SERVED_SESSIONS = 64;
const SERVED_IDLE_MS = 600_000;
const DRAIN_MS = 2000;

/** @throws AgentgymError E_ENV_BROKEN after the report where something is broken. */
export async function runCheck(target: string, flags: CheckFlags, context: CliContext): Promise<void> {
  const { tasks, timeout, samples } = flags;
  const as = kindOf(flags);
  const common = { as, tasks, timeout: timeout * MS, samples, signal: context.signal };
  const reports = /^https?:\/\//u.test(target)
    ? [await report((onProbe) => checkServer({ ...common, onProbe, url: urlOf(target) }), flags, context)]
    : await checkNamed(target, { flags, common, context });
  const broken = reports.reduce((sum, { counts }) => sum + counts.broken, 0);
  if (broken === 0) return;
  const what = broken === 1 ? 'One thing is' : `${broken} things are`;
  throw new AgentgymError('E_ENV_BROKEN', `${what} broken in ${target}.`, {
    hint: 'docs/envs-check.md says how each is found, and what to do about it.',
  });
}

/** Checks, says how far that is, and prints what came of it. */
async function report(
  check: (onProbe: CheckOptions['onProbe']) => Promise<CheckReport>,
  { json }: CheckFlags,
  context: CliContext,
): Promise<CheckReport> {
  const { stdout, env } = context;
  const { reporter } = readingAlong(json === true ? 'last' : undefined, context);
  const label = { stage: 'check', title: 'checking' } as const;
  reporter.on({ type: 'stage-started', ...label });
  const made = await check((done, total) => {
    reporter.on({ type: 'progress', ...label, done, total });
  }).finally(() => reporter.stop());
  const layout = { width: Math.min(80, widthOf(stdout) ?? 80), colour: mayColour(stdout, env) };
  stdout.write(json === true ? `${JSON.stringify(made)}\n` : `${renderCheck(made, layout)}\n`);
  return made;
}

interface Named {
  flags: CheckFlags;
  common: Common;
  context: CliContext;
}

/** The servers that a config names, or an environment in this process. */
async function checkNamed(target: string, { flags, common, context }: Named): Promise<CheckReport[]> {
  const entry = await entryOf(target, flags, context);
  const environment = await named(entry, context);
  const chosen = { ...common, tasks: common.tasks ?? firstTasks(environment) };
  if (entry.kind !== 'agentgym') {
    refuseAs(flags);
    return [await report((onProbe) => checkServed(entry, environment, { ...chosen, onProbe }), flags, context)];
  }
  const { url, urls = url === undefined ? [] : [url], environment: of = entry.name } = entry;
  const as = common.as ?? (of as RemoteName);
  const reports: CheckReport[] = [];
  for (const one of urls)
    reports.push(await report((onProbe) => checkServer({ ...chosen, onProbe, as, url: one }), flags, context));
  return reports;
}

function kindOf({ as }: CheckFlags): RemoteName | undefined {
  if (as === undefined) return undefined;
  const known = REMOTE_NAMES.find((name) => name === as);
  if (known !== undefined) return known;
  const meant = nearest(as, REMOTE_NAMES);
  throw new AgentgymError(
    'E_CONFIG_INVALID',
    `--as: AgentGym has no environment \`${as}\`${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
    { hint: `It has ${REMOTE_NAMES.join(', ')}.` },
  );
}

function refuseAs({ as }: CheckFlags): void {
  if (as === undefined) return;
  throw new AgentgymError('E_CONFIG_INVALID', '--as says what a server serves, and this is no URL.', {
    hint: 'Leave it out: an environment of this program is known by its name.',
  });
}

async function entryOf(target: string, { config: file }: CheckFlags, { cwd }: CliContext): Promise<EnvironmentConfig> {
  if (file === undefined && isFile(target)) return fileEntry(resolve(cwd, target));
  const config = file === undefined ? undefined : (await loadConfig(file, { cwd })).config;
  const [entry] = selectEnvironments([target], config);
  if (entry === undefined) throw new AgentgymError('E_ENV_UNKNOWN', `There is no environment \`${target}\`.`);
  return config === undefined ? asTheOriginal(entry) : entry;
}

/** A file's environment under the name that it has itself. */
async function named(entry: EnvironmentConfig, { cwd }: CliContext): Promise<Environment> {
  const environment = await createEnvironment(entry, { base: cwd });
  const name = await nameInFile(entry, cwd);
  return name === undefined ? environment : tailored(environment, { name });
}

function firstTasks(environment: Environment): readonly number[] | undefined {
  const all = SPLITS.flatMap((split) => environment.tasks(split).slice(0, FIRST));
  const indices = all.slice(0, FIRST).map(({ index }) => index);
  return indices.length === 0 ? undefined : indices;
}

/** By its contract, and over the wire as this program serves it. */
async function checkServed(entry: EnvironmentConfig, environment: Environment, of: Common): Promise<CheckReport> {
  const { signal } = of;
  const ledger = new Ledger();
  const ways = await checkContract({ environment, ledger, timeout: of.timeout, signal });
  const running = await startServer({
    entries: [served(entry, environment)],
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    sessions: SERVED_SESSIONS,
    idle: SERVED_IDLE_MS,
  });
  try {
    const { name, reward } = environment;
    const as = spokenBy(name, entry.kind);
    const what = as === undefined ? { other: { name, reward } } : { as };
    const url = `http://127.0.0.1:${running.port}`;
    const made = await checkServer({ ...of, ...what, url, ledger, ways });
    return { ...made, environment: name, told: 'It was checked in process, and served by this program.' };
  } finally {
    await running.drain(DRAIN_MS);
    if (entry.kind === 'custom') leaveSoon();
  }
}

/** Which of AgentGym's an environment is served as; undefined: none, so that it speaks as textcraft does. */
function spokenBy(name: string, kind: string): RemoteName | undefined {
  const spoken = dialectOf(name, kind);
  return REMOTE_NAMES.find((one) => one === name) ?? REMOTE_NAMES.find((one) => dialectOf(one) === spoken);
}

function urlOf(text: string): string {
  if (URL.canParse(text) && !/[?#]/u.test(text)) return text;
  throw new AgentgymError('E_CONFIG_INVALID', 'What is to be checked is no URL of a server.', {
    hint: 'Give its base URL, such as http://127.0.0.1:36001, without a query.',
  });
}
