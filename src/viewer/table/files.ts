/** The files of trajectories that a run directory has, under the names that URLs know them by. Reads none of them. */
import { readdir, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { AGENTS, type RunDirectory } from '../../runs/directory.ts';
import type { FileRow } from '../api.ts';

export interface TrajectoryFile extends Omit<FileRow, 'bytes'> {
  /** The file itself, which no URL says. */
  file: string;
}

/** In the order of the run: demonstrations, the iterations, the final report. Only those that are there. */
export async function trajectoryFiles(directory: RunDirectory): Promise<(TrajectoryFile & { bytes: number })[]> {
  const names = await readdir(directory.iterations).catch(() => []);
  const iterations = names
    .filter((name) => /^\d{4,6}$/u.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
  const candidates: Omit<TrajectoryFile, 'path'>[] = [
    { id: 'demonstrations', kind: 'demonstrations', iteration: null, file: directory.demonstrations },
    ...iterations.flatMap((m) => {
      const { trajectories, dev } = directory.iteration(m);
      return [
        { id: `explore-${m}`, kind: 'explore', iteration: m, file: trajectories } as const,
        { id: `dev-${m}`, kind: 'dev', iteration: m, file: dev } as const,
      ];
    }),
    ...AGENTS.map((agent) => {
      return { id: `final-${agent}`, kind: 'final', iteration: null, agent, file: directory.final(agent) } as const;
    }),
  ];
  const there = await Promise.all(
    candidates.map(async (one) => {
      const found = await stat(one.file).catch(() => undefined);
      const path = relative(directory.root, one.file).replaceAll('\\', '/');
      return found?.isFile() === true ? [{ ...one, path, bytes: found.size }] : [];
    }),
  );
  return there.flat();
}
