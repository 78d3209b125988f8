/**
 * The one stream of events that progress, logs and reports come from. Stages and runs emit, sinks (terminal.ts, log.ts)
 * listen; nobody else prints.
 */
import type { Metrics } from '../evaluate/metrics.ts';
import type { Compared, IterationResult } from '../loop.ts';
import type { Attestation, Verdict } from '../policies/serving/attest.ts';
import type { Summary } from '../runs/summary.ts';

export type StageName =
  | 'base'
  | 'demonstrate'
  | 'clone'
  | 'explore'
  | 'weigh'
  | 'train'
  | 'evaluate'
  | 'control'
  | 'final';

export type RunEvent =
  | { type: 'run-started'; name: string; directory: string; seed: number; resumed: boolean; notes: readonly string[] }
  | { type: 'stage-started'; stage: StageName; title: string }
  | {
      type: 'progress';
      stage: StageName;
      title: string;
      done: number;
      total: number;
      /** Running success rate in [0, 1], or running loss in nats per token. */
      success?: number;
      loss?: number;
    }
  | { type: 'stage-finished'; stage: StageName; title: string; result: string; seconds: number; reused: boolean }
  /** Candidate against incumbent on `dev`; `look` counts from 1. */
  | { type: 'compared'; iteration: number; look: number; comparison: Compared }
  | { type: 'iteration-finished'; result: IterationResult }
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
  | { type: 'assessed'; title: string; metrics: Metrics }
  /** Also of a run that was interrupted or failed. */
  | { type: 'run-finished'; summary: Summary };

/** Takes events as they happen; must not throw. */
export type Listener = (event: RunEvent) => void;
