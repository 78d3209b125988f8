/**
 * The one stream of events that progress, logs and reports come from. Stages and runs emit, sinks (progress.ts, log.ts,
 * progress-file.ts, event-lines.ts) listen; nobody else prints.
 */
import type { Metrics } from '../evaluate/metrics.ts';
import type { Agent, Compared, IterationResult } from '../loop.ts';
import type { Attestation, Verdict } from '../policies/serving/attest.ts';
import type { Spent } from '../explore/budget.ts';
import type { Summary } from '../runs/summary.ts';
import type { WeighReport } from '../weigh/weigh.ts';

export type StageName =
  | 'base'
  | 'demonstrate'
  | 'clone'
  | 'explore'
  | 'weigh'
  | 'train'
  | 'evaluate'
  | 'control'
  | 'final'
  /** Of `envs check`: no stage of a run. */
  | 'check';

/** What a stage tells about itself; `iteration` where it belongs to one. */
export interface Label {
  stage: StageName;
  title: string;
  iteration?: number;
}

/** A stage that a run will come to; `amount` is how many rollouts or optimiser steps it takes, as far as that is known. */
export interface Upcoming extends Label {
  amount?: number;
}

/** What rollouts have used up, and what they may (`wallClock` in seconds). Earlier attempts are in it. */
export interface Used {
  spent: Spent;
  seconds?: number;
  limits: { tokens?: number; cost?: number; wallClock?: number };
}

export type RunEvent =
  | {
      type: 'run-started';
      name: string;
      directory: string;
      seed: number;
      resumed: boolean;
      notes: readonly string[];
      /** The stages of the run in their order. */
      agenda: readonly Upcoming[];
    }
  | ({ type: 'stage-started' } & Label)
  | ({
      type: 'progress';
      done: number;
      total: number;
      /** Running success rate in [0, 1] with its 95 % interval; absent until a rollout counts. */
      success?: number;
      low?: number;
      high?: number;
      /** Running loss in nats per token. */
      loss?: number;
      /** Tokens that this stage has had generated, in this process. */
      generated?: number;
      /** Tokens of the prompts that they were generated from, each as often as it was sent. */
      prompted?: number;
      used?: Used;
    } & Label)
  | ({ type: 'stage-finished'; result: string; seconds: number; reused: boolean } & Label)
  /** Candidate against incumbent on `dev`; `look` counts from 1. */
  | { type: 'compared'; iteration: number; look: number; comparison: Compared }
  /** What an iteration trains on; iteration 0 is cloning. */
  | { type: 'weighed'; iteration: number; report: WeighReport }
  /** What an agent came to on the split that decides; iteration 0 is the cloned agent. `checkpoint` is its id. */
  | { type: 'evaluated'; iteration: number; checkpoint: string; metrics: Metrics }
  | { type: 'iteration-finished'; result: IterationResult }
  /** What an iteration learned from is written down; `remarks` are sentences on what stands out, mostly none. */
  | { type: 'data-card'; iteration: number; remarks: readonly string[] }
  | { type: 'warning'; message: string }
  /** An endpoint was told to serve a checkpoint, and asked whether it does; `previous` is the one before. */
  | {
      type: 'served';
      checkpoint: string;
      previous: string | undefined;
      model: string;
      verdict: Verdict;
      attestations: readonly (Attestation & { url: string })[];
    }
  | { type: 'assessed'; agent: Agent; title: string; metrics: Metrics }
  /** Also of a run that was interrupted or failed. */
  | { type: 'run-finished'; summary: Summary };

/** Takes events as they happen; must not throw. */
export type Listener = (event: RunEvent) => void;
