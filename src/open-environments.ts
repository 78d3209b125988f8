/**
 * The environments of a config, with the tasks that its lists of item ids name (`data.tasks`). `createEnvironment`
 * (environments/catalog.ts) makes one environment; here the lists are read, and shared out among them.
 */
import type { DataConfig, EnvironmentConfig } from './config/schema.ts';
import { idListsOf } from './config/stages/data.ts';
import { createEnvironment, type Where } from './environments/catalog.ts';
import { type Environment, SPLITS } from './environments/contract.ts';
import { type IdLists, type Listable, prefixOf, refuseShared, splitsOf } from './environments/listed.ts';
import { tailored } from './environments/tailored.ts';
import { AgentgymError } from './errors.ts';
import { type HubSettings, hubSettings } from './trajectories/hub/settings.ts';
import { environmentOf } from './trajectories/item-id.ts';
import { readIdLists } from './trajectories/item-ids.ts';
import { invalidNotice, foreignNotice } from './trajectories/notices.ts';

export interface OpenOptions {
  data?: DataConfig | undefined;
  /** Whether the entries are but some of the config's: then lists may be of others, without a word. */
  partial?: boolean | undefined;
  /** What the relative path of a custom environment is relative to. */
  base?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Hears what was left out. */
  onNotice?: ((notice: string) => void) | undefined;
}

/**
 * @throws AgentgymError as `createEnvironment` and `readItemIds` do; E_CONFIG_INVALID where splits share a task or
 * where no environment has a task of a list; E_ENV_TASK where a list names a task that its environment does not have.
 */
export async function openEnvironments(
  entries: readonly EnvironmentConfig[],
  options: OpenOptions = {},
): Promise<Environment[]> {
  const { data, base } = options;
  const where: Where = base === undefined ? {} : { base };
  if (data !== undefined) where.hub = hubOf(data, options);
  if (data?.tasks === undefined) return Promise.all(entries.map((entry) => createEnvironment(entry, where)));
  const lists = await readLists(data, options);
  refuseShared(lists);
  const all = await Promise.all(entries.map((entry) => listable(entry, where)));
  if (options.partial !== true) noticeForeign(lists, all, options);
  return all.map((one, i) => {
    const entry = entries[i];
    const tasks = entry === undefined || entry.kind === 'agentgym' ? undefined : entry.tasks;
    const { name } = one.environment;
    return tailored(one.environment, { name, tasks, lists: splitsOf(one, lists, all) });
  });
}

/** The environment with all of its tasks: how many are played is counted off what the lists leave. */
async function listable(entry: EnvironmentConfig, where: Where): Promise<Listable> {
  if (entry.kind === 'agentgym') {
    const environment = await createEnvironment(entry, where);
    return { environment, open: true, prefix: entry.environment ?? entry.name };
  }
  const { tasks: _, ...uncounted } = entry;
  const environment = await createEnvironment(uncounted, where);
  return { environment, open: false, prefix: prefixOf(environment) };
}

function hubOf({ cache, offline }: DataConfig, { signal }: OpenOptions): HubSettings {
  return hubSettings({ cache, offline, signal });
}

async function readLists(data: DataConfig, options: OpenOptions): Promise<IdLists> {
  const { signal, onNotice } = options;
  const lists: IdLists = {};
  const hub = hubOf(data, options);
  for (const { split, sources } of idListsOf(data)) {
    const read = await readIdLists(sources, { hub, signal, skipInvalid: data.skipInvalid });
    lists[split] = read.ids;
    const notice = invalidNotice(read);
    if (notice !== undefined) onNotice?.(`data.tasks.${split}: ${notice}`);
  }
  return lists;
}

/** Ids of environments that the config does not have are said once, and left out. */
function noticeForeign(lists: IdLists, all: readonly Listable[], { onNotice }: OpenOptions): void {
  const known = new Set(all.map(({ prefix }) => prefix));
  for (const split of SPLITS) {
    const ids = lists[split];
    if (ids === undefined) continue;
    const foreign: Record<string, number> = {};
    for (const name of ids.map(environmentOf)) if (!known.has(name)) foreign[name] = (foreign[name] ?? 0) + 1;
    const left = Object.values(foreign).reduce((sum, count) => sum + count, 0);
    const notice = foreignNotice(foreign, 'ids');
    if (ids.length === left) {
      const message = `data.tasks.${split} names no task of the config's environments${notice === undefined ? '' : `: ${notice}`}.`;
      const hint = `They are ${[...known].join(', ')}.`;
      throw new AgentgymError('E_CONFIG_INVALID', message, { hint });
    }
    if (notice !== undefined) onNotice?.(`data.tasks.${split}: ${notice}`);
  }
}
