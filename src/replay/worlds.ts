/**
 * The environments that trajectories are played again in: those of a config, else the built-in ones of the same names,
 * with all of their tasks, whatever split these are in. Made at once and checked when the first trajectory of each comes.
 */
import type { Config, EnvironmentConfig } from '../config/schema.ts';
import { formatsTold, type Opening, openingsOf } from '../environments/action-formats/told.ts';
import { createEnvironment } from '../environments/catalog.ts';
import type { ActionFormatName, Environment, Split, Task } from '../environments/contract.ts';
import { checkAll, closeAll } from '../environments/lifecycle.ts';
import { finder, prefixOf } from '../environments/listed.ts';
import { selectEnvironments } from '../environments/selection.ts';
import type { KnownEnvironment } from '../trajectories/readers/demonstration.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';

export interface World {
  environment: Environment;
  find: (itemId: string, split: Split) => Task | undefined;
  /** The format that the trajectory's instructions are of; where they do not tell, the config's. */
  formatOf: (trajectory: Trajectory) => ActionFormatName;
}

export interface Worlds {
  /** What reading rows of other programs may know of the environments. */
  known: readonly KnownEnvironment[];
  /** Undefined where there is no environment of that name. Throws what an environment that cannot be used says. */
  of(name: string): Promise<World | undefined>;
  names: readonly string[];
  close(): Promise<void>;
}

export interface WorldsOptions {
  /** Default: the built-in environments. */
  config?: Pick<Config, 'environments' | 'format'> | undefined;
  /** What the relative path of a custom environment is relative to. */
  base?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** @throws AgentgymError as `createEnvironment` does. */
export async function openWorlds({ config, base, signal }: WorldsOptions): Promise<Worlds> {
  const entries = selectEnvironments(undefined, config).map(withAllTasks);
  // Built-in ones are many, and few of them are asked for.
  const eager = config === undefined ? [] : entries;
  const open = new Map<string, Promise<Environment>>();
  const made = (entry: EnvironmentConfig): Promise<Environment> => {
    const environment = open.get(entry.name) ?? createEnvironment(entry, base === undefined ? {} : { base });
    open.set(entry.name, environment);
    return environment;
  };
  const known = await Promise.all(eager.map(async (entry) => knownOf(entry, await made(entry))));
  const worlds = new Map<string, Promise<World>>();
  return {
    known,
    names: entries.map(({ name }) => name),
    of: async (name) => {
      const entry = entries.find((one) => one.name === name);
      if (entry === undefined) return undefined;
      const world = worlds.get(name) ?? made(entry).then((environment) => worldOf(entry, environment, config?.format));
      worlds.set(name, world);
      const { environment } = await world;
      await checkOnce(environment, signal);
      return world;
    },
    close: async () => {
      const settled = await Promise.allSettled(open.values());
      await closeAll(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    },
  };
}

/** How many tasks a run plays is of no matter; a server's are found by their indices. */
function withAllTasks(entry: EnvironmentConfig): EnvironmentConfig {
  if (entry.kind === 'agentgym') return entry;
  const { tasks: _, ...rest } = entry;
  return rest;
}

function knownOf(entry: EnvironmentConfig, environment: Environment): KnownEnvironment {
  const prefix = entry.kind === 'agentgym' ? (entry.environment ?? entry.name) : prefixOf(environment);
  return { name: entry.name, prefix, reward: environment.reward };
}

function worldOf(entry: EnvironmentConfig, environment: Environment, format: ActionFormatName = 'react'): World {
  const openings: readonly Opening[] = openingsOf(environment);
  return {
    environment,
    find: finder({ environment, open: entry.kind === 'agentgym', prefix: entry.name }),
    formatOf: ({ messages }) => {
      const told = formatsTold(messages, openings);
      return told.includes(format) ? format : (told[0] ?? format);
    },
  };
}

const checked = new WeakMap<Environment, Promise<void>>();

async function checkOnce(environment: Environment, signal: AbortSignal | undefined): Promise<void> {
  const check = checked.get(environment) ?? checkAll([environment], signal);
  checked.set(environment, check);
  await check;
}
