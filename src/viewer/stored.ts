/**
 * What is stored of a run as its page asks for it: files, and what the rollouts of one come to. From the files themselves,
 * row by row, so that it takes the memory of one; a server keeps rows instead (table/run-table.ts).
 */
import type { Metrics } from '../evaluate/metrics.ts';
import { countMetrics } from '../evaluate/metrics.ts';
import type { RunDirectory } from '../runs/directory.ts';
import type { FileRow } from './api.ts';
import { trajectoryFiles } from './table/files.ts';
import { asTrajectory } from './table/light-row.ts';
import { lightRowsOf, type OnDamaged } from './table/light-rows.ts';

export interface Stored {
  files(): Promise<FileRow[]>;
  /** By the file's id; undefined where there is none, or no rollout in it. `environments` are those that must appear. */
  metricsOf(id: string, environments?: readonly string[]): Promise<Metrics | undefined>;
}

export function storedOf(directory: RunDirectory, onDamaged?: OnDamaged): Stored {
  return {
    files: () => trajectoryFiles(directory),
    metricsOf: async (id, environments) => {
      const at = (await trajectoryFiles(directory)).find((one) => one.id === id);
      if (at === undefined) return undefined;
      const counter = countMetrics(environments);
      let rows = 0;
      for await (const row of lightRowsOf(at.file, onDamaged)) {
        counter.add(asTrajectory(row));
        rows += 1;
      }
      return rows === 0 ? undefined : counter.metrics();
    },
  };
}
