/**
 * `evolve`: one run in one run directory, from a config or resumed. Opens what the loop needs (lock, journal,
 * environments), runs it, and leaves summary.json. Prints nothing: `on` hears what happens.
 */
import { access, mkdir, readFile } from 'node:fs/promises';
import { loadConfig } from './config/load.ts';
import { digestOfConfig, toYaml } from './config/resolved.ts';
import type { Config } from './config/schema.ts';
import { createEnvironment } from './environments/catalog.ts';
import { AgentgymError, InterruptedError } from './errors.ts';
import { agentEvol } from './loop.ts';
import type { Listener } from './report/events.ts';
import { runDirectory, type RunDirectory } from './runs/directory.ts';
import { toJson, writeWhole } from './runs/files.ts';
import { openJournal } from './runs/journal.ts';
import { lock } from './runs/lock.ts';
import { type Summary, summaryOf } from './runs/summary.ts';
import { stagesOf } from './stages.ts';
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
  directory: RunDirectory;
}

/**
 * Runs AgentEvol to its end, going on from whatever the directory already holds.
 * Throws InterruptedError when `signal` fires (everything finished is kept; calling again goes on), and AgentgymError.
 */
export async function evolve({ config, directory: root, signal, on = () => {} }: EvolveRequest): Promise<EvolveResult> {
  const directory = runDirectory(root);
  const environments = await Promise.all(config.environments.map((entry) => createEnvironment(entry)));
  const held = await lock(directory.lock);
  const head = { version: packageVersion(), seed: config.seed, configDigest: digestOfConfig(config) };
  const journal = await openJournal(directory.journal);
  try {
    const resumed = await claim(directory, config);
    on({ type: 'run-started', name: config.name, directory: root, seed: config.seed, resumed, notes: notesOf(config) });
    const stages = stagesOf({ config, directory, journal, environments, signal, on });
    const evolution = await agentEvol(config, stages);
    const summary = summaryOf(head, config.evaluate.final, evolution, journal);
    await writeWhole(directory.summary, toJson(summary));
    return { summary, directory };
  } catch (error) {
    const status = error instanceof InterruptedError ? 'interrupted' : 'failed';
    const seconds = Math.round(journal.seconds() * 10) / 10;
    await writeWhole(directory.summary, toJson({ status, ...head, seconds, iterations: [] }));
    throw error;
  } finally {
    await journal.close();
    await held.release();
  }
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
  if (policy.model !== undefined) notes.push('starts from a fresh model, the paper from a pre-trained one');
  if (explore.stop === 'first-success') notes.push('tasks are sampled again only until they are solved');
  if (explore.temperature !== 1) notes.push(`explores at temperature ${explore.temperature}, the paper at 1`);
  if (weigh.by !== 'reward') notes.push(`weighs by ${weigh.by}, the paper by reward`);
  if (weigh.merge !== 'initial') notes.push(`merges ${weigh.merge}, the paper D_m with the demonstrations`);
  if (weigh.perTask !== undefined) notes.push(`keeps at most ${weigh.perTask} trajectories of a task`);
  if (train.from !== 'base') notes.push('trains from the incumbent, the paper from the base model');
  return notes;
}
