/**
 * The environments of a run, for reading its turns and drawing its states: made by the run's config, in this process.
 * Built-in ones always; a custom one is code that the config names, and is imported only where the viewer was told so.
 * Remote ones are never asked: their turns are read, their states are on their servers.
 */
import type { EnvironmentConfig } from '../../config/schema.ts';
import { EnvironmentSchema } from '../../config/stages/environment.ts';
import { type ActionFormat, formatOf } from '../../environments/action-formats/format.ts';
import { createEnvironment } from '../../environments/catalog.ts';
import { ACTION_FORMATS, type ActionFormatName, type Environment } from '../../environments/contract.ts';
import { messageOf } from '../../errors.ts';
import { isObject } from '../../runs/readable.ts';

export interface World {
  /** Reads turns as they were read; undefined where nobody here can. */
  readonly format: ActionFormat | undefined;
  readonly formatName: ActionFormatName;
  /** Undefined where its states cannot be had, for the reason `why`. */
  readonly environment: Environment | undefined;
  readonly why: string | undefined;
  /** Whether a task's id says all of it, so that no list need be made to find it: of built-in environments. */
  readonly numbered: boolean;
  /** Whether its sessions draw pictures. */
  pictures(): Promise<boolean>;
}

export interface Worlds {
  of(name: string): Promise<World>;
  close(): Promise<void>;
}

const CUSTOM = 'It is a custom environment, whose code this viewer runs only with --custom.';

/** By the config of a run, which may be of another version and is not trusted to be right. */
export function worldsOf(config: Record<string, unknown>, { custom }: { custom: boolean }): Worlds {
  const known = new Map<string, Promise<World>>();
  const entries: unknown[] = Array.isArray(config['environments']) ? config['environments'] : [];
  const formatName = ACTION_FORMATS.find((one) => one === config['format']) ?? 'react';
  return {
    of: (name) => {
      const world =
        known.get(name) ??
        worldOf(
          entries.find((entry) => isObject(entry) && entry['name'] === name),
          formatName,
          custom,
        );
      known.set(name, world);
      return world;
    },
    close: async () => {
      for (const world of known.values()) await (await world).environment?.close?.();
    },
  };
}

async function worldOf(entry: unknown, formatName: ActionFormatName, custom: boolean): Promise<World> {
  const without = (why: string, format?: ActionFormat): World => {
    return { format, formatName, environment: undefined, why, numbered: false, pictures: () => Promise.resolve(false) };
  };
  const parsed = EnvironmentSchema.safeParse(withoutCounts(entry));
  if (!parsed.success) return without('The config of the run does not say which environment this is.');
  const config: EnvironmentConfig = parsed.data;
  if (config.kind === 'custom' && !custom) return without(CUSTOM);
  try {
    const environment = await createEnvironment(config);
    const format = formatOf(environment, formatName);
    if (config.kind === 'agentgym') return without('Its states are on its server.', format);
    return {
      format,
      formatName,
      environment,
      why: undefined,
      numbered: config.kind !== 'custom',
      pictures: () => drawn(environment),
    };
  } catch (error) {
    return without(`The environment cannot be opened: ${messageOf(error)}`);
  }
}

/** How many tasks it was played on does not matter here. */
function withoutCounts(entry: unknown): unknown {
  return isObject(entry) ? Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'tasks')) : entry;
}

async function drawn(environment: Environment): Promise<boolean> {
  try {
    const session = await environment.open();
    const draws = session.picture !== undefined;
    await session.close();
    return draws;
  } catch {
    return false;
  }
}
