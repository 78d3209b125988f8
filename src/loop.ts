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
import type { Comparison } from './evaluate/paired.ts';
import { extendLineage, type Lineage, rollBack, rootOf, stepsBehind, trainedOf } from './promote/lineage.ts';
import { decide, type Decision } from './promote/promote.ts';
import type { CheckpointRef, PreferencePair, Series, WeightedExample } from './train/contract.ts';
import type { Trajectories } from './trajectories/collection.ts';
import type { WeighReport } from './weigh/weigh.ts';

/** What the loop asks for. Iteration 0 is cloning. */
export interface Stages {
  base(): Promise<CheckpointRef>;
  demonstrate(): Promise<Trajectories>;
  explore(iteration: number, policy: CheckpointRef): Promise<{ trajectories: Trajectories; metrics: Metrics }>;
  weigh(iteration: number, data: Data): Promise<Lessons & { report: WeighReport; digest: string }>;
  train(request: TrainStage): Promise<{ checkpoint: CheckpointRef; loss: number | null }>;
  /** On the split that decides. */
  evaluate(iteration: number, agent: CheckpointRef): Promise<Metrics>;
  /** Both on the same tasks of that split, as many as the look takes; looks count from 1. */
  compare(look: number, contest: Record<'candidate' | 'incumbent', Standing>): Promise<Compared>;
  /** The iteration that was gone back to when this one was finished, if any. */
  rolledBack(iteration: number): number | undefined;
  /** On the split that is reported. */
  assess(agent: Agent, checkpoint: CheckpointRef): Promise<Metrics>;
  /** Called with what an iteration came to, in order. */
  finished(result: IterationResult, lineage: Lineage): Promise<void>;
}

export type Agent = 'baseline' | 'control' | 'promoted';

export interface Data {
  demonstrations: Trajectories;
  /** Of the iteration; cloning has none. */
  trajectories?: Trajectories;
  /** Trajectories of the iterations before. */
  earlier: readonly Trajectories[];
}

/** What a trainer learns from. */
export interface Lessons {
  examples: Series<WeightedExample>;
  pairs: Series<PreferencePair>;
}

export interface TrainStage extends Lessons {
  role: 'clone' | 'candidate' | 'control';
  iteration: number;
  from: CheckpointRef;
  steps: number;
}

/** What may explore: the cloned agent (iteration 0), or an iteration's candidate. */
export interface Standing {
  checkpoint: CheckpointRef;
  dev: Metrics;
  iteration: number;
}

/** `fraction` is the share of the tasks that may be played for the decision. */
export type Compared = Comparison & { fraction: number };

export interface IterationResult extends Decision {
  index: number;
  explored: number;
  exploration: Metrics;
  /** Examples trained on, demonstrations among them. */
  kept: number;
  loss: number | null;
  dev: Metrics;
  /** Looks that the verdict took, and the last of them. */
  looks: number;
  comparison: Compared | undefined;
}

export interface Evolution {
  /** The cloned agent, which explores first. */
  baseline: { checkpoint: CheckpointRef; dev: Metrics };
  iterations: IterationResult[];
  final: Record<'baseline' | 'promoted', Metrics> & { control?: Metrics };
  promoted: { checkpoint: CheckpointRef; iteration: number };
  lineage: Lineage;
}

/** The loop, to its end. */
export async function agentEvol(config: Config, stages: Stages): Promise<Evolution> {
  const base = await stages.base();
  const demonstrations = await stages.demonstrate();
  const imitation = await stages.weigh(0, { demonstrations, earlier: [] });

  const { examples, pairs } = imitation;
  const clone = { role: 'clone', iteration: 0, from: base, examples, pairs } as const;
  const cloned = await stages.train({ ...clone, steps: config.clone.steps });
  const baseline = { checkpoint: cloned.checkpoint, dev: await stages.evaluate(0, cloned.checkpoint), iteration: 0 };
  const first = { checkpoint: cloned.checkpoint, from: base, steps: config.clone.steps, lessons: imitation };
  let lineage = extendLineage([rootOf(base)], trainedOf({ ...first, dev: baseline.dev, iteration: 0 }));

  const standing: Standing[] = [baseline];
  let incumbent: Standing = baseline;
  const iterations: IterationResult[] = [];
  let earlier: Data['earlier'] = [];
  for (let m = 1; m <= config.iterations; m++) {
    const { trajectories, metrics: exploration } = await stages.explore(m, incumbent.checkpoint);
    const lessons = await stages.weigh(m, { demonstrations, trajectories, earlier });
    const from = config.train.from === 'base' ? base : incumbent.checkpoint;
    const training = { from, steps: config.train.steps, iteration: m };
    const { checkpoint, loss } = await stages.train({ role: 'candidate', ...training, ...lessons });
    const candidate = { checkpoint, dev: await stages.evaluate(m, checkpoint), iteration: m };
    const contest = { candidate, incumbent };
    const { looks, ...decision } = await decide(config.promotion, contest, config.iterations, (look) =>
      stages.compare(look, contest),
    );
    const comparison = looks.at(-1);
    const { dev } = candidate;
    lineage = extendLineage(lineage, trainedOf({ ...training, checkpoint, lessons, dev, decision, comparison }));
    standing.push(candidate);
    if (decision.promoted) incumbent = candidate;
    const back = standing[stages.rolledBack(m) ?? incumbent.iteration] ?? incumbent;
    if (back !== incumbent) lineage = rollBack(lineage, back, incumbent);
    incumbent = back;

    const figures = { exploration, kept: lessons.report.examples, loss, looks: looks.length, comparison };
    const explored = exploration.total.n + exploration.total.errors;
    const result = { index: m, explored, ...figures, dev, ...decision };
    iterations.push(result);
    await stages.finished(result, lineage);
    earlier = [...earlier, trajectories];
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
