/** Which files of trajectories a replay reads: one by itself, or all that a run holds. Reads no rows. */
import { open, stat } from 'node:fs/promises';
import { AgentgymError } from '../errors.ts';
import { requireContained } from '../runs/contained.ts';
import { runDirectory } from '../runs/directory.ts';
import { partOf } from '../trajectories/export/sources.ts';

export interface Sources {
  /** Root of the run; undefined of a file by itself. */
  run: string | undefined;
  files: readonly string[];
}

/** @throws AgentgymError E_DATA_SOURCE where there is nothing, E_STORE_MISMATCH where a directory is no run, E_STORE_LINK where a link leads out of it. */
export async function sourcesOf(path: string): Promise<Sources> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AgentgymError('E_DATA_SOURCE', `There is no run directory or file ${path}.`, { cause });
  });
  if (!found.isDirectory()) return { run: undefined, files: [path] };
  const directory = runDirectory(path);
  const isRun = await stat(directory.config).catch(() => undefined);
  if (isRun === undefined) {
    throw new AgentgymError('E_STORE_MISMATCH', `${path} is not a run directory: it has no config.resolved.yaml.`, {
      hint: 'Name a directory that `agentgym evolve` made, or a file of trajectories.',
    });
  }
  await requireContained(path);
  const parts = ['demonstrations', 'trajectories', 'dev', 'final'] as const;
  const sources = await Promise.all(parts.map((part) => partOf(directory, part)));
  const files = sources.flat().map(({ file }) => file);
  if (files.length > 0) return { run: path, files };
  throw new AgentgymError('E_DATA_SOURCE', `The run ${path} holds no trajectories yet.`);
}

/** Lines of the files, which are rows where they are JSON lines: for progress. */
export async function linesIn(files: readonly string[]): Promise<number> {
  let lines = 0;
  for (const file of files) {
    const handle = await open(file);
    try {
      const chunk = Buffer.alloc(1 << 20);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length);
        if (bytesRead === 0) break;
        for (let at = chunk.indexOf(0x0a); at !== -1 && at < bytesRead; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
      }
    } finally {
      await handle.close();
    }
  }
  return lines;
}
