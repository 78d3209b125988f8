/** Looks at what a config needs beyond this machine: keys in the environment (by name), and servers that answer at all. */
import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import { type Finding, missing, ok } from './finding.ts';

/** Milliseconds. */
const PATIENCE = 5000;

type Env = Readonly<Record<string, string | undefined>>;

/** Whether the variables that the config names hold something; their values are not looked at further. */
export function examineKeys(config: Config, env: Env): Finding[] {
  return [...namesIn(config)].map((name) =>
    (env[name] ?? '').trim() === '' ? missing(`key ${name}`, 'not set') : ok(`key ${name}`, 'set'),
  );
}

/** Names of the variables in values such as `env:NAME`. */
export function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    const name = /^env:([A-Za-z_]\w*)$/u.exec(value)?.[1];
    if (name !== undefined) names.add(name);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) namesIn(inner, names);
  }
  return names;
}

/** Any answer will do: whether it is the right one, the run finds out. */
export async function examineServers(config: Config, signal?: AbortSignal): Promise<Finding[]> {
  return Promise.all(
    [...addressesOf(config)].map(async ([url, what]) => {
      const patience = AbortSignal.timeout(PATIENCE);
      try {
        await fetch(url, { signal: signal === undefined ? patience : AbortSignal.any([signal, patience]) });
        return ok(what, `${url} answers`);
      } catch (error) {
        if (signal?.aborted) throw error;
        const why = patience.aborted ? `no answer in ${PATIENCE / 1000} s` : messageOf((error as Error).cause ?? error);
        return missing(what, `${url} cannot be reached: ${why}`);
      }
    }),
  );
}

function addressesOf({ policy, environments, serving, tracking }: Config): Map<string, string> {
  const addresses = new Map<string, string>();
  // Servers that the run starts itself are not there yet.
  if (policy.kind === 'endpoint' && serving?.kind !== 'command')
    for (const url of policy.urls ?? [policy.url]) if (url !== undefined) addresses.set(url, 'endpoint');
  for (const environment of environments) {
    if (environment.kind !== 'agentgym') continue;
    const { url } = environment as { url?: string | readonly string[] };
    for (const one of [url ?? []].flat()) addresses.set(one, `environment ${environment.name}`);
  }
  if (tracking?.mlflow !== undefined) addresses.set(tracking.mlflow.url, 'tracker mlflow');
  if (tracking?.otlp !== undefined) addresses.set(tracking.otlp.url, 'tracker otlp');
  return addresses;
}
