/** One run as its page shows it. Types only. */
import type { Look } from './comparison.ts';
import type { Rate, Scores, Tokens, RunRow } from './runs.ts';
import type { Outcome, FileRow } from './trajectories.ts';

export type Verdict = 'promote' | 'reject' | 'inconclusive';
export type Agent = 'baseline' | 'control' | 'promoted';

export interface RunPage extends RunRow {
  version: string | null;
  /** Where its last attempt ran; null of older runs, and before one has ended. */
  machine: Machine | null;
  /** config.resolved.yaml as it is. */
  config: string | null;
  /** Success on dev; 0 is the cloned agent, absent until it is evaluated. */
  curve: CurvePoint[];
  /** Held out; null until the first agent is assessed. */
  final: {
    split: string;
    agents: ({ agent: Agent; checkpoint: string | null; iteration: number | null } & Scores)[];
  } | null;
  iterations: IterationView[];
  /** In the order in which they were finished. */
  stages: StageRow[];
  /** What the run came to, in words; null while there is nothing to say. */
  verdict: string | null;
  lineage: LineageRow[];
  warnings: string[];
  /** The last lines of logs/run.log, oldest first. */
  log: LogLine[];
  /** Files of trajectories. */
  files: FileRow[];
  /** Whether pictures can be had, by environment. */
  pictures: Record<string, boolean>;
}

export interface Machine {
  /** Versions. */
  node: string;
  onnxruntime: string;
  platform: string;
  arch: string;
  cpu: string;
  cores: number;
}

export interface CurvePoint extends Scores {
  iteration: number;
  checkpoint: string | null;
  promoted: boolean;
  /** Null for the cloned agent, which no gate judges. */
  verdict: Verdict | null;
  reason: string;
}

export interface StageRow {
  /** The journal's key, such as `iterations/1/train`. */
  key: string;
  title: string;
  /** Null: of the run, not of an iteration. */
  iteration: number | null;
  seconds: number;
  at: string;
  /** Absent where the stage plays nothing. */
  tokens?: Tokens;
}

export interface IterationView {
  /** 0 is cloning. */
  index: number;
  /** Whether metrics.json is there; what a running iteration has so far is shown without. */
  finished: boolean;
  /** Trajectories, and how they went; null where it does not explore, or has not yet. */
  explored: number | null;
  exploration: Scores | null;
  outcomes: Record<Outcome, number> | null;
  /** Examples trained on. */
  kept: number | null;
  /** What was left out, by reason; `why` says it in words. */
  dropped: { reason: string; why: string; count: number }[];
  /** Examples by environment and origin. */
  keptBy: Record<string, { explored: number; demonstrations: number; weight: number }> | null;
  effectiveSampleSize: number | null;
  /** Mean over the last tenth of the steps. */
  loss: number | null;
  /** At most about 1,000 points, evenly thinned. */
  losses: { step: number; loss: number }[];
  seconds: { explore: number | null; weigh: number | null; train: number | null; evaluate: number | null };
  tokens: { explore: Tokens | null; evaluate: Tokens | null };
  promoted: boolean | null;
  verdict: Verdict | null;
  reason: string;
  looks: number | null;
  /** Candidate against incumbent on the same tasks. */
  comparison: Look | null;
  /** data-card.json as it is. */
  dataCard: unknown;
}

export interface LineageRow {
  id: string;
  role: 'base' | 'clone' | 'candidate' | 'rollback';
  parent: string | null;
  iteration: number;
  demonstrations: number;
  explored: number;
  steps: number;
  promoted: boolean;
  verdict: Verdict | null;
  reason: string;
  dev: Rate | null;
}

export interface LogLine {
  at: string | null;
  level: 'debug' | 'info' | 'warn' | 'error';
  text: string;
}

export interface RunChanged {
  /** What to fetch again: `page` is `/api/runs/:run`, `trajectories` tables and tasks. */
  what: ('page' | 'trajectories')[];
}
