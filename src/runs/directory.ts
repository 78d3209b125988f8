/**
 * Every path of a run directory, in one place (DESIGN section 5). Makes no file by itself.
 */
import { join } from 'node:path';
import { AgentgymError } from '../errors.ts';

/** Whose held-out evaluations a run has. */
export const AGENTS = ['baseline', 'control', 'promoted'] as const;

export interface RunDirectory {
  readonly root: string;
  readonly config: string;
  readonly journal: string;
  readonly lock: string;
  readonly summary: string;
  readonly lineage: string;
  readonly log: string;
  /** The run as one page, written at its end. */
  readonly report: string;
  /** Where a running stage is. */
  readonly progress: string;
  /** Event files for TensorBoard, unless the config names another folder. */
  readonly tensorboard: string;
  /** What a tracker remembers of this run, for when it goes on. */
  tracking(name: string): string;
  readonly demonstrations: string;
  readonly checkpoints: string;
  /** Throws E_STORE_CORRUPT for an id that is no name of a folder: files that were tampered with may hold anything. */
  checkpoint(id: string): string;
  /** Where a trainer writes before the checkpoint has its digest; emptied when a run is opened. */
  readonly workshop: string;
  /** Where trainers that run elsewhere keep their jobs, which outlive this process. */
  readonly jobs: string;
  readonly iterations: string;
  /** Files of iteration `index`; 0 is cloning. */
  iteration(index: number): IterationFiles;
  /** Files of a training, by the key of its stage in the journal. */
  training(key: string): TrainingFiles;
  /** Held-out trajectories of an agent, at the end. */
  /** By agent, see AGENTS. */
  final(agent: string): string;
}

export interface IterationFiles {
  readonly folder: string;
  readonly trajectories: string;
  readonly examples: string;
  readonly pairs: string;
  readonly dev: string;
  readonly metrics: string;
  /** What the iteration learned from. */
  readonly dataCard: string;
  /** The training's loss, step by step. */
  readonly losses: string;
}

export interface TrainingFiles {
  readonly losses: string;
  /** What it goes on from after an interruption; removed when its checkpoint is kept. */
  readonly state: string;
}

/** A name that stays in its folder on every system; digests are 16 hex characters. */
function folderName(id: unknown): string {
  if (typeof id === 'string' && /^[\da-z][\w-]{0,127}$/iu.test(id)) return id;
  const shown = JSON.stringify(id)?.slice(0, 60) ?? typeof id;
  throw new AgentgymError('E_STORE_CORRUPT', `A file of the run names the checkpoint ${shown}, which cannot be one.`, {
    hint: 'Restore summary.json, lineage.json and journal.jsonl of the run.',
  });
}

export function runDirectory(root: string): RunDirectory {
  const at = (...parts: string[]): string => join(root, ...parts);
  const iteration = (index: number): string => at('iterations', String(index).padStart(4, '0'));
  return {
    root,
    config: at('config.resolved.yaml'),
    journal: at('journal.jsonl'),
    lock: at('run.lock'),
    summary: at('summary.json'),
    lineage: at('lineage.json'),
    log: at('logs', 'run.log'),
    report: at('report.html'),
    progress: at('progress.json'),
    tensorboard: at('tensorboard'),
    tracking: (name) => at('tracking', `${name}.json`),
    demonstrations: at('demonstrations.jsonl'),
    checkpoints: at('checkpoints'),
    checkpoint: (id) => at('checkpoints', folderName(id)),
    workshop: at('checkpoints', '.workshop'),
    jobs: at('jobs'),
    iterations: at('iterations'),
    iteration: (index) => {
      const folder = iteration(index);
      return {
        folder,
        trajectories: join(folder, 'trajectories.jsonl'),
        examples: join(folder, 'examples.jsonl'),
        pairs: join(folder, 'pairs.jsonl'),
        dev: join(folder, 'dev.jsonl'),
        metrics: join(folder, 'metrics.json'),
        dataCard: join(folder, 'data-card.json'),
        losses: join(folder, 'losses.jsonl'),
      };
    },
    training: (key) => {
      // Those beside cloning (warm start, control) have names of their own.
      const [, index] = /^iterations\/(\d+)\/train$/u.exec(key) ?? [];
      const own = index === undefined && key !== 'clone' ? `${key}-` : '';
      const folder = iteration(Number(index ?? 0));
      return { losses: join(folder, `${own}losses.jsonl`), state: join(folder, `${own}training-state.safetensors`) };
    },
    final: (agent) => at('final', `${agent}.jsonl`),
  };
}
