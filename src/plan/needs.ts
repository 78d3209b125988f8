/**
 * What a config needs beyond this program, and whether it is seen here: keys (by name), programs, the Python environment.
 * Looks at the environment variables and at files; starts no process and asks no server (`agentgym doctor` does).
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { keyReference } from '../config/stages/train-hosted.ts';
import { demonstrationSources } from '../config/stages/demonstrations.ts';
import { readRequirements } from '../doctor/python.ts';
import { namesIn } from '../doctor/reach.ts';
import { interpreterOf } from '../train/trl/script.ts';
import { isHubSource } from '../trajectories/hub/source.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Need {
  /** `seen`, `missing`, or `unknown` where a plan does not look. */
  state: 'seen' | 'missing' | 'unknown';
  what: string;
  detail: string;
}

export async function needsOf(config: Config, env: Env): Promise<Need[]> {
  return [...keysOf(config, env), ...(await pythonOf(config, env)), ...programsOf(config, env), ...serversOf(config)];
}

function keysOf(config: Config, env: Env): Need[] {
  const { policy, train } = config;
  const isSet = (name: string): boolean => (env[name] ?? '').trim() !== '';
  const needed = namesIn(config);
  if (policy.kind === 'endpoint' && policy.provider !== undefined && policy.apiKey === undefined)
    needed.add('HF_TOKEN');
  if (train.kind === 'hosted') for (const name of namesIn(keyReference(train))) needed.add(name);
  const named = [...needed].map((name): Need => {
    const there = isSet(name);
    return { state: there ? 'seen' : 'missing', what: `key ${name}`, detail: there ? 'set' : 'not set' };
  });
  const optional = new Set<string>();
  const base = policy.kind === 'endpoint' ? policy.base : undefined;
  if (base !== undefined && !isAbsolute(base)) optional.add('HF_TOKEN');
  if ((demonstrationSources(config) ?? []).some(isHubSource)) optional.add('HF_TOKEN');
  if (train.kind === 'trl' && train.launcher.kind === 'ray') optional.add('RAY_AUTH_TOKEN');
  for (const name of optional) {
    if (needed.has(name)) continue;
    const detail =
      name === 'HF_TOKEN' ? 'for gated or private repositories of the hub' : 'where the cluster asks for it';
    named.push({
      state: isSet(name) ? 'seen' : 'unknown',
      what: `key ${name}`,
      detail: `${isSet(name) ? 'set' : 'not set'}; ${detail}`,
    });
  }
  return named;
}

async function pythonOf({ train }: Config, env: Env): Promise<Need[]> {
  if (train.kind !== 'trl') return [];
  const packages = (await readRequirements()).map(
    ({ name, exact, version }) => `${name}${exact ? ' ' : ' ≥ '}${version}`,
  );
  const list: Need = {
    state: 'unknown',
    what: 'Python packages',
    detail: `${packages.join(', ')}; agentgym doctor looks whether they are there`,
  };
  const { launcher } = train;
  const here = launcher.kind === 'local' || launcher.kind === 'accelerate';
  if (!here) return [{ ...list, detail: `${packages.join(', ')}; on the machines of the job` }];
  return [program(interpreterOf(train.python, env), 'Python', env), list];
}

function programsOf({ train, serving, policy }: Config, env: Env): Need[] {
  const needs: Need[] = [];
  if (train.kind === 'trl' && train.launcher.kind === 'slurm') {
    const { ssh } = train.launcher;
    const names = ssh === undefined ? ['sbatch', 'squeue', 'sacct', 'scancel'] : ['ssh'];
    needs.push(...names.map((name) => program(name, `launcher slurm, ${name}`, env)));
  }
  if (train.kind === 'trl' && train.launcher.kind === 'ray')
    needs.push({ state: 'unknown', what: 'launcher ray', detail: `the cluster at ${train.launcher.url}` });
  if (train.kind === 'trl' && train.launcher.kind === 'hf-jobs')
    needs.push({
      state: 'unknown',
      what: 'launcher hf-jobs',
      detail: `jobs and credit of ${train.launcher.namespace}`,
    });
  if (serving?.kind === 'command') needs.push(program(serving.command[0] ?? '', 'serving command', env));
  const base = policy.kind === 'endpoint' ? policy.base : undefined;
  if (base !== undefined && !isAbsolute(base))
    needs.push({ state: 'unknown', what: 'base model', detail: `${base} on the Hugging Face Hub, or in its cache` });
  return needs;
}

function serversOf({ policy, environments, serving }: Config): Need[] {
  const needs: Need[] = [];
  if (policy.kind === 'endpoint' && serving?.kind !== 'command') {
    const where = policy.urls ?? [policy.url ?? `Inference Provider ${policy.provider}`];
    needs.push({ state: 'unknown', what: 'endpoint', detail: `${policy.model} at ${where.join(', ')}` });
  }
  for (const entry of environments) {
    if (entry.kind !== 'agentgym') continue;
    const urls = entry.urls ?? [entry.url];
    needs.push({ state: 'unknown', what: `environment ${entry.name}`, detail: `a server at ${urls.join(', ')}` });
  }
  return needs;
}

/** A program by its path, or on the PATH. */
function program(name: string, what: string, env: Env): Need {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return { state: 'seen', what, detail: found };
  return { state: 'missing', what, detail: `${name} is not ${name.includes('/') ? 'there' : 'on the PATH'}` };
}
