/**
 * What the two sides of a comparison may be called, and the files of trajectories behind such a name, best first:
 *
 *   runs/x                        the promoted agent's final report, or what it played on dev
 *   runs/x@baseline, @control, @promoted   an agent of the final report
 *   runs/x@2                      what the candidate of iteration 2 played on dev; 0 is the cloned agent
 *   runs/x/checkpoints/<digest>   what the checkpoint played at the end, or on dev
 *   DIR                           with trajectories.jsonl, as `eval --out` leaves it
 *   FILE                          of trajectories, in any format that is read
 *
 * Reads no more of the files than which split they are of.
 */
import { access, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Split } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import type { Lineage } from '../promote/lineage.ts';
import { requireContained } from '../runs/contained.ts';
import { AGENTS, type RunDirectory, runDirectory } from '../runs/directory.ts';
import { factsIn } from './row.ts';

/** A file that a name may stand for. */
export interface Choice {
  file: string;
  /** Of its first row; undefined where it has none. */
  split: Split | undefined;
}

type AgentName = (typeof AGENTS)[number];

/**
 * The files that a name stands for, at least one; relative paths are relative to `cwd`.
 * @throws AgentgymError E_DATA_SOURCE where there is nothing of the name, E_STORE_MISMATCH where a run has not come so far.
 */
export async function choicesOf(name: string, cwd: string): Promise<Choice[]> {
  const path = resolve(cwd, name);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return withSplits(await ofDirectory(path, name));
  if (found !== undefined) return withSplits([path]);
  const [, root, which] = /^(.+)@([^@/]+)$/u.exec(name) ?? [];
  const directory = root === undefined ? undefined : runDirectory(resolve(cwd, root));
  if (directory === undefined || which === undefined || !(await exists(directory.root))) {
    throw new AgentgymError('E_DATA_SOURCE', `There is no run, checkpoint or file ${name}.`, {
      hint: `The path was taken relative to ${cwd}. A run's parts are named runs/x@baseline, @control, @promoted, and runs/x@2 for iteration 2.`,
    });
  }
  await requireRun(directory, root ?? '');
  return withSplits([await partOf(directory, which, name)]);
}

/** The first pair of files, in this order of preference, that are of one split; else the first of each. */
export function sameSplit(a: readonly Choice[], b: readonly Choice[]): [Choice, Choice] | undefined {
  const pairs = a.flatMap((one) => b.map((other) => [one, other] as [Choice, Choice]));
  return pairs.find(([one, other]) => one.split !== undefined && one.split === other.split) ?? pairs[0];
}

async function ofDirectory(path: string, name: string): Promise<string[]> {
  const directory = runDirectory(path);
  if (await exists(directory.config)) {
    await requireContained(path);
    return filesOfRun(directory, name);
  }
  const run = runDirectory(dirname(dirname(path)));
  if (dirname(path) === run.checkpoints && (await exists(run.config))) {
    await requireContained(run.root);
    return filesOfCheckpoint(run, path, name);
  }
  const evaluated = join(path, 'trajectories.jsonl');
  if (await exists(evaluated)) {
    await requireContained(path);
    return [evaluated];
  }
  throw new AgentgymError(
    'E_STORE_MISMATCH',
    `${name} is no run directory, no checkpoint of one, and has no trajectories.jsonl.`,
    {
      hint: 'Name a directory that `agentgym evolve` or `agentgym eval --out` made, or a file of trajectories.',
    },
  );
}

async function filesOfRun(directory: RunDirectory, name: string): Promise<string[]> {
  const incumbent = (await lineageOf(directory)).findLast((entry) => entry.promoted)?.id;
  const dev = incumbent === undefined ? [] : await devFiles(directory, incumbent);
  const files = await existing([directory.final('promoted'), ...dev]);
  if (files.length > 0) return files;
  throw new AgentgymError('E_STORE_MISMATCH', `${name} has evaluated nothing that it promoted yet.`, {
    hint: `Finish it with: agentgym evolve --resume ${name}. What an iteration played on dev is ${name}@1, that of the cloned agent ${name}@0.`,
  });
}

async function filesOfCheckpoint(run: RunDirectory, path: string, name: string): Promise<string[]> {
  const id = basename(path);
  const lineage = await lineageOf(run);
  const agents: AgentName[] = [];
  if (lineage.findLast((entry) => entry.promoted)?.id === id) agents.push('promoted');
  if (lineage.some((entry) => entry.id === id && entry.role === 'clone')) agents.push('baseline');
  const files = await existing([...agents.map((agent) => run.final(agent)), ...(await devFiles(run, id))]);
  if (files.length > 0) return files;
  throw new AgentgymError('E_STORE_MISMATCH', `The run has no evaluation of the checkpoint ${name}.`, {
    hint: `Make one: agentgym eval --policy checkpoint:${name} --config ${run.config} --out evaluation, and name that directory.`,
  });
}

/** What the checkpoint played on dev when it was new. */
async function devFiles(directory: RunDirectory, id: string): Promise<string[]> {
  const made = (await lineageOf(directory)).find((entry) => entry.id === id && entry.role !== 'rollback');
  return made === undefined ? [] : [directory.iteration(made.iteration).dev];
}

async function partOf(directory: RunDirectory, which: string, name: string): Promise<string> {
  const agent = AGENTS.find((one) => one === which);
  if (agent === undefined && !/^\d+$/u.test(which)) {
    throw new AgentgymError('E_DATA_SOURCE', `${name}: a run has no part ${which}.`, {
      hint: `Its parts are ${AGENTS.join(', ')}, and the number of an iteration.`,
    });
  }
  const file = agent === undefined ? directory.iteration(Number(which)).dev : directory.final(agent);
  if (await exists(file)) return file;
  throw new AgentgymError('E_STORE_MISMATCH', `${name}: the run has no ${file.slice(directory.root.length + 1)}.`, {
    hint:
      agent === undefined
        ? 'The iteration is not evaluated (yet).'
        : 'The run has not come so far, or trains no control.',
  });
}

async function requireRun(directory: RunDirectory, root: string): Promise<void> {
  if (await exists(directory.config)) return requireContained(directory.root);
  throw new AgentgymError('E_STORE_MISMATCH', `${root} is not a run directory: it has no config.resolved.yaml.`, {
    hint: 'Name a directory that `agentgym evolve` made.',
  });
}

async function lineageOf({ lineage }: RunDirectory): Promise<Lineage> {
  const text = await readFile(lineage, 'utf8').catch(() => '[]');
  try {
    return JSON.parse(text) as Lineage;
  } catch (cause) {
    throw new AgentgymError('E_STORE_CORRUPT', `${lineage} is not JSON.`, {
      hint: 'It was cut short or damaged. The files of trajectories can be compared by their own names.',
      cause,
    });
  }
}

async function withSplits(files: readonly string[]): Promise<Choice[]> {
  return Promise.all(files.map(async (file) => ({ file, split: await splitOf(file) })));
}

async function splitOf(file: string): Promise<Split | undefined> {
  for await (const { facts } of factsIn(file)) return facts.split;
  return undefined;
}

async function existing(files: readonly string[]): Promise<string[]> {
  const there = await Promise.all(files.map(exists));
  return files.filter((_, i) => there[i] === true);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
