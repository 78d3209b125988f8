/**
 * AgentEvol (AgentGym, arXiv 2406.04151, section 4), as it runs: behavioural cloning on demonstrations, then for every
 * iteration explore → weigh → train → evaluate → promote; at the end the held-out split, for the cloned agent
 * (baseline), for cloning alone with as many optimiser steps (control), and for what was promoted.
 *
 * This file knows the order and nothing else: no files, no terminal, no clock. What a stage does, and that a finished
 * one is not done again when a run is resumed, is the business of the `Stages` it is given (src/stages.ts).
 */
import type { Config } from './config/schema.ts';
import type { Metrics } from './evaluate/metrics.ts';
import { extendLineage, type Lineage, type LineageEntry, stepsBehind } from './promote/lineage.ts';
import { promote } from './promote/promote.ts';
import type { CheckpointRef, PreferencePair, WeightedExample } from './train/contract.ts';
import type { Trajectory } from './trajectories/trajectory.ts';
import type { WeighReport } from './weigh/weigh.ts';

/** What the loop asks for. Iteration 0 is cloning. */
export interface Stages {
  base(): Promise<CheckpointRef>;
  demonstrate(): Promise<readonly Trajectory[]>;
  explore(iteration: number, policy: CheckpointRef): Promise<readonly Trajectory[]>;
  weigh(iteration: number, data: Data): Promise<Lessons & { report: WeighReport }>;
  train(request: TrainStage): Promise<{ checkpoint: CheckpointRef; loss: number | null }>;
  /** On the split that decides. */
  evaluate(iteration: number, agent: CheckpointRef): Promise<Metrics>;
  /** On the split that is reported. */
  assess(agent: Agent, checkpoint: CheckpointRef): Promise<Metrics>;
  /** Called with what an iteration came to, in order. */
  finished(result: IterationResult, lineage: Lineage): Promise<void>;
}

export type Agent = 'baseline' | 'control' | 'promoted';

export interface Data {
  demonstrations: readonly Trajectory[];
  trajectories: readonly Trajectory[];
  /** Trajectories of the iterations before. */
  earlier: readonly (readonly Trajectory[])[];
}

/** What a trainer learns from. */
export interface Lessons {
  examples: readonly WeightedExample[];
  pairs: readonly PreferencePair[];
}

export interface TrainStage extends Lessons {
  role: 'clone' | 'candidate' | 'control';
  iteration: number;
  from: CheckpointRef;
  steps: number;
}

export interface IterationResult {
  index: number;
  explored: number;
  /** Examples trained on, demonstrations among them. */
  kept: number;
  loss: number | null;
  dev: Metrics;
  promoted: boolean;
  reason: string;
}

export interface Evolution {
  /** The cloned agent, which explores first. */
  baseline: { checkpoint: CheckpointRef; dev: Metrics };
  iterations: IterationResult[];
  final: Record<'baseline' | 'promoted', Metrics> & { control?: Metrics };
  promoted: { checkpoint: CheckpointRef; iteration: number };
  lineage: Lineage;
}

/** Runs the loop to its end. */
export async function agentEvol(config: Config, stages: Stages): Promise<Evolution> {
  const base = await stages.base();
  const demonstrations = await stages.demonstrate();
  const imitation = await stages.weigh(0, { demonstrations, trajectories: [], earlier: [] });

  const { examples, pairs } = imitation;
  const clone = { role: 'clone', iteration: 0, from: base, examples, pairs } as const;
  const cloned = await stages.train({ ...clone, steps: config.clone.steps });
  const baseline = { checkpoint: cloned.checkpoint, dev: await stages.evaluate(0, cloned.checkpoint), iteration: 0 };
  let lineage: Lineage = [rootOf(base)];
  lineage = extendLineage(lineage, {
    ...entryOf(baseline.checkpoint, base, config.clone.steps, imitation.report),
    role: 'clone',
    iteration: 0,
    promoted: true,
    reason: 'The cloned agent explores first.',
  });

  let incumbent = baseline;
  const iterations: IterationResult[] = [];
  let earlier: Data['earlier'] = [];
  for (let m = 1; m <= config.iterations; m++) {
    const trajectories = await stages.explore(m, incumbent.checkpoint);
    const { report, ...lessons } = await stages.weigh(m, { demonstrations, trajectories, earlier });
    const from = config.train.from === 'base' ? base : incumbent.checkpoint;
    const steps = config.train.steps;
    const { checkpoint, loss } = await stages.train({ role: 'candidate', iteration: m, from, ...lessons, steps });
    const dev = await stages.evaluate(m, checkpoint);
    const { promoted, reason } = promote({ candidate: dev, incumbent: incumbent.dev });

    lineage = extendLineage(lineage, {
      ...entryOf(checkpoint, from, steps, report),
      role: 'candidate',
      iteration: m,
      promoted,
      reason,
    });
    const result = { index: m, explored: trajectories.length, kept: report.examples, loss, dev, promoted, reason };
    iterations.push(result);
    await stages.finished(result, lineage);
    earlier = [...earlier, trajectories];
    if (promoted) incumbent = { checkpoint, dev, iteration: m };
  }

  // In an order in which a server has to change its weights the least: promoted was mostly evaluated last.
  const promoted = await stages.assess('promoted', incumbent.checkpoint);
  const final: Evolution['final'] = { baseline: await stages.assess('baseline', baseline.checkpoint), promoted };
  if (config.control) {
    // Where nothing was promoted, the control still gets what an iteration's training took.
    const steps = incumbent.iteration === 0 ? config.train.steps : stepsBehind(lineage, incumbent.checkpoint.id);
    // Cloned for as long, the baseline is its own control: the same steps on the same data from the same seed.
    const control = steps === config.clone.steps ? cloned : await stages.train({ ...clone, role: 'control', steps });
    final.control = await stages.assess('control', control.checkpoint);
  }
  return { baseline, iterations, final, promoted: incumbent, lineage };
}

function rootOf(base: CheckpointRef): LineageEntry {
  const data = { demonstrations: 0, explored: 0 };
  return { id: base.id, role: 'base', parent: null, iteration: 0, data, steps: 0, promoted: false, reason: '' };
}

function entryOf(
  checkpoint: CheckpointRef,
  from: CheckpointRef,
  steps: number,
  report: WeighReport,
): Pick<LineageEntry, 'id' | 'parent' | 'data' | 'steps'> {
  const data = { demonstrations: report.in.demonstrations, explored: report.in.explored + report.in.earlier };
  return { id: checkpoint.id, parent: from.id, data, steps };
}
