/**
 * The data of a config as it is at this moment: patterns become the files they match, and revisions on the Hugging Face
 * Hub the commits they are. The config of a run directory is a pinned one, so that a resumed run reads the same.
 */
import type { Config, EnvironmentConfig } from './config/schema.ts';
import { idListsOf } from './config/stages/data.ts';
import { demonstrationSources } from './config/stages/demonstrations.ts';
import { SPLITS } from './environments/contract.ts';
import { AGENTTRAJ } from './environments/remote/instructions.ts';
import { hubSettings } from './trajectories/hub/settings.ts';
import { pinSources } from './trajectories/sources.ts';

export interface PinnedData {
  config: Config;
  /** What is good to know of the sources: the licences of data sets. */
  notes: string[];
}

/** @throws AgentgymError E_DATA_SOURCE where a source is not there. */
export async function pinData(config: Config, signal?: AbortSignal): Promise<PinnedData> {
  const { data } = config;
  const sources = demonstrationSources(config);
  const remote = config.environments.some((entry) => entry.kind === 'agentgym');
  if (sources === undefined && data.tasks === undefined && !remote) return { config, notes: [] };
  const hub = hubSettings({ cache: data.cache, offline: data.offline, signal });
  const licences: Record<string, string> = {};
  const pin = async (given: readonly string[]): Promise<string[]> => {
    const pinned = await pinSources(given, { hub });
    Object.assign(licences, pinned.licences);
    return pinned.sources;
  };
  const pinned: Config['data'] = { ...data };
  const { file: _, ...demonstrations } = config.demonstrations;
  if (sources !== undefined) pinned.demonstrations = await pin(sources);
  for (const list of idListsOf(data)) pinned.tasks = { ...pinned.tasks, [list.split]: await pin(list.sources) };
  const environments: EnvironmentConfig[] = [];
  for (const entry of config.environments) environments.push(await pinEntry(entry, pin));
  const notes = Object.entries(licences).map(([repo, licence]) => `the data set ${repo} is licensed ${licence}`);
  return { config: { ...config, environments, data: pinned, demonstrations }, notes };
}

/** What a remote environment reads: lists of tasks, and the words of an AgentTraj file. A setting there holds one file. */
async function pinEntry(
  entry: EnvironmentConfig,
  pin: (sources: readonly string[]) => Promise<string[]>,
): Promise<EnvironmentConfig> {
  if (entry.kind !== 'agentgym') return entry;
  const one = async (source: string): Promise<string> => {
    const [found, ...more] = await pin([source]);
    return found === undefined || more.length > 0 ? source : found;
  };
  const tasks = { ...entry.tasks };
  for (const split of SPLITS) {
    const choice = tasks[split];
    if (choice?.file !== undefined) tasks[split] = { ...choice, file: await one(choice.file) };
  }
  const source = entry.instructions?.startsWith(AGENTTRAJ) ? entry.instructions.slice(AGENTTRAJ.length) : undefined;
  return { ...entry, tasks, ...(source === undefined ? {} : { instructions: `${AGENTTRAJ}${await one(source)}` }) };
}
