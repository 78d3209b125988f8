/**
 * How long rollouts are, in tokens: measured on a few episodes of a built-in environment (its expert's, and chance's), or
 * assumed where nothing may be asked. An estimate for a plan; what a run uses, it counts itself (explore/budget.ts).
 */
import { requireFormat } from '../environments/action-formats/format.ts';
import type { ActionFormatName, Environment } from '../environments/contract.ts';
import { AgentgymError, throwIfInterrupted } from '../errors.ts';
import { rollout } from '../explore/rollout.ts';
import type { Policy } from '../policies/contract.ts';
import { createExpertPolicy, createRandomPolicy } from '../policies/scripted.ts';
import { random, seedOf } from '../seeds.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';

/** Episodes of each kind that are played. */
const EPISODES = 3;

/** Lengths of an environment's rollouts, in tokens; `rounds` in assistant turns. */
export interface Lengths {
  /** Everything before the first answer. */
  opening: number;
  answer: number;
  observation: number;
  rounds: number;
  /** The longest that were seen; undefined where nothing was. */
  longest: { opening: number; observation: number; answer: number; conversation: number } | undefined;
}

/** How tokens are counted. */
export interface Measure {
  /** Tokens of a text. */
  count: (text: string) => number;
  /** Tokens that a chat template adds to a message. */
  perMessage: number;
  /** In words. */
  how: string;
}

/** Words and marks, as the tokenizer of a fresh model cuts them (lm/tokenizer/word-level.ts). */
export const BY_WORD: Measure = {
  count: (text) => text.match(/[A-Za-z0-9]+(?:['’_-][A-Za-z0-9]+)*|\n|[^\sA-Za-z0-9]/gu)?.length ?? 0,
  perMessage: 2,
  how: "counted as the fresh model's word-level tokenizer does",
};

/** A rule of thumb for vocabularies of word pieces. */
export const BY_BYTES: Measure = {
  count: (text) => Math.ceil(Buffer.byteLength(text) / 4),
  perMessage: 4,
  how: 'four bytes a token, and four tokens a message for the chat template',
};

export interface MeasureOptions {
  format: ActionFormatName;
  seed: number;
  measure: Measure;
  signal?: AbortSignal | undefined;
}

/** Plays a few training tasks in process; undefined where neither an expert nor chance can play. */
export async function measured(environment: Environment, options: MeasureOptions): Promise<Lengths | undefined> {
  requireFormat([environment], options.format);
  const expert = await episodes(environment, createExpertPolicy(), options);
  const chance = await episodes(environment, createRandomPolicy(), options);
  const all = [...expert, ...chance];
  if (all.length === 0) return undefined;
  const parts = all.map((trajectory) => partsOf(trajectory, options.measure));
  const answers = (expert.length > 0 ? parts.slice(0, expert.length) : parts).flatMap((part) => part.answers);
  const observations = parts.flatMap((part) => part.observations);
  const rounds = mean(
    [expert, chance].map((list) => (list.length > 0 ? mean(list.map((one) => one.rounds)) : environment.maxRounds)),
  );
  return {
    opening: mean(parts.map(({ opening }) => opening)),
    answer: mean(answers),
    observation: mean(observations),
    rounds,
    longest: {
      opening: Math.max(...parts.map(({ opening }) => opening)),
      observation: Math.max(0, ...observations),
      answer: Math.max(0, ...answers),
      conversation: Math.max(
        ...parts.slice(0, expert.length).map((part) => part.opening + sum(part.answers) + sum(part.observations)),
        0,
      ),
    },
  };
}

/** For an environment that is not played: rounds used up, answers as long as allowed, observations as long as answers. */
export function assumed(
  environment: { instructions: readonly { content: string }[]; maxRounds: number },
  { maxTokens, measure }: { maxTokens: number; measure: Measure },
): Lengths {
  const told = environment.instructions.map(({ content }) => measure.count(content) + measure.perMessage);
  return {
    opening: sum(told) + maxTokens,
    answer: maxTokens,
    observation: maxTokens,
    rounds: environment.maxRounds,
    longest: undefined,
  };
}

async function episodes(environment: Environment, policy: Policy, options: MeasureOptions): Promise<Trajectory[]> {
  const { format, seed, signal } = options;
  const played: Trajectory[] = [];
  const tasks = random(seedOf(seed, 'plan', environment.name))
    .shuffle(environment.tasks('train'))
    .slice(0, EPISODES);
  for (const task of tasks) {
    throwIfInterrupted(signal);
    const { maxRounds } = environment;
    const asked = { environment, task, policy, sample: 0, seed: seedOf(seed, 'plan', task.itemId), maxRounds, format };
    try {
      const trajectory = await rollout({ ...asked, temperature: 0, maxTokens: 1, signal });
      if (trajectory.rounds > 0) played.push(trajectory);
    } catch (error) {
      // It has no expert, or does not list what is legal.
      if (!(error instanceof AgentgymError && error.code === 'E_POLICY_CAPABILITY')) throw error;
      return [];
    }
  }
  return played;
}

interface Parts {
  opening: number;
  answers: number[];
  observations: number[];
}

function partsOf({ messages }: Trajectory, { count, perMessage }: Measure): Parts {
  const tokens = messages.map(({ content }) => count(content) + perMessage);
  const first = messages.findIndex(({ loss }) => loss);
  const parts: Parts = { opening: sum(tokens.slice(0, first)), answers: [], observations: [] };
  for (const [i, { loss }] of messages.entries())
    if (i >= first) (loss ? parts.answers : parts.observations).push(tokens[i] ?? 0);
  return parts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}
