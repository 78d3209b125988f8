/**
 * The environments of a plan: how many tasks each split has, and how long rollouts are. Asks no server and no hub: what
 * neither the config nor a cache says is null, and said to be.
 */
import type { EnvironmentConfig, EvolveConfig } from '../config/schema.ts';
import type { Environment, Split } from '../environments/contract.ts';
import { closeAll } from '../environments/lifecycle.ts';
import { ADAPTERS } from '../environments/remote/adapters.ts';
import { AgentgymError } from '../errors.ts';
import { openEnvironments } from '../open-environments.ts';
import type { Config } from '../config/schema.ts';
import { assumed, type Lengths, type Measure, measured } from './lengths.ts';

export interface World {
  name: string;
  kind: EnvironmentConfig['kind'];
  /** null: a list that is not here says which. */
  tasks: Record<Split, number | null>;
  maxRounds: number;
  lengths: Lengths;
  /** `measured`: episodes were played in process; `assumed`: nobody was asked. */
  from: 'measured' | 'assumed';
}

export interface Worlds {
  worlds: World[];
  environments: readonly Environment[];
  /** What could not be found out. */
  notes: string[];
}

export interface WorldsOptions {
  measure: Measure;
  signal?: AbortSignal | undefined;
}

/** Environments are closed again; throws as `openEnvironments` does, but not for what is on a hub. */
export async function worldsOf(config: Config | EvolveConfig, options: WorldsOptions): Promise<Worlds> {
  const { signal } = options;
  const notes: string[] = [];
  const data = { ...config.data, offline: true };
  const onNotice = (notice: string): void => void notes.push(notice);
  const all = await openEnvironments(config.environments, { data, signal, onNotice }).catch((error: unknown) => {
    if (!isAway(error)) throw error;
    return undefined;
  });
  if (all !== undefined) return { worlds: await described(all, config, options), environments: all, notes };
  const { tasks: lists = {}, ...unlisted } = data;
  const worlds: World[] = [];
  const environments: Environment[] = [];
  for (const entry of config.environments) {
    const [one] = await openEnvironments([entry], { data: unlisted, signal }).catch((error: unknown) => {
      if (!isAway(error)) throw error;
      return [];
    });
    const [world] =
      one === undefined ? [declared(entry, config, options)] : await described([one], config, options, entry);
    if (world === undefined) continue;
    if (one !== undefined) environments.push(one);
    for (const split of ['train', 'dev', 'eval'] as const) if (lists[split] !== undefined) world.tasks[split] = null;
    worlds.push(world);
  }
  notes.push('lists of tasks on the Hugging Face Hub are not in the cache, and are read when the run starts');
  return { worlds, environments, notes };
}

/** A file of the hub that is not in the cache. */
function isAway(error: unknown): boolean {
  return error instanceof AgentgymError && error.code === 'E_DATA_SOURCE';
}

async function described(
  environments: readonly Environment[],
  config: Config | EvolveConfig,
  { measure, signal }: WorldsOptions,
  only?: EnvironmentConfig,
): Promise<World[]> {
  const { seed, format = 'react', explore } = config;
  const worlds: World[] = [];
  try {
    for (const [i, environment] of environments.entries()) {
      const entry = only ?? config.environments[i];
      const kind = entry?.kind ?? 'custom';
      // A server is not asked, and what a file of somebody's does when it is played nobody knows.
      const builtIn = kind !== 'agentgym' && kind !== 'custom';
      const seen = builtIn ? await measured(environment, { format, seed, measure, signal }) : undefined;
      const { name, maxRounds } = environment;
      const told = { instructions: environment.instructions(format), maxRounds };
      worlds.push({
        name,
        kind,
        tasks: {
          train: environment.taskCount('train'),
          dev: environment.taskCount('dev'),
          eval: environment.taskCount('eval'),
        },
        maxRounds,
        lengths: seen ?? assumed(told, { maxTokens: explore.maxTokens, measure }),
        from: seen === undefined ? 'assumed' : 'measured',
      });
    }
  } finally {
    await closeAll(environments);
  }
  return worlds;
}

/** What the entry of a server says of itself, where its lists or words are not here. */
function declared(
  entry: EnvironmentConfig,
  { explore }: Config | EvolveConfig,
  { measure }: WorldsOptions,
): World | undefined {
  if (entry.kind !== 'agentgym') return undefined;
  const { name, kind, tasks, rounds } = entry;
  const count = (split: Split): number | null => {
    const choice = tasks?.[split];
    return choice === undefined ? 0 : (choice.ids?.length ?? choice.count ?? null);
  };
  const adapter = ADAPTERS[(entry.environment ?? name) as keyof typeof ADAPTERS];
  const maxRounds = rounds ?? adapter.rounds;
  const words = [adapter.task, adapter.actions, adapter.form].map((content) => ({ content }));
  return {
    name,
    kind,
    tasks: { train: count('train'), dev: count('dev'), eval: count('eval') },
    maxRounds,
    lengths: assumed({ instructions: words, maxRounds }, { maxTokens: explore.maxTokens, measure }),
    from: 'assumed',
  };
}
