/** Measures both sides in turn, round by round, and sees to it that they compute the same. Prints nothing. */
import type { Inputs } from './inputs.ts';
import type { Generated, Rate, Trained } from './measurement.ts';
import * as ours from './ours.ts';
import { ATTENTIONS, type PyTorch } from './pytorch.ts';
import type { Shape } from './shapes.ts';

export interface Comparison {
  what: string;
  /** What of PyTorch it is compared with. */
  opponent: string;
  /** The ratio to reach; undefined where none is set. */
  bar?: number;
  /** One of each round; `theirs` is empty without PyTorch. */
  ours: Rate[];
  theirs: Rate[];
}

export interface Plan {
  shape: Shape;
  inputs: Inputs;
  rounds: number;
  /** Optimiser steps of a round, the warm-up included. */
  steps: number;
  /** Seconds of generation of a round, at least. */
  seconds: number;
  pytorch: PyTorch | undefined;
}

const rateOf = ({ wall, cpu }: Rate): Rate => ({ wall, cpu });

/** One comparison for each of PyTorch's attentions; the bar is for the eager one. */
export async function compareTraining(plan: Plan): Promise<Comparison[]> {
  const { shape, inputs, rounds, steps, pytorch } = plan;
  const comparisons = ATTENTIONS.map((attention): Comparison => {
    const bar = attention === 'eager' ? { bar: shape.bars.train } : {};
    return { what: 'training', opponent: attention, ...bar, ours: [], theirs: [] };
  });
  for (let round = 0; round < rounds; round++) {
    const our = await ours.train(shape, inputs, steps);
    for (const [i, attention] of ATTENTIONS.entries()) {
      comparisons[i]?.ours.push(rateOf(our));
      if (pytorch === undefined) continue;
      const their = await pytorch.train(inputs, attention, steps);
      checkLosses(our, their);
      comparisons[i]?.theirs.push(rateOf(their));
    }
  }
  return pytorch === undefined ? comparisons.slice(0, 1) : comparisons;
}

export async function compareGeneration(plan: Plan, batch: number): Promise<Comparison> {
  const { shape, inputs, rounds, seconds, pytorch } = plan;
  const bar = shape.bars.generate[batch];
  const comparison: Comparison = {
    what: `generation, batch ${batch}`,
    opponent: 'generate',
    ...(bar === undefined ? {} : { bar }),
    ours: [],
    theirs: [],
  };
  for (let round = 0; round < rounds; round++) {
    const our = await ours.generate(shape, inputs, { batch, seconds });
    comparison.ours.push(rateOf(our));
    if (pytorch === undefined) continue;
    const their = await pytorch.generate(inputs, { batch, seconds });
    checkAnswers(our, their);
    comparison.theirs.push(rateOf(their));
  }
  return comparison;
}

/** Equal before the first update up to rounding; an update multiplies what rounding differs in. */
function checkLosses(our: Trained, their: Trained): void {
  for (const [step, loss] of our.losses.entries()) {
    const other = their.losses[step] ?? Number.NaN;
    if (!(Math.abs(loss - other) <= (step === 0 ? 1e-4 : 1e-2))) {
      throw new Error(`The sides do not compute the same: at step ${step} our loss is ${loss}, PyTorch's ${other}.`);
    }
  }
}

/** Rounding may choose differently between tokens that are nearly as probable, and an answer differs from there on. */
function checkAnswers(our: Generated, their: Generated): void {
  const total = our.answers.length;
  const equal = our.answers.filter((answer, i) => answer.join() === their.answers[i]?.join()).length;
  if (equal < 0.9 * total) throw new Error(`Only ${equal} of ${total} greedy answers are the same on both sides.`);
}
