/**
 * Which files an export reads: those of a run directory that hold what is asked for, or one file by itself. Reads no
 * rows (entries.ts).
 */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { AGENTS, type RunDirectory, runDirectory } from '../../runs/directory.ts';
import type { Part } from '../formats/catalog.ts';

/** Agents of the final report. */

export interface Source {
  file: string;
  holds: 'trajectories' | 'examples';
  /** As in the `source` of weighted examples: `iteration 2`, `demonstration`; or an agent. Absent of a file by itself. */
  origin?: string;
  iteration?: number;
}

export interface Sources {
  /** Of a run; undefined of a file by itself. */
  directory: RunDirectory | undefined;
  /** In the order they are read; never empty. */
  sources: readonly Source[];
}

export interface SourceRequest {
  /** A run directory or a file, as a path that can be opened. */
  from: string;
  part: Part;
  /** Iterations that are asked for; undefined: all, and of examples the last. */
  iterations?: readonly number[] | undefined;
}

/**
 * @throws AgentgymError E_STORE_MISMATCH where a directory is no run, E_CONFIG_INVALID where there is nothing, or
 * not what is asked for, E_EXPORT_EMPTY where the run has not come that far.
 */
export async function sourcesOf({ from, part, iterations }: SourceRequest): Promise<Sources> {
  const found = await stat(from).catch((cause: unknown) => {
    throw new AgentgymError('E_CONFIG_INVALID', `There is no run directory or file ${from}.`, { cause });
  });
  if (!found.isDirectory()) return { directory: undefined, sources: [fileSource(from, part, iterations)] };
  const directory = runDirectory(from);
  if (!(await exists(directory.config))) {
    throw new AgentgymError('E_STORE_MISMATCH', `${from} is not a run directory: it has no config.resolved.yaml.`, {
      hint: 'Name a directory that `agentgym evolve` made, or a file of trajectories.',
    });
  }
  if (iterations !== undefined && (part === 'demonstrations' || part === 'final')) {
    throw new AgentgymError('E_CONFIG_INVALID', `The ${part} of a run belong to no iteration.`, {
      hint: 'Leave out --iteration.',
    });
  }
  const sources = await partOf(directory, part, iterations);
  if (sources.length > 0) return { directory, sources };
  throw new AgentgymError('E_EXPORT_EMPTY', `The run ${basename(from)} holds no ${part}.`, {
    hint:
      part === 'demonstrations'
        ? 'They are in a run where an expert played them; else export the file that its config names.'
        : 'Wait until it has come that far, or export another part of it (--what).',
  });
}

function fileSource(file: string, part: Part, iterations: readonly number[] | undefined): Source {
  if (part !== 'trajectories' && part !== 'examples') {
    throw new AgentgymError(
      'E_CONFIG_INVALID',
      `--what ${part} is a part of a run directory; ${basename(file)} is a file.`,
      {
        hint: 'Of a file, leave out --what, or give --what examples where it holds weighted examples.',
      },
    );
  }
  if (iterations !== undefined) {
    throw new AgentgymError('E_CONFIG_INVALID', 'A file by itself does not say which iteration a row is of.', {
      hint: 'Leave out --iteration, or name the run directory.',
    });
  }
  return { file, holds: part };
}

/** Files of a run that are there; E_CONFIG_INVALID where one of the iterations asked for is not. */
export async function partOf(directory: RunDirectory, part: Part, iterations?: readonly number[]): Promise<Source[]> {
  if (part === 'demonstrations') {
    return existing([{ file: directory.demonstrations, holds: 'trajectories', origin: 'demonstration' }]);
  }
  if (part === 'final') {
    return existing(AGENTS.map((agent) => ({ file: directory.final(agent), holds: 'trajectories', origin: agent })));
  }
  const holds = part === 'examples' ? 'examples' : 'trajectories';
  const all: Source[] = [];
  for (let iteration = 0; await exists(directory.iteration(iteration).folder); iteration++) {
    const file = directory.iteration(iteration)[part];
    all.push(...(await existing([{ file, holds, origin: `iteration ${iteration}`, iteration }])));
  }
  if (iterations === undefined) return part === 'examples' ? all.slice(-1) : all;
  const missing = iterations.filter((asked) => !all.some(({ iteration }) => iteration === asked));
  if (missing.length > 0 && all.length > 0) {
    const there = all.map(({ iteration }) => iteration).join(', ');
    throw new AgentgymError('E_CONFIG_INVALID', `The run has no ${part} of iteration ${missing.join(', ')}.`, {
      hint: `It has those of: ${there}.`,
    });
  }
  return all.filter(({ iteration }) => iterations.some((asked) => asked === iteration));
}

async function existing(sources: readonly Source[]): Promise<Source[]> {
  const there = await Promise.all(sources.map(({ file }) => exists(file)));
  return sources.filter((_, i) => there[i] === true);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
