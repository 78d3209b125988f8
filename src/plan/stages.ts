/** The stages of a run in their order: rollouts, tokens and optimiser steps of each, from task counts and lengths. */
import type { Config, EvolveConfig } from '../config/schema.ts';
import { isFresh } from '../config/schema.ts';
import { demonstrationSources, expertTasks } from '../config/stages/demonstrations.ts';
import type { Split } from '../environments/contract.ts';
import { type Expected, NONE, ofRollout, plus, rounded, times } from './tokens.ts';
import type { World } from './worlds.ts';

export interface PlannedStage {
  title: string;
  /** Times that the run comes to it. */
  times: number;
  /** All times together; null where a list that is not here says how many. Absent where nothing is played. */
  rollouts?: number | null;
  /** Rollouts of the policy, all times together. */
  tokens?: Expected | null;
  /** Optimiser steps, all times together. */
  steps?: number;
  /** Tokens that are trained on, about; null where the backend counts otherwise. */
  trainingTokens?: number | null;
  note?: string;
}

/** Of promotion.gate: significant. */
const LOOKS = 'the first look alone; while nothing is decided it takes more, up to promotion.maxSamples tasks';

interface Playing {
  worlds: readonly World[];
  split: Split;
  samples: number;
  maxTokens: number;
  context: number | undefined;
  /** The horizon of an iteration. */
  mostRounds?: number | undefined;
}

/** The stages of `evolve`. */
export function stagesOfRun(config: EvolveConfig, worlds: readonly World[]): PlannedStage[] {
  const { policy, clone, iterations, train, control, evaluate, explore, promotion } = config;
  const context = contextOf(config);
  const base = { worlds, context };
  const dev = played({ ...base, split: 'dev', samples: evaluate.samples, maxTokens: evaluate.maxTokens });
  const final = played({ ...base, split: evaluate.final, samples: evaluate.samples, maxTokens: evaluate.maxTokens });
  const stages: PlannedStage[] = [];
  if (isFresh(policy) && policy.model.warmStart.steps > 0) {
    const { steps, batchTokens } = policy.model.warmStart;
    stages.push({ title: 'base: learn to read', times: 1, steps, trainingTokens: steps * batchTokens });
  }
  stages.push(demonstrations(config, worlds));
  if (clone.steps > 0) stages.push(trained('clone', clone.steps, { ...train, ...clone }));
  stages.push({ title: 'baseline on dev', times: 1, ...dev });
  if (iterations > 0) {
    const explored = Array.from({ length: iterations }, (_, i) => {
      const mostRounds = explore.horizon?.[Math.min(i + 1, explore.horizon.length) - 1];
      const { samples, maxTokens } = explore;
      return played({ ...base, split: 'train', samples, maxTokens, mostRounds });
    });
    const note =
      explore.stop === 'first-success' ? { note: 'fewer where a task is solved before its last sample' } : {};
    stages.push(
      { title: 'explore', times: iterations, ...explored.reduce(together), ...note },
      { title: 'weigh', times: iterations },
      { ...trained('train', train.steps * iterations, train), times: iterations },
      {
        title: 'evaluate on dev',
        times: iterations,
        ...Array.from({ length: iterations }, () => dev).reduce(together),
        ...(promotion.gate === 'significant' ? { note: LOOKS } : {}),
      },
    );
  }
  const split = evaluate.final;
  stages.push(
    { title: `promoted on ${split}`, times: 1, ...final },
    { title: `baseline on ${split}`, times: 1, ...final },
  );
  if (control) stages.push(...controlled(config, final));
  return stages;
}

/** What `eval` and `collect-trajectories` play of a policy that is not trained. */
export function stagesOfPlaying(config: Config, worlds: readonly World[]): PlannedStage[] {
  const { evaluate, explore } = config;
  const context = contextOf(config);
  const { samples, maxTokens } = evaluate;
  const collecting = played({ worlds, context, split: 'train', samples: 1, maxTokens: explore.maxTokens });
  const stages: PlannedStage[] = [
    { title: 'agentgym eval', times: 1, ...played({ worlds, context, split: 'eval', samples, maxTokens }) },
  ];
  if (collecting.rollouts === 0) return stages;
  const note = 'one sample of each training task; --samples K is K times as much';
  return [...stages, { title: 'agentgym collect-trajectories', times: 1, ...collecting, note }];
}

/** The model's context, where the config says it. */
function contextOf({ policy }: Config | EvolveConfig): number | undefined {
  if (policy.kind === 'endpoint') return policy.context;
  return isFresh(policy) ? policy.model.context : undefined;
}

type Played = Required<Pick<PlannedStage, 'rollouts' | 'tokens'>>;

function played({ worlds, split, samples, maxTokens, context, mostRounds }: Playing): Played {
  let rollouts: number | null = 0;
  let tokens: Expected | null = NONE;
  for (const { tasks, lengths, maxRounds } of worlds) {
    const count = tasks[split];
    if (count === null) return { rollouts: null, tokens: null };
    const rounds = Math.min(maxRounds, mostRounds ?? maxRounds);
    rollouts += count * samples;
    tokens = plus(tokens, times(ofRollout(lengths, { rounds, maxTokens, context }), count * samples));
  }
  return { rollouts, tokens: rounded(tokens) };
}

function together(a: Played, b: Played): Played {
  const rollouts = a.rollouts === null || b.rollouts === null ? null : a.rollouts + b.rollouts;
  return { rollouts, tokens: a.tokens === null || b.tokens === null ? null : plus(a.tokens, b.tokens) };
}

function demonstrations(config: EvolveConfig, worlds: readonly World[]): PlannedStage {
  const sources = demonstrationSources(config);
  const title = 'demonstrations';
  if (sources !== undefined) return { title, times: 1, note: `read from ${sources.join(', ')}` };
  const counts = worlds.map(({ name, tasks }) => Math.min(expertTasks(config.demonstrations, name), tasks.train ?? 0));
  const rollouts = counts.reduce((sum, count) => sum + count, 0);
  return { title, times: 1, rollouts, note: 'played by the experts, in process' };
}

function trained(title: string, steps: number, settings: Partial<EvolveConfig['train']>): PlannedStage {
  const perStep = 'batchTokens' in settings ? settings.batchTokens : undefined;
  return { title, times: 1, steps, trainingTokens: perStep === undefined ? null : steps * perStep };
}

/** The control is cloned for as many steps as are behind the promoted checkpoint, which only the run knows. */
function controlled(config: EvolveConfig, final: Played): PlannedStage[] {
  const { train, clone, iterations, evaluate } = config;
  const most = train.from === 'base' ? train.steps : clone.steps + train.steps * iterations;
  const same = train.from === 'base' && train.steps === clone.steps;
  const cloned: PlannedStage = same
    ? {
        title: 'control: clone for longer',
        times: 0,
        steps: 0,
        note: 'the baseline was cloned for as long: it is the control',
      }
    : trained('control: clone for longer', most, { ...train, ...clone });
  if (!same && train.from === 'last') cloned.note = 'at most; as many as are behind what is promoted';
  return [cloned, { title: `control on ${evaluate.final}`, times: 1, ...final }];
}
