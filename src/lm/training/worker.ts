/**
 * One thread of a training stage (data parallel). For each step it computes the gradients of some shards, then reduces
 * and updates its units of the parameters; barriers separate the two. Shards and units are fixed and every number is
 * computed in the same way by whichever thread, so results do not depend on the number of threads.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import type { Architecture } from '../architecture.ts';
import { guarded, joinExitGuard } from '../onnx/exit-guard.ts';
import { assemble, batchStream, type PackedSequences, paddedSize } from './batches.ts';
import { GradientEngine } from './gradients.ts';
import { askForHold, awaitRelease, takeHold } from './hold.ts';
import { type Layout, layoutOf, type Unit } from './layout.ts';
import { adamW, clipScale, reduceGradients } from './optimiser.ts';
import { learningRate } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';
import { arrive, draw, REPORT, type SharedMemory, stopAtOnce, stopped } from './shared.ts';

/** What a worker is started with. */
export interface WorkerTask {
  architecture: Architecture;
  settings: TrainingSettings;
  sequences: PackedSequences;
  steps: number;
  /** Steps that are done already: the memory holds what they came to. */
  done: number;
  /** Steps between holds that nobody has to ask for. */
  holdEvery: number | undefined;
  seed: number;
  /** Tokens of a micro-batch, approximately. */
  shardTokens: number;
  /** The constant N that the loss is divided by. */
  divisor: number;
  memory: SharedMemory;
  /** Which of the `threads` this is, from 0. The first one reports. */
  thread: number;
  threads: number;
  /** Memory of this thread's exit guard. */
  exitGuard: SharedArrayBuffer;
}

/** What a worker tells the main thread. */
export type WorkerReport =
  | {
      kind: 'step';
      step: number;
      weightedLoss: number;
      weight: number;
      norm: number;
      tokens: number;
      lossTokens: number;
    }
  /** Parameters and moments are those after the step that was told last, until the hold is released. */
  | { kind: 'held' }
  | { kind: 'diverged'; step: number }
  | { kind: 'failed'; message: string };

const say = (report: WorkerReport): void => parentPort?.postMessage(report, []);

async function run(task: WorkerTask): Promise<void> {
  const layout = layoutOf(task.architecture);
  const engine = await guarded(() => GradientEngine.create(task.architecture, layout));
  const stream = batchStream(task.sequences, { tokens: task.shardTokens, seed: task.seed });
  const { settings, done, memory } = task;
  const { barrier, hold } = memory;
  for (let drawn = 0; drawn < done * settings.shards; drawn++) stream.next();
  for (let step = done + 1; step <= task.steps; step++) {
    const batches = Array.from({ length: settings.shards }, () => stream.next().value as number[]);
    await computeShards(task, engine, { batches, round: step - done - 1 });
    if (!arrive(barrier, task.threads)) break;
    for (const [i, unit] of mine(task, layout.units)) memory.squares[i] = reduceGradients(memory.slots, unit);
    if (task.thread === 0) awaitRelease(hold, () => stopped(barrier));
    if (!arrive(barrier, task.threads)) break;
    if (!update(task, layout, step)) break;
    if (!arrive(barrier, task.threads)) break;
    if (task.thread === 0 && step < task.steps) offerHold(task, step);
  }
  await engine.close();
}

/** Between two steps, nothing is half done. */
function offerHold({ memory, holdEvery }: WorkerTask, step: number): void {
  if (holdEvery !== undefined && step % holdEvery === 0) askForHold(memory.hold);
  if (takeHold(memory.hold)) say({ kind: 'held' });
}

interface ShardWork {
  /** The sequences of each shard of the step. */
  batches: readonly number[][];
  round: number;
}

/** The items that are this thread's, with their indices. */
function mine<T>({ thread, threads }: WorkerTask, items: readonly T[]): [number, T][] {
  return [...items.entries()].filter(([i]) => i % threads === thread);
}

/** Computes shards, the largest first, until none is left; which thread computes which makes no difference. */
async function computeShards(task: WorkerTask, engine: GradientEngine, work: ShardWork): Promise<void> {
  const { memory, divisor, threads } = task;
  const sizes = work.batches.map((batch) => paddedSize(task.sequences, batch));
  const order = [...sizes.keys()].toSorted((i, j) => (sizes[j] as number) - (sizes[i] as number));
  engine.parameters.set(memory.parameters);
  for (;;) {
    const ticket = draw(memory.barrier, { round: work.round, items: order.length, parties: threads });
    if (ticket === undefined || stopped(memory.barrier)) return;
    const shard = order[ticket] as number;
    const batch = assemble(task.sequences, work.batches[shard] as number[], divisor);
    const loss = await guarded(() => engine.compute(batch));
    memory.slots[shard]?.set(engine.gradients);
    const report = memory.reports[shard] as Float64Array;
    report[REPORT.loss] = loss * divisor;
    report[REPORT.weight] = batch.weights.reduce((sum, w) => sum + w, 0) * divisor;
    report[REPORT.tokens] = batch.tokens;
    report[REPORT.lossTokens] = batch.rows.length;
  }
}

/** Clips and updates this thread's units. Returns false if training has diverged, which every thread sees alike. */
function update(task: WorkerTask, layout: Layout, step: number): boolean {
  const { memory, settings } = task;
  const norm = Math.sqrt(memory.squares.reduce((sum, square) => sum + square, 0));
  const total = (field: number): number => memory.reports.reduce((sum, report) => sum + (report[field] as number), 0);
  const loss = total(REPORT.loss);
  const finite = Number.isFinite(norm) && Number.isFinite(loss);
  if (task.thread === 0) {
    if (finite) {
      const [weight, tokens, lossTokens] = [total(REPORT.weight), total(REPORT.tokens), total(REPORT.lossTokens)];
      say({ kind: 'step', step, weightedLoss: loss, weight, norm, tokens, lossTokens });
    } else say({ kind: 'diverged', step });
  }
  if (!finite) return false;
  const rate = learningRate(settings, step, task.steps);
  const how = { settings, learningRate: rate, step, scale: clipScale(norm, settings.clip) };
  for (const [, unit] of mine<Unit>(task, layout.units))
    adamW(memory, memory.slots[0] as Float32Array, { ...unit, ...how });
  return true;
}

const task = workerData as WorkerTask;
joinExitGuard(task.exitGuard);
try {
  await run(task);
} catch (error) {
  stopAtOnce(task.memory.barrier);
  say({ kind: 'failed', message: messageOf(error) });
}
