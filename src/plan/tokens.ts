/**
 * Tokens of rollouts: what one comes to by its lengths, and what many do. Each round sends the whole conversation so far,
 * so that prompts grow with the square of the rounds. Knows no environment.
 */
import { costOf, type Prices } from '../policies/endpoint/usage.ts';
import type { Lengths } from './lengths.ts';

export interface Tokens {
  /** As servers count them: every prompt whole, whether or not it is in a cache. */
  prompt: number;
  completion: number;
}

/** `most` is null where nobody can say. */
export interface Expected {
  estimate: Tokens;
  most: Tokens | null;
}

export const NONE: Expected = { estimate: { prompt: 0, completion: 0 }, most: { prompt: 0, completion: 0 } };

export interface Bounds {
  /** Most rounds of a rollout. */
  rounds: number;
  /** Most tokens of an answer. */
  maxTokens: number;
  /** The model's context, where it is known: no prompt is longer. */
  context: number | undefined;
}

/** What one rollout comes to. */
export function ofRollout(lengths: Lengths, { rounds, maxTokens, context }: Bounds): Expected {
  const answer = Math.min(lengths.answer, maxTokens);
  const estimate = grown(
    { opening: lengths.opening, answer, observation: lengths.observation },
    Math.min(lengths.rounds, rounds),
    context,
  );
  const { longest } = lengths;
  if (longest === undefined) {
    const most = context === undefined ? null : { prompt: rounds * context, completion: rounds * maxTokens };
    return { estimate, most };
  }
  const { opening, observation } = longest;
  return { estimate, most: grown({ opening, answer: maxTokens, observation }, rounds, context) };
}

/** Rounds of one conversation, each of which is sent what was said before; a part of a round counts in part. */
function grown(
  { opening, answer, observation }: Pick<Lengths, 'opening' | 'answer' | 'observation'>,
  rounds: number,
  context = Number.POSITIVE_INFINITY,
): Tokens {
  let prompt = 0;
  for (let round = 0; round < rounds; round++)
    prompt += Math.min(1, rounds - round) * Math.min(context, opening + round * (answer + observation));
  return { prompt, completion: rounds * answer };
}

export function times({ estimate, most }: Expected, count: number): Expected {
  const scaled = ({ prompt, completion }: Tokens): Tokens => ({
    prompt: prompt * count,
    completion: completion * count,
  });
  return { estimate: scaled(estimate), most: most === null && count > 0 ? null : scaled(most ?? estimate) };
}

export function plus(a: Expected, b: Expected): Expected {
  const most = a.most === null || b.most === null ? null : added(a.most, b.most);
  return { estimate: added(a.estimate, b.estimate), most };
}

/** Whole tokens: an estimate has no fractions. */
export function rounded({ estimate, most }: Expected): Expected {
  return { estimate: whole(estimate), most: most === null ? null : whole(most) };
}

export function totalOf({ prompt, completion }: Tokens): number {
  return prompt + completion;
}

/** Without a cache, which only makes it less. In the currency of the prices. */
export function priced({ prompt, completion }: Tokens, prices: Prices): number {
  return costOf({ prompt, cached: 0, completion }, prices);
}

function added(a: Tokens, b: Tokens): Tokens {
  return { prompt: a.prompt + b.prompt, completion: a.completion + b.completion };
}

function whole({ prompt, completion }: Tokens): Tokens {
  return { prompt: Math.round(prompt), completion: Math.round(completion) };
}
