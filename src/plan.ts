/**
 * `plan`: what a run of a config would do, said beforehand: stages, rollouts, tokens, cost, the loss and how exactly its
 * backend does it, where checkpoints go and how they are served, what departs from the paper, what has to be there. Starts
 * nothing, asks nobody over a network, writes no file; a few episodes of built-in environments are played in this process.
 */
import { type Config, type EvolveConfig, isFresh } from './config/schema.ts';
import { departuresOf } from './departures.ts';
import { requireFormat } from './environments/action-formats/format.ts';
import type { Split } from './environments/contract.ts';
import { requireVocabulary } from './environments/vocabulary.ts';
import { requireEvolvable } from './evolvable.ts';
import { BY_BYTES, BY_WORD } from './plan/lengths.ts';
import { lossOf, type PlannedLoss } from './plan/loss.ts';
import { type Need, needsOf } from './plan/needs.ts';
import { outcomeOf, type PlannedOutcome } from './plan/outcome.ts';
import { type PlannedStage, stagesOfPlaying, stagesOfRun } from './plan/stages.ts';
import { type Expected, NONE, plus, priced, totalOf } from './plan/tokens.ts';
import { type World, worldsOf } from './plan/worlds.ts';

export type { Need } from './plan/needs.ts';
export type { PlannedStage } from './plan/stages.ts';

export interface PlanRequest {
  /** As `loadConfig` gives it. */
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
}

/** `most` is null where nobody can say, and so is the whole where a list that is not here says how many. */
export interface Amount {
  estimate: number;
  most: number | null;
}

export interface Plan {
  name: string;
  /** `play`: nothing is trained (an endpoint alone); `eval` and `collect-trajectories` are what it is for. */
  purpose: 'evolve' | 'play';
  environments: {
    name: string;
    kind: string;
    tasks: Record<Split, number | null>;
    rounds: number;
    lengths: World['from'];
  }[];
  stages: PlannedStage[];
  /** How tokens are estimated. */
  method: string;
  totals: {
    rollouts: number | null;
    tokens: Expected | null;
    /** In the currency of the prices; null where there are none. */
    cost: Amount | null;
    steps: number;
    trainingTokens: number | null;
  };
  limits: PlannedLimit[];
  /** Absent where nothing is trained. */
  training?: PlannedLoss & PlannedOutcome & { departures: string[] };
  needs: Need[];
  notes: string[];
}

export interface PlannedLimit {
  name: 'tokens' | 'cost' | 'wallClock';
  allowed: number | string;
  verdict: 'within' | 'may be reached' | 'will be reached' | 'not known';
}

/** Throws as `evolve` does of a config that cannot be run: E_CONFIG_INVALID, E_ENV_…, E_POLICY_CAPABILITY. */
export async function plan({ config, env, signal }: PlanRequest): Promise<Plan> {
  const run = isForPlaying(config) ? undefined : requireEvolvable(config);
  const measure = isFresh(config.policy) ? BY_WORD : BY_BYTES;
  const { worlds, environments, notes } = await worldsOf(config, { measure, signal });
  requireFormat(environments, config.format ?? 'react');
  if (isFresh(config.policy)) requireVocabulary(environments);
  const stages = run === undefined ? stagesOfPlaying(config, worlds) : stagesOfRun(run, worlds);
  const totals = totalsOf(config, stages);
  return {
    name: config.name,
    purpose: run === undefined ? 'play' : 'evolve',
    environments: worlds.map(({ name, kind, tasks, maxRounds, from }) => ({
      name,
      kind,
      tasks,
      rounds: maxRounds,
      lengths: from,
    })),
    stages,
    method: methodOf(worlds, measure.how),
    totals,
    limits: limitsOf(config, totals),
    ...(run === undefined ? {} : { training: trainingOf(run) }),
    needs: await needsOf(config, env),
    notes,
  };
}

/** An endpoint for which nothing says how it would be trained: it plays. */
function isForPlaying({ policy, serving, train }: Config): boolean {
  return policy.kind === 'endpoint' && policy.base === undefined && serving === undefined && train.kind === 'local';
}

function trainingOf(config: EvolveConfig): NonNullable<Plan['training']> {
  return { ...lossOf(config), ...outcomeOf(config), departures: departuresOf(config) };
}

function totalsOf({ policy }: Config, stages: readonly PlannedStage[]): Plan['totals'] {
  let rollouts: number | null = 0;
  let tokens: Expected | null = NONE;
  let steps = 0;
  let trainingTokens: number | null = 0;
  for (const stage of stages) {
    if (stage.tokens !== undefined) {
      rollouts = rollouts === null || stage.rollouts == null ? null : rollouts + stage.rollouts;
      tokens = tokens === null || stage.tokens === null ? null : plus(tokens, stage.tokens);
    }
    steps += stage.steps ?? 0;
    if (stage.trainingTokens === null) trainingTokens = null;
    else if (trainingTokens !== null) trainingTokens += stage.trainingTokens ?? 0;
  }
  const prices = policy.kind === 'endpoint' ? policy.prices : undefined;
  const cost =
    prices === undefined || tokens === null
      ? null
      : { estimate: priced(tokens.estimate, prices), most: tokens.most === null ? null : priced(tokens.most, prices) };
  return { rollouts, tokens, cost, steps, trainingTokens };
}

function limitsOf({ limits }: Config, { tokens, cost }: Plan['totals']): PlannedLimit[] {
  const found: PlannedLimit[] = [];
  const total =
    tokens === null ? null : { estimate: totalOf(tokens.estimate), most: tokens.most && totalOf(tokens.most) };
  for (const [name, amount] of [
    ['tokens', total],
    ['cost', cost],
  ] as const) {
    const allowed = limits[name];
    if (allowed !== undefined) found.push({ name, allowed, verdict: verdictOf(amount, allowed) });
  }
  if (limits.wallClock !== undefined)
    found.push({ name: 'wallClock', allowed: limits.wallClock, verdict: 'not known' });
  return found;
}

function verdictOf(amount: Amount | null, allowed: number): PlannedLimit['verdict'] {
  if (amount === null) return 'not known';
  if (amount.estimate >= allowed) return 'will be reached';
  return amount.most === null || amount.most >= allowed ? 'may be reached' : 'within';
}

function methodOf(worlds: readonly World[], how: string): string {
  const of = (from: World['from']): string =>
    worlds
      .filter((world) => world.from === from)
      .map(({ name }) => name)
      .join(', ');
  const [measured, assumed] = [of('measured'), of('assumed')];
  const parts: string[] = [];
  if (measured !== '')
    parts.push(
      `${measured}: a few training tasks were played here by expert and chance, a rollout is taken to have the mean of their rounds and the expert's answers; at most: all rounds, answers of maxTokens, the longest observation seen`,
    );
  if (assumed !== '')
    parts.push(
      `${assumed}: not played; all rounds are taken to be used, with answers and observations of maxTokens each; at most: known only with policy.context`,
    );
  return `${parts.join('. ')}. Tokens are ${how}; every round sends the whole conversation, and what a prefix cache saves is not counted off.`;
}
