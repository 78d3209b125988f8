/**
 * Trains a decoder on weighted sequences: starts the worker threads of a stage, follows their progress, and returns
 * the trained parameters. The loss of a step is Σ weight·nll / N with N one constant of the stage, the mean number of
 * loss tokens of an optimiser step; dividing by a batch's own weights would cancel rewards wherever a batch holds
 * equal ones.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AgentgymError, InterruptedError, throwIfInterrupted } from '../../errors.ts';
import type { Architecture, Parameters } from '../architecture.ts';
import { openExitGuard } from '../onnx/exit-guard.ts';
import {
  countLossTokens,
  epochBatches,
  type PackedSequences,
  packSequences,
  type TrainingSequence,
} from './batches.ts';
import { flatten, layoutOf, unflatten } from './layout.ts';
import { Saver, type StateOptions } from './saving.ts';
import type { TrainingSettings } from './settings.ts';
import { allocate, type SharedMemory, stopAtOnce, stopTogether } from './shared.ts';
import { digestOfInputs, type Totals } from './state.ts';
import type { WorkerReport, WorkerTask } from './worker.ts';

export interface TrainModelRequest {
  architecture: Architecture;
  /** The parameters to start from; left as they are. */
  parameters: Parameters;
  sequences: readonly TrainingSequence[];
  settings: TrainingSettings;
  /** Number of optimiser steps. */
  steps: number;
  seed: number;
  /** Where to keep what is done when it is interrupted, and to go on from; the result is the same bits. */
  state?: StateOptions | undefined;
  signal?: AbortSignal | undefined;
  /** Hears every step once, also those that finish while training is interrupted. */
  on?: ((progress: StepProgress) => void) | undefined;
  /** Hears what becomes of the state. */
  onNotice?: ((notice: string) => void) | undefined;
}

export interface StepProgress {
  step: number;
  steps: number;
  /** Weighted mean negative log-likelihood of the step's loss tokens, nats. */
  loss: number;
  /** Global norm of the gradient, before clipping. */
  gradientNorm: number;
  /** Input tokens a second since the first step that was heard (padding not counted). */
  tokensPerSecond: number;
  /** Input tokens so far. */
  tokens: number;
}

export interface TrainedModel {
  parameters: Parameters;
  /** Mean loss of the last tenth of the steps. */
  loss: number;
  steps: number;
  /** Input tokens processed, and tokens that the loss was taken on. */
  tokens: number;
  lossTokens: number;
}

/**
 * Errors: E_TRAIN_DATA (nothing to train on, a sequence too long, a negative weight), E_TRAIN_DIVERGED (loss or
 * gradient not a number), InterruptedError once `signal` fires (after at most the micro-batch in progress, and once the
 * state is written).
 */
export async function trainModel(request: TrainModelRequest): Promise<TrainedModel> {
  throwIfInterrupted(request.signal);
  const { architecture, settings, steps, seed, state } = request;
  const layout = layoutOf(architecture);
  const sequences = packSequences(request.sequences, architecture);
  const shardTokens = settings.batchTokens / settings.shards;
  const batches = epochBatches(sequences, { tokens: shardTokens, seed, epoch: 0 }).length;
  const divisor = (countLossTokens(sequences) * settings.shards) / batches;
  const memory = allocate(layout, settings.shards);
  flatten(layout, request.parameters, memory.parameters);
  const saver = state && saverOf(request, state, { sequences, memory });
  const totals = await saver?.resume();
  throwIfInterrupted(request.signal);
  if (saver !== undefined && totals === undefined) {
    // What was read of a damaged file.
    flatten(layout, request.parameters, memory.parameters);
    for (const moments of [memory.first, memory.second]) moments.fill(0);
  }
  const ledger = new Ledger(request, totals);
  const threads = Math.max(1, Math.min(settings.shards, settings.threads ?? availableParallelism()));
  const done = ledger.totals.step;
  const shared = { architecture, settings, sequences, steps, done, seed, shardTokens, divisor, memory, threads };
  const task = { ...shared, holdEvery: state?.every };
  await runWorkers(
    Array.from({ length: threads }, (_, thread): StartedWith => ({ ...task, thread })),
    { request, ledger, saver },
  );
  return { parameters: unflatten(layout, memory.parameters), steps, ...ledger.summary() };
}

/** The number of threads changes no bit of the result, so a state of another number is as good. */
function saverOf(
  { architecture, settings, steps, seed, onNotice }: TrainModelRequest,
  state: StateOptions,
  { sequences, memory }: { sequences: PackedSequences; memory: SharedMemory },
): Saver {
  const { threads: _, ...counting } = settings;
  const { ids, weights, offsets } = sequences;
  const plain = { architecture, settings: counting, steps, seed };
  const of = digestOfInputs(plain, [memory.parameters, ids, weights, offsets]);
  return new Saver(state, { of, memory, onNotice });
}

/** Adds up what the steps report, and passes progress on. */
class Ledger {
  readonly totals: Totals;
  private readonly request: TrainModelRequest;
  private started: { at: number; tokens: number } | undefined;

  constructor(request: TrainModelRequest, totals: Totals | undefined) {
    this.request = request;
    this.totals = totals ?? { step: 0, tokens: 0, lossTokens: 0, last: { loss: 0, steps: 0 } };
  }

  step(report: Extract<WorkerReport, { kind: 'step' }>): void {
    const { steps, on } = this.request;
    const { step, norm } = report;
    const { totals } = this;
    const loss = report.weightedLoss / report.weight;
    totals.step = step;
    totals.tokens += report.tokens;
    totals.lossTokens += report.lossTokens;
    const now = performance.now();
    this.started ??= { at: now, tokens: totals.tokens };
    if (step > steps - Math.ceil(steps / 10)) {
      totals.last.loss += loss;
      totals.last.steps += 1;
    }
    const seconds = (now - this.started.at) / 1000;
    const tokensPerSecond = seconds > 0 ? (totals.tokens - this.started.tokens) / seconds : 0;
    on?.({ step, steps, loss, gradientNorm: norm, tokensPerSecond, tokens: totals.tokens });
  }

  summary(): { loss: number; tokens: number; lossTokens: number } {
    const { tokens, lossTokens, last } = this.totals;
    return { tokens, lossTokens, loss: last.loss / Math.max(1, last.steps) };
  }
}

/** The exit guard is opened with the thread. */
type StartedWith = Omit<WorkerTask, 'exitGuard'>;

interface Overseen {
  request: TrainModelRequest;
  ledger: Ledger;
  saver: Saver | undefined;
}

/** Resolves when all workers have finished their steps; otherwise stops them all and throws. */
async function runWorkers(tasks: readonly StartedWith[], { request, ledger, saver }: Overseen): Promise<void> {
  const { barrier }: SharedMemory = (tasks[0] as StartedWith).memory;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    stopAtOnce(barrier);
  };
  const interrupt = (): void => stopTogether(barrier);
  request.signal?.addEventListener('abort', interrupt);
  const receive = (report: WorkerReport): void => {
    if (failure) return;
    if (report.kind === 'failed') fail(new Error(`A training thread failed: ${report.message}`));
    else if (report.kind === 'diverged') fail(diverged(report.step));
    else if (report.kind === 'held') saver?.held(ledger.totals);
    else {
      try {
        ledger.step(report);
        saver?.stepped();
      } catch (error) {
        fail(error as Error);
      }
    }
  };
  await Promise.all(tasks.map((task) => runWorker(task, { receive, fail })));
  request.signal?.removeEventListener('abort', interrupt);
  const unfinished = ledger.totals.step < request.steps;
  await saver?.end(failure === undefined && unfinished ? ledger.totals : undefined);
  if (failure) throw failure;
  if (unfinished) throw new InterruptedError();
}

/** One thread, from its start to its exit. */
function runWorker(
  task: StartedWith,
  { receive, fail }: { receive: (report: WorkerReport) => void; fail: (error: Error) => void },
): Promise<void> {
  return new Promise((resolve) => {
    const guard = openExitGuard();
    const workerData: WorkerTask = { ...task, exitGuard: guard.shared };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    worker.on('message', receive);
    worker.on('error', fail);
    worker.on('exit', () => {
      guard.release();
      resolve();
    });
  });
}

function diverged(step: number): AgentgymError {
  return new AgentgymError('E_TRAIN_DIVERGED', `The loss or the gradient is not a number at step ${step}.`, {
    hint: 'Lower the learning rate, or lengthen the warm-up.',
  });
}
