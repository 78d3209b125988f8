/**
 * `evolve`: one run in one run directory, from a config or resumed. Opens what the loop needs (lock, journal,
 * environments), runs it, and leaves summary.json. Prints nothing: `on` hears what happens.
 */
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { loadConfig } from './config/load.ts';
import { digestOfConfig, toYaml } from './config/resolved.ts';
import type { Config } from './config/schema.ts';
import { createEnvironment } from './environments/catalog.ts';
import { AgentgymError, InterruptedError } from './errors.ts';
import { agentEvol, type Evolution } from './loop.ts';
import type { Listener } from './report/events.ts';
import { runDirectory, type RunDirectory } from './runs/directory.ts';
import { toJson, writeWhole } from './runs/files.ts';
import { openJournal } from './runs/journal.ts';
import { lock } from './runs/lock.ts';
import { type Summary, summaryOf, unfinishedSummary } from './runs/summary.ts';
import { stagesOf } from './stages.ts';
import type { Workshop } from './stages/workshop.ts';
import { packageVersion } from './version.ts';

export interface EvolveRequest {
  config: Config;
  /** The run directory; made where it does not exist. One that holds another config is E_STORE_MISMATCH. */
  directory: string;
  signal?: AbortSignal | undefined;
  on?: Listener | undefined;
}

export interface EvolveResult {
  summary: Summary;
  evolution: Evolution;
  directory: RunDirectory;
}

/**
 * Runs AgentEvol to its end, going on from whatever the directory already holds.
 * Throws InterruptedError when `signal` fires (everything finished is kept; calling again goes on), and AgentgymError.
 */
export async function evolve(request: EvolveRequest): Promise<EvolveResult> {
  const { config } = request;
  const directory = runDirectory(request.directory);
  const environments = await Promise.all(config.environments.map((entry) => createEnvironment(entry)));
  const held = await lock(directory.lock);
  try {
    const resumed = await claim(directory, config);
    const journal = await openJournal(directory.journal);
    // What a killed process was writing; a checkpoint that was finished is no longer there.
    await rm(directory.workshop, { recursive: true, force: true });
    try {
      return await run(request, { directory, environments, journal }, resumed);
    } finally {
      await journal.close();
    }
  } finally {
    await held.release();
  }
}

/** The loop, and its summary, whatever comes of it. */
async function run(
  { config, directory: root, signal, on = () => {} }: EvolveRequest,
  open: Pick<Workshop, 'directory' | 'environments' | 'journal'>,
  resumed: boolean,
): Promise<EvolveResult> {
  const { directory, journal } = open;
  const { name, seed } = config;
  const head = { version: packageVersion(), seed, configDigest: digestOfConfig(config) };
  const leave = async (summary: Summary): Promise<void> => {
    await writeWhole(directory.summary, toJson(summary));
    on({ type: 'run-finished', summary });
  };
  on({ type: 'run-started', name, directory: root, seed, resumed, notes: notesOf(config) });
  let evolution: Evolution;
  try {
    evolution = await agentEvol(config, stagesOf({ ...open, config, signal, on }));
  } catch (error) {
    const interrupted = error instanceof InterruptedError || signal?.aborted === true;
    await leave(await unfinishedSummary(interrupted ? 'interrupted' : 'failed', head, open));
    throw error;
  }
  const summary = summaryOf(head, config.evaluate.final, evolution, journal);
  await leave(summary);
  return { summary, evolution, directory };
}

/** The config of a run directory, as it was resolved when the run began. */
export async function configOfRun(root: string): Promise<Config> {
  const { config } = runDirectory(root);
  try {
    await access(config);
  } catch (cause) {
    throw new AgentgymError('E_STORE_MISMATCH', `${root} is not a run directory: it has no config.resolved.yaml.`, {
      hint: 'Name a directory that `agentgym evolve` made.',
      cause,
    });
  }
  return (await loadConfig(config)).config;
}

/** Writes the config into a new run directory, or makes sure that it is the one there. Says whether it was there. */
async function claim(directory: RunDirectory, config: Config): Promise<boolean> {
  const text = toYaml(config);
  await mkdir(directory.root, { recursive: true });
  const there = await readFile(directory.config, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there === undefined) {
    await writeWhole(directory.config, text);
    return false;
  }
  if (there !== text) {
    throw new AgentgymError('E_STORE_MISMATCH', `${directory.root} holds a run with another config.`, {
      hint: 'Give another --run-dir, or go on with that run: agentgym evolve --resume DIR.',
    });
  }
  return true;
}

/** Where the settings depart from the paper's, in words. */
function notesOf({ policy, explore, weigh, train }: Config): string[] {
  const notes: string[] = [];
  if ('model' in policy) notes.push('starts from a fresh model, the paper from a pre-trained one');
  if (explore.stop === 'first-success') notes.push('tasks are sampled again only until they are solved');
  if (explore.temperature !== 1)
    notes.push(`explores at temperature ${explore.temperature}; 1 samples from the policy as it is`);
  if (weigh.by !== 'reward') notes.push(`weighs by ${weigh.by}, the paper by reward`);
  if (weigh.merge !== 'initial') notes.push(`merges ${weigh.merge}, the paper D_m with the demonstrations`);
  if (weigh.perTask !== undefined) notes.push(`keeps at most ${weigh.perTask} trajectories of a task`);
  if (train.from !== 'base') notes.push('trains from the incumbent, the paper from the base model');
  return notes;
}
