/** Whom a command sends where: the policy and the environments that `--run`, `--config`, `--policy` and `--env` name. */
import { basename, resolve } from 'node:path';
import { type CollectRequest, createPolicy, type PolicyName } from '../../collect.ts';
import { loadConfig, type LoadedConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { LimitsSchema } from '../../config/stages/limits.ts';
import { requireFormat } from '../../environments/action-formats/format.ts';
import type { ActionFormatName, Environment } from '../../environments/contract.ts';
import { checkAll, closeAll } from '../../environments/lifecycle.ts';
import { selectEnvironments } from '../../environments/selection.ts';
import { AgentgymError } from '../../errors.ts';
import { configOfRun } from '../../evolve.ts';
import { LimitReached, raised } from '../../explore/budget.ts';
import { openEnvironments } from '../../open-environments.ts';
import type { Policy } from '../../policies/contract.ts';
import type { Listener } from '../../report/events.ts';
import { runDirectory } from '../../runs/directory.ts';
import { readJson, rewritten } from '../../runs/files.ts';
import type { Summary } from '../../runs/summary.ts';
import { servePromoted } from '../../serve-promoted.ts';
import type { CliContext } from '../context.ts';
import type { PolicyChoice } from '../options.ts';

export interface SubjectOptions {
  run: string | undefined;
  config: string | undefined;
  policy?: PolicyChoice | undefined;
  env: readonly string[] | undefined;
  /** undefined: the config's, or react. */
  format: ActionFormatName | undefined;
  /** Whether rows of the config's data that cannot be read are left out; undefined: as the config says. */
  skipInvalid?: boolean | undefined;
  /** Probability that the expert policy plays a random legal action. */
  epsilon?: number | undefined;
  /** Hears what comes of serving a run's checkpoint, where the run plays an endpoint. */
  on?: Listener | undefined;
}

export interface Subject {
  policy: Policy;
  /** Whether the policy samples nothing: an expert, or chance. */
  scripted: boolean;
  environments: readonly Environment[];
  format: ActionFormatName;
  /** The config file's or the run's, where one is named. */
  config: Config | undefined;
  /** What reading lists of tasks left out. */
  notices: readonly string[];
  /** Fires with an AgentgymError when the server behind the policy is gone for good. */
  lost?: AbortSignal | undefined;
  close(): Promise<void>;
}

/** Tokens of a turn where no config says how many; JSON takes about twice as many as ReAct. */
export function maxTokensOf(format: ActionFormatName): number {
  return format === 'react' ? 64 : 128;
}

/** Makes sure that the environments are there; `close` ends them and the policy. */
export async function openSubject(
  options: SubjectOptions,
  { cwd, signal }: Pick<CliContext, 'cwd' | 'signal'>,
): Promise<Subject> {
  const { config, located } = await configOf(options, cwd);
  const entries = selectEnvironments(options.env, config);
  const notices: string[] = [];
  const environments = await openEnvironments(entries, {
    data: config?.data,
    partial: options.env !== undefined,
    base: cwd,
    signal,
    onNotice: (notice) => void notices.push(notice),
  }).catch((error: unknown) => {
    throw located(error);
  });
  const format = options.format ?? config?.format ?? 'react';
  requireFormat(environments, format);
  try {
    await checkAll(environments, signal);
    const shared = { environments, format, config, notices };
    if (options.run !== undefined && config?.policy.kind === 'endpoint')
      return await servedSubject({ ...shared, config }, options, { cwd, signal });
    const name = await policyOf(options, config, cwd);
    const { threads, slots } = config?.policy.kind === 'local' ? config.policy : {};
    const policy = await createPolicy(name, {
      threads,
      slots,
      epsilon: options.epsilon,
    });
    const close = async (): Promise<void> => {
      await Promise.all([policy.close(), closeAll(environments)]);
    };
    return { ...shared, policy, scripted: typeof name === 'string', close };
  } catch (error) {
    await closeAll(environments);
    throw error;
  }
}

/** The promoted checkpoint of a run over an endpoint, served as the run served it. */
async function servedSubject(
  shared: Pick<Subject, 'environments' | 'format' | 'notices'> & { config: Config },
  { run, on = () => {} }: SubjectOptions,
  { cwd, signal }: Pick<CliContext, 'cwd' | 'signal'>,
): Promise<Subject> {
  const { config, environments } = shared;
  const directory = runDirectory(resolve(cwd, run ?? ''));
  const path = await promotedOf(directory.root);
  const checkpoint = { id: basename(path), path };
  const served = await servePromoted({ config, directory, environments, checkpoint, signal, on });
  const close = async (): Promise<void> => {
    await Promise.all([served.close(), closeAll(environments)]);
  };
  return { ...shared, policy: served.policy, scripted: false, lost: served.lost, close };
}

/** The share of failures that a command may have, and the limits of the endpoint of a config; other policies cost nothing. */
export function limitsOf({ config, policy }: Subject): Pick<CollectRequest, 'limits' | 'failureShare'> {
  const { failureShare, wallClock: _, ...limits } = config?.limits ?? LimitsSchema.parse({});
  return policy.name.startsWith('endpoint:') ? { limits, failureShare } : { failureShare };
}

/** An error that stops a command; where it is a limit, with what to do then. `out` is where `rollouts` new ones are kept. */
export function stopped(error: unknown, rollouts: number, out: string | undefined): unknown {
  if (!(error instanceof LimitReached)) return error;
  const { reached } = error;
  const raise = `Raise limits.${reached.name} in the config (${raised(reached)})`;
  const kept = out === undefined ? 'with --out, what is played is kept' : `the same command goes on`;
  const are = out === undefined ? '' : `${rollouts} new trajectories are kept in ${out}. `;
  return new LimitReached(reached, `${are}${raise}; ${kept}.`);
}

/** What is wrong with asking a model for several samples greedily, if that is what is asked. */
export function sameSamples({ scripted }: Subject, samples: number, temperature: number): string | undefined {
  if (scripted || samples === 1 || temperature > 0) return undefined;
  return `temperature 0 gives ${samples} equal samples of each task; raise --temperature`;
}

interface FoundConfig {
  config: Config | undefined;
  located: LoadedConfig['located'];
}

async function configOf({ run, config: file, skipInvalid }: SubjectOptions, cwd: string): Promise<FoundConfig> {
  const unplaced = { located: (error: unknown) => error };
  if (run === undefined && file === undefined) return { config: undefined, ...unplaced };
  const { config, located } =
    file === undefined || run !== undefined
      ? { config: await configOfRun(resolve(cwd, run ?? '')), ...unplaced }
      : await loadConfig(file, { cwd });
  return { config: skipInvalid === true ? { ...config, data: { ...config.data, skipInvalid } } : config, located };
}

async function policyOf(options: SubjectOptions, config: Config | undefined, cwd: string): Promise<PolicyName> {
  const { run, policy } = options;
  if (run !== undefined) return { checkpoint: await promotedOf(resolve(cwd, run)) };
  if (policy?.kind === 'expert' || policy?.kind === 'random') return policy.kind;
  if (policy?.kind === 'checkpoint') return { checkpoint: resolve(cwd, policy.path) };
  if (config?.policy.kind === 'endpoint') return { endpoint: config.policy };
  const checkpoint = config?.policy.checkpoint;
  if (checkpoint !== undefined) return { checkpoint };
  throw new AgentgymError('E_POLICY_UNKNOWN', 'The policy of the config is a fresh model, which has learned nothing.', {
    hint: 'Name another with --policy expert, random or checkpoint:DIR, or a run with --run DIR.',
  });
}

/** Directory of the checkpoint that a finished run promoted. */
async function promotedOf(root: string): Promise<string> {
  const directory = runDirectory(root);
  const summary = await readJson<Partial<Summary>>(directory.summary, rewritten(directory));
  const id = summary?.promoted?.checkpoint;
  if (id !== undefined) return directory.checkpoint(id);
  throw new AgentgymError('E_STORE_MISMATCH', `${root} has no promoted checkpoint: the run has not finished.`, {
    hint: `Finish it with: agentgym evolve --resume ${root}`,
  });
}
