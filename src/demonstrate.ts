/**
 * D_s: the demonstrations that cloning learns from and that every iteration is mixed with. Played by the environments'
 * experts on training tasks, or read from a file.
 */
import { demonstrationSources, expertTasks } from './config/stages/demonstrations.ts';
import type { Config, EnvironmentConfig } from './config/schema.ts';
import type { Environment } from './environments/contract.ts';
import { prefixOf } from './environments/listed.ts';
import { AgentgymError } from './errors.ts';
import { playAll } from './explore/pool.ts';
import { createExpertPolicy } from './policies/scripted.ts';
import { random, seedOf } from './seeds.ts';
import { hubSettings } from './trajectories/hub/settings.ts';
import { heldTrajectories, type Trajectories } from './trajectories/collection.ts';
import { foreignNotice, invalidNotice } from './trajectories/notices.ts';
import { readFiles, type ReadReport } from './trajectories/read.ts';
import { openSources } from './trajectories/sources.ts';
import { openStore } from './trajectories/store.ts';
import type { Trajectory } from './trajectories/trajectory.ts';

export interface DemonstrateRequest {
  config: Config;
  environments: readonly Environment[];
  /** Where the expert's trajectories are kept. */
  file: string;
  signal: AbortSignal | undefined;
  /** Hears what was left out, and what is doubtful. */
  onNotice?: ((notice: string) => void) | undefined;
}

export interface Demonstrated {
  trajectories: Trajectories;
  rollouts: number;
  /** What they were read from; absent where experts played them. */
  read?: Pick<ReadReport, 'rows' | 'invalid' | 'foreign' | 'kept'> & { sources: readonly string[] };
}

/** Read from the sources that the config names, or played. */
export async function demonstrate(request: DemonstrateRequest): Promise<Demonstrated> {
  const sources = demonstrationSources(request.config);
  return sources === undefined ? perform(request) : readDemonstrations(sources, request);
}

/** Trajectories of the demonstrated tasks, which are the first of the run's shuffled training tasks. */
async function perform({ config, environments, file, signal }: DemonstrateRequest): Promise<Demonstrated> {
  const { demonstrations, seed } = config;
  const store = await openStore(file);
  const policy = createExpertPolicy({ epsilon: config.demonstrations.epsilon });
  try {
    const ids = await playAll({
      environments: environments.map((environment) => ({
        environment,
        tasks: random(seedOf(seed, 'tasks', environment.name))
          .shuffle(environment.tasks('train'))
          .slice(0, expertTasks(demonstrations, environment.name)),
      })),
      policy,
      format: config.format,
      samples: 1,
      stop: 'never',
      seed,
      temperature: 0,
      maxTokens: 1,
      failureShare: 0,
      known: store.outcomeOf,
      signal,
      onTrajectory: (trajectory) => store.append(trajectory),
    });
    return { trajectories: store.trajectories(ids), rollouts: ids.length };
  } finally {
    await policy.close();
    await store.close();
  }
}

/**
 * Rows of the config's environments; others are counted.
 * @throws AgentgymError E_DATA_SOURCE, E_STORE_CORRUPT, and E_TRAIN_DATA where no row is left.
 */
async function readDemonstrations(
  sources: readonly string[],
  { config, environments, signal, onNotice = () => {} }: DemonstrateRequest,
): Promise<Demonstrated> {
  const { cache, offline, skipInvalid } = config.data;
  const files = await openSources(sources, { hub: hubSettings({ cache, offline, signal }) });
  const known = environments.map((environment, i) => {
    const entry = config.environments[i];
    const prefix = entry?.kind === 'agentgym' ? (entry.environment ?? entry.name) : prefixOf(environment);
    return { name: environment.name, prefix, reward: environment.reward };
  });
  // Pinned sources are one file each.
  const named = sources.length === files.length ? sources : files;
  const how = { environments: known, sources: named, skipInvalid, signal };
  const { trajectories, report } = await readFiles(files, how);
  const { rows, invalid, foreign, kept } = report;
  const others = environments.filter((_, i) => isOthers(config.environments[i]));
  const notices = [invalidNotice(report), foreignNotice(foreign, 'rows'), sameIdNotice(trajectories, others)];
  for (const notice of notices) if (notice !== undefined) onNotice(`demonstrations: ${notice}`);
  if (trajectories.length === 0) {
    const message = `There is no demonstration of the config's environments in ${rows} rows of ${sources.join(', ')}.`;
    const names = known.map(({ name }) => name).join(', ');
    throw new AgentgymError('E_TRAIN_DATA', message, {
      hint: `They are ${names}; a row's item_id says what it is of.`,
    });
  }
  const held = heldTrajectories(trajectories.map(asText));
  return { trajectories: held, rollouts: trajectories.length, read: { sources, rows, invalid, foreign, kept } };
}

/** Without token ids: those of a file belong to whatever model wrote it, and its tokenizer may be another. */
function asText(trajectory: Trajectory): Trajectory {
  const messages = trajectory.messages.map((message) => {
    const { tokenIds: _ids, logprobs: _logprobs, ...text } = message;
    return text;
  });
  return { ...trajectory, messages };
}

/** Whether the ids of an environment may be those of data that others made; built-in ones have ids of their own. */
function isOthers(entry: EnvironmentConfig | undefined): boolean {
  return entry?.kind === 'agentgym' || entry?.kind === 'custom';
}

/** Ids of data sets may or may not be the environment's own (stages/leaks.ts has what is certain). */
function sameIdNotice(trajectories: readonly Trajectory[], environments: readonly Environment[]): string | undefined {
  const held = new Set<string>();
  for (const environment of environments) {
    const tasks = [...environment.tasks('dev'), ...environment.tasks('eval')];
    for (const { itemId } of tasks) held.add(`${environment.name} ${itemId}`);
  }
  const shown = trajectories.filter(({ environment, itemId }) => held.has(`${environment} ${itemId}`)).length;
  if (shown === 0) return undefined;
  return `${shown} of ${trajectories.length} have ids of tasks of the dev or eval split; if they are the same tasks, results on those say less`;
}
