/**
 * `evolve`: one run in one run directory, from a config or resumed. Opens what the loop needs (lock, journal,
 * environments), runs it, and leaves summary.json. Prints nothing: `on` hears what happens.
 */
import { access, rm } from 'node:fs/promises';
import { loadConfig } from './config/load.ts';
import { digestOfConfig } from './config/resolved.ts';
import { type Config, type EvolveConfig, isFresh } from './config/schema.ts';
import { departuresOf } from './departures.ts';
import { requireFormat } from './environments/action-formats/format.ts';
import type { Environment } from './environments/contract.ts';
import { withEnvironments } from './environments/lifecycle.ts';
import { requireVocabulary } from './environments/vocabulary.ts';
import { AgentgymError, InterruptedError, messageOf } from './errors.ts';
import { requireEvolvable } from './evolvable.ts';
import { LimitReached } from './explore/budget.ts';
import { underLimits } from './limited.ts';
import { agentEvol, type Evolution } from './loop.ts';
import { openEnvironments } from './open-environments.ts';
import { pinData } from './pin-data.ts';
import type { Timing } from './policies/endpoint/timing.ts';
import type { Listener } from './report/events.ts';
import { progressFile } from './report/progress-file.ts';
import { leaveReport } from './run-report.ts';
import { claim } from './runs/claim.ts';
import { requireContained } from './runs/contained.ts';
import { runDirectory, type RunDirectory } from './runs/directory.ts';
import { explainDisk } from './runs/disk-errors.ts';
import { toJson, writeWhole } from './runs/files.ts';
import { openJournal, readJournal } from './runs/journal.ts';
import { lock } from './runs/lock.ts';
import { machineOf } from './runs/machine.ts';
import { type Summary, summaryOf, unfinishedSummary } from './runs/summary.ts';
import { stagesOf } from './stages.ts';
import { agendaOf } from './stages/agenda.ts';
import { checkDevTasks, withFreshTasks } from './stages/dev-tasks.ts';
import { type Policies, policiesOf } from './stages/policies.ts';
import type { Workshop } from './stages/workshop.ts';
import { prepareTracking } from './tracking.ts';
import { packageVersion } from './version.ts';

/** Word-level tokens that hold the longest turns of the built-in experts in every format. */
const AMPLE_TOKENS = 128;

export interface EvolveRequest {
  config: Config;
  /** The run directory; made where it does not exist. One that holds another config is E_STORE_MISMATCH. */
  directory: string;
  signal?: AbortSignal | undefined;
  on?: Listener | undefined;
  /** What the limit of time is measured by; default: the real clock. */
  timing?: Timing | undefined;
  /** Optimiser steps between two states of a training in this process; default: by the time that they take. */
  saveEvery?: number | undefined;
}

export interface EvolveResult {
  summary: Summary;
  evolution: Evolution;
  directory: RunDirectory;
}

/**
 * Runs AgentEvol to its end, going on from whatever the directory already holds.
 * Throws InterruptedError when `signal` fires (everything finished is kept; calling again goes on), LimitReached where a
 * limit of the config is (calling again with a raised one goes on), and AgentgymError.
 */
export async function evolve(request: EvolveRequest): Promise<EvolveResult> {
  const { signal } = request;
  const directory = runDirectory(request.directory);
  await requireContained(directory.root);
  const evolvable = requireEvolvable(request.config);
  const track = await prepareTracking(evolvable.tracking, process.env);
  const { config: pinned, notes } = await pinData(evolvable, signal);
  const config = requireEvolvable(pinned);
  const warnings = [...notes];
  const onNotice = (notice: string): void => void warnings.push(notice);
  const entries = withFreshTasks(config).environments;
  const environments = await openEnvironments(entries, { data: config.data, signal, onNotice });
  for (const notice of checkDevTasks(config, environments)) onNotice(notice);
  requireFormat(environments, config.format ?? 'react');
  if (isFresh(config.policy)) requireVocabulary(environments);
  const start: Start = { ...request, config, warnings, track };
  return withEnvironments(environments, signal, () => runIn(directory, start, environments));
}

/** A request whose data is pinned, and what there is to say about it. */
interface Start extends Omit<EvolveRequest, 'config'> {
  config: EvolveConfig;
  warnings: readonly string[];
  track: Awaited<ReturnType<typeof prepareTracking>>;
}

async function runIn(
  directory: RunDirectory,
  request: Start,
  environments: readonly Environment[],
): Promise<EvolveResult> {
  const { config, on = () => {} } = request;
  const held = await lock(directory.lock);
  try {
    const { resumed, settle } = await claim(directory, config);
    const journal = await openJournal(directory.journal);
    const progress = progressFile(directory.progress);
    const onWarning = (message: string): void => on({ type: 'warning', message });
    const tracking = request.track({ config, directory, onWarning });
    const heard: Listener = (event) => {
      progress.on(event);
      on(event);
      tracking.on(event);
    };
    // What a killed process was writing; a checkpoint that was finished is no longer there.
    await rm(directory.workshop, { recursive: true, force: true });
    try {
      await settle(journal);
      return await run({ ...request, on: heard }, { directory, environments, journal }, resumed);
    } finally {
      await progress.close();
      await tracking.close();
      await journal.close();
    }
  } finally {
    await held.release();
  }
}

/** The loop, and its summary, whatever comes of it. */
async function run(
  { config, directory: root, signal, on = () => {}, timing, saveEvery, warnings }: Start,
  open: Pick<Workshop, 'directory' | 'environments' | 'journal'>,
  resumed: boolean,
): Promise<EvolveResult> {
  const { directory, journal } = open;
  const { name, seed } = config;
  const head = { version: packageVersion(), seed, configDigest: digestOfConfig(config), machine: machineOf() };
  const leave = async (summary: Summary, write = true): Promise<void> => {
    if (write) {
      await writeWhole(directory.summary, toJson(summary));
      // The run has ended as it has, whatever becomes of its report.
      await leaveReport(directory.root, summary.status).catch((error: unknown) =>
        on({ type: 'warning', message: `There is no report: ${messageOf(error)}` }),
      );
    }
    on({ type: 'run-finished', summary });
  };
  const agenda = agendaOf(config, open.environments);
  on({ type: 'run-started', name, directory: root, seed, resumed, notes: departuresOf(config), agenda });
  const short = shortTurns(config);
  for (const message of short === undefined ? warnings : [...warnings, short]) on({ type: 'warning', message });
  const limited = await underLimits({ config, directory, journal, signal, on, timing });
  const { budget } = limited;
  const shared = { ...open, config, saveEvery, budget, signal: limited.signal, on };
  let policies: Policies | undefined;
  let evolution: Evolution;
  try {
    policies = policiesOf(shared);
    evolution = await agentEvol(config, stagesOf({ ...shared, policies }));
  } catch (thrown) {
    const error = explainDisk(explainDisk(limited.explained(thrown)), root);
    const limit = error instanceof LimitReached ? { limit: error.reached } : {};
    const status = statusOf(error, signal);
    // What else cannot be written, or read, must not hide why.
    await unfinishedSummary(status, { ...head, usage: budget.spent(), ...limit }, open)
      .then((summary) => leave(summary, !isDamage(error)))
      .catch(() => {});
    await limited.end().catch(() => {});
    throw error;
  } finally {
    await policies?.close();
  }
  await limited.end();
  const summary = summaryOf({ ...head, usage: budget.spent() }, config.evaluate.final, evolution, journal);
  await leave(summary);
  return { summary, evolution, directory };
}

/** Where a directory is not as it was left, its files stay as they are. */
function isDamage(error: unknown): boolean {
  return error instanceof AgentgymError && ['E_STORE_CORRUPT', 'E_STORE_MISMATCH'].includes(error.code);
}

function statusOf(error: unknown, signal: AbortSignal | undefined): 'interrupted' | 'limited' | 'failed' {
  if (error instanceof InterruptedError || signal?.aborted === true) return 'interrupted';
  return error instanceof LimitReached ? 'limited' : 'failed';
}

/** JSON and calls take more tokens than ReAct, which the default length of a turn is made for. */
function shortTurns({ format = 'react', explore, evaluate }: Config): string | undefined {
  const least = Math.min(explore.maxTokens, evaluate.maxTokens);
  if (format === 'react' || least >= AMPLE_TOKENS) return undefined;
  return `turns of at most ${least} tokens may cut answers in ${format} short; set explore.maxTokens and evaluate.maxTokens to ${AMPLE_TOKENS}`;
}

/**
 * The config of a run directory, as it was resolved when the run began; `set` overrides settings of it.
 * @throws AgentgymError E_STORE_MISMATCH where there is no run, or one of a later version; E_STORE_LINK where a link leads
 * out of it; E_STORE_CORRUPT where its journal is damaged; E_CONFIG_INVALID where its config is, or `set`.
 */
export async function configOfRun(root: string, set: readonly string[] = []): Promise<Config> {
  const { config, journal } = runDirectory(root);
  try {
    await access(config);
  } catch (cause) {
    throw new AgentgymError('E_STORE_MISMATCH', `${root} is not a run directory: it has no config.resolved.yaml.`, {
      hint: 'Name a directory that `agentgym evolve` made.',
      cause,
    });
  }
  await requireContained(root);
  // Before the config, in which a later version may have settings that are mistakes to this one.
  await readJournal(journal);
  return (
    await loadConfig(config, { set }).catch((error: unknown) => {
      throw set.length === 0 ? damagedConfig(error, root) : error;
    })
  ).config;
}

/** The run wrote it without a mistake. */
function damagedConfig(error: unknown, root: string): unknown {
  if (!(error instanceof AgentgymError) || error.code !== 'E_CONFIG_INVALID') return error;
  return new AgentgymError(error.code, error.message, {
    hint: `The run wrote this file itself: what it names has gone, or it was changed or damaged. Put that right; or move the file away, and give the config that the run began with: agentgym evolve --config FILE --run-dir ${root}`,
    cause: error,
  });
}
