/**
 * Every path of a run directory, in one place (DESIGN section 5). Makes no file by itself.
 */
import { join } from 'node:path';

export interface RunDirectory {
  readonly root: string;
  readonly config: string;
  readonly journal: string;
  readonly lock: string;
  readonly summary: string;
  readonly lineage: string;
  readonly log: string;
  readonly demonstrations: string;
  readonly checkpoints: string;
  checkpoint(id: string): string;
  /** Where a trainer writes before the checkpoint has its digest; emptied when a run is opened. */
  readonly workshop: string;
  /** Where trainers that run elsewhere keep their jobs, which outlive this process. */
  readonly jobs: string;
  /** Files of iteration `index`; 0 is cloning. */
  iteration(index: number): IterationFiles;
  /** Held-out trajectories of an agent, at the end. */
  final(agent: string): string;
}

export interface IterationFiles {
  readonly folder: string;
  readonly trajectories: string;
  readonly examples: string;
  readonly pairs: string;
  readonly dev: string;
  readonly metrics: string;
}

export function runDirectory(root: string): RunDirectory {
  const at = (...parts: string[]): string => join(root, ...parts);
  return {
    root,
    config: at('config.resolved.yaml'),
    journal: at('journal.jsonl'),
    lock: at('run.lock'),
    summary: at('summary.json'),
    lineage: at('lineage.json'),
    log: at('logs', 'run.log'),
    demonstrations: at('demonstrations.jsonl'),
    checkpoints: at('checkpoints'),
    checkpoint: (id) => at('checkpoints', id),
    workshop: at('checkpoints', '.workshop'),
    jobs: at('jobs'),
    iteration: (index) => {
      const folder = at('iterations', String(index).padStart(4, '0'));
      return {
        folder,
        trajectories: join(folder, 'trajectories.jsonl'),
        examples: join(folder, 'examples.jsonl'),
        pairs: join(folder, 'pairs.jsonl'),
        dev: join(folder, 'dev.jsonl'),
        metrics: join(folder, 'metrics.json'),
      };
    },
    final: (agent) => at('final', `${agent}.jsonl`),
  };
}
