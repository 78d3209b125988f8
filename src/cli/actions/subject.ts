/** Whom a command sends where: the policy and the environments that `--run`, `--config`, `--policy` and `--env` name. */
import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { createPolicy, type PolicyName } from '../../collect.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { createEnvironment } from '../../environments/catalog.ts';
import type { Environment } from '../../environments/contract.ts';
import { selectEnvironments } from '../../environments/selection.ts';
import { AgentgymError } from '../../errors.ts';
import { configOfRun } from '../../evolve.ts';
import type { Policy } from '../../policies/contract.ts';
import { runDirectory } from '../../runs/directory.ts';
import type { Summary } from '../../runs/summary.ts';
import type { PolicyChoice } from '../options.ts';

export interface SubjectOptions {
  run: string | undefined;
  config: string | undefined;
  policy?: PolicyChoice | undefined;
  env: readonly string[] | undefined;
}

export interface Subject {
  policy: Policy;
  environments: readonly Environment[];
  /** The config file's or the run's, where one is named. */
  config: Config | undefined;
}

/** Tokens of a turn where no config says how many. */
export const MAX_TOKENS = 64;

export async function openSubject(options: SubjectOptions, cwd: string): Promise<Subject> {
  const config = await configOf(options, cwd);
  const entries = selectEnvironments(options.env, config);
  const environments = await Promise.all(entries.map((entry) => createEnvironment(entry, { base: cwd })));
  const { threads, slots } = config?.policy ?? {};
  const policy = await createPolicy(await policyOf(options, config, cwd), { threads, slots });
  return { policy, environments, config };
}

/** What is wrong with asking a model for several samples greedily, if that is what is asked. */
export function sameSamples({ policy }: Subject, samples: number, temperature: number): string | undefined {
  if (policy.checkpoint === undefined || samples === 1 || temperature > 0) return undefined;
  return `temperature 0 gives ${samples} equal samples of each task; raise --temperature`;
}

async function configOf({ run, config }: SubjectOptions, cwd: string): Promise<Config | undefined> {
  if (run !== undefined) return configOfRun(resolve(cwd, run));
  return config === undefined ? undefined : (await loadConfig(config, { cwd })).config;
}

async function policyOf(options: SubjectOptions, config: Config | undefined, cwd: string): Promise<PolicyName> {
  const { run, policy } = options;
  if (run !== undefined) return { checkpoint: await promotedOf(resolve(cwd, run)) };
  if (policy?.kind === 'expert' || policy?.kind === 'random') return policy.kind;
  if (policy?.kind === 'checkpoint') return { checkpoint: resolve(cwd, policy.path) };
  const checkpoint = config?.policy.checkpoint;
  if (checkpoint !== undefined) return { checkpoint };
  throw new AgentgymError('E_POLICY_UNKNOWN', 'The policy of the config is a fresh model, which has learned nothing.', {
    hint: 'Name another with --policy expert, random or checkpoint:DIR, or a run with --run DIR.',
  });
}

/** Directory of the checkpoint that a finished run promoted. */
async function promotedOf(root: string): Promise<string> {
  const directory = runDirectory(root);
  const text = await readFile(directory.summary, 'utf8').catch(() => '{}');
  const id = (JSON.parse(text) as Partial<Summary>).promoted?.checkpoint;
  if (id !== undefined) return directory.checkpoint(id);
  throw new AgentgymError('E_STORE_MISMATCH', `${root} has no promoted checkpoint: the run has not finished.`, {
    hint: `Finish it with: agentgym evolve --resume ${root}`,
  });
}
