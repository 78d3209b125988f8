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
import { countLossTokens, epochBatches, packSequences, type TrainingSequence } from './batches.ts';
import { flatten, layoutOf, unflatten } from './layout.ts';
import type { TrainingSettings } from './settings.ts';
import { allocate, type SharedMemory, stop } from './shared.ts';
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
  signal?: AbortSignal | undefined;
  on?: ((progress: StepProgress) => void) | undefined;
}

export interface StepProgress {
  step: number;
  steps: number;
  /** Weighted mean negative log-likelihood of the step's loss tokens, nats. */
  loss: number;
  /** Global norm of the gradient, before clipping. */
  gradientNorm: number;
  /** Input tokens a second since the first step ended (padding not counted). */
  tokensPerSecond: number;
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
 * gradient not a number), InterruptedError once `signal` fires (after at most the micro-batch in progress).
 */
export async function trainModel(request: TrainModelRequest): Promise<TrainedModel> {
  throwIfInterrupted(request.signal);
  const { architecture, settings, steps, seed } = request;
  const layout = layoutOf(architecture);
  const sequences = packSequences(request.sequences, architecture);
  const shardTokens = settings.batchTokens / settings.shards;
  const batches = epochBatches(sequences, { tokens: shardTokens, seed, epoch: 0 }).length;
  const divisor = (countLossTokens(sequences) * settings.shards) / batches;
  const memory = allocate(layout, settings.shards);
  flatten(layout, request.parameters, memory.parameters);
  const threads = Math.max(1, Math.min(settings.shards, settings.threads ?? availableParallelism()));
  const task = { architecture, settings, sequences, steps, seed, shardTokens, divisor, memory, threads };
  const ledger = new Ledger(request);
  await runWorkers(
    Array.from({ length: threads }, (_, thread): StartedWith => ({ ...task, thread })),
    request,
    ledger,
  );
  return { parameters: unflatten(layout, memory.parameters), steps, ...ledger.summary() };
}

/** Adds up what the steps report, and passes progress on. */
class Ledger {
  private readonly request: TrainModelRequest;
  private readonly last = { loss: 0, steps: 0 };
  private tokens = 0;
  private lossTokens = 0;
  private started = 0;
  private firstTokens = 0;

  constructor(request: TrainModelRequest) {
    this.request = request;
  }

  step(report: Extract<WorkerReport, { kind: 'step' }>): void {
    const { steps, on } = this.request;
    const { step, norm } = report;
    const loss = report.weightedLoss / report.weight;
    this.tokens += report.tokens;
    this.lossTokens += report.lossTokens;
    const now = performance.now();
    if (step === 1) [this.started, this.firstTokens] = [now, report.tokens];
    if (step > steps - Math.ceil(steps / 10)) {
      this.last.loss += loss;
      this.last.steps += 1;
    }
    const seconds = (now - this.started) / 1000;
    const tokensPerSecond = seconds > 0 ? (this.tokens - this.firstTokens) / seconds : 0;
    on?.({ step, steps, loss, gradientNorm: norm, tokensPerSecond });
  }

  summary(): { loss: number; tokens: number; lossTokens: number } {
    const { tokens, lossTokens, last } = this;
    return { tokens, lossTokens, loss: last.loss / Math.max(1, last.steps) };
  }
}

/** The exit guard is opened with the thread. */
type StartedWith = Omit<WorkerTask, 'exitGuard'>;

/** Resolves when all workers have finished their steps; otherwise stops them all and throws. */
async function runWorkers(tasks: readonly StartedWith[], request: TrainModelRequest, ledger: Ledger): Promise<void> {
  const { barrier }: SharedMemory = (tasks[0] as StartedWith).memory;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    stop(barrier);
  };
  const interrupt = (): void => fail(new InterruptedError());
  request.signal?.addEventListener('abort', interrupt);
  const receive = (report: WorkerReport): void => {
    if (failure) return;
    if (report.kind === 'failed') fail(new Error(`A training thread failed: ${report.message}`));
    else if (report.kind === 'diverged') fail(diverged(report.step));
    else {
      try {
        ledger.step(report);
      } catch (error) {
        fail(error as Error);
      }
    }
  };
  const exits = tasks.map(
    (task) =>
      new Promise<void>((resolve) => {
        const guard = openExitGuard();
        const workerData: WorkerTask = { ...task, exitGuard: guard.shared };
        const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
        worker.on('message', receive);
        worker.on('error', fail);
        worker.on('exit', () => {
          guard.release();
          resolve();
        });
      }),
  );
  await Promise.all(exits);
  request.signal?.removeEventListener('abort', interrupt);
  if (failure) throw failure;
}

function diverged(step: number): AgentgymError {
  return new AgentgymError('E_TRAIN_DIVERGED', `The loss or the gradient is not a number at step ${step}.`, {
    hint: 'Lower the learning rate, or lengthen the warm-up.',
  });
}
