/**
 * Tokens and what they cost. What an endpoint says about its usage is believed as far as it is possible: a count is a
 * whole number from 0 on that the texts could have; where it is missing or impossible, it is estimated from the texts.
 */
import type { Usage } from '../contract.ts';
import { fieldsOf } from './chat.ts';

/** Prices of a million tokens. */
export interface Prices {
  input: number;
  cached?: number;
  output: number;
}

export interface Texts {
  /** Bytes of the messages sent, and how many there were. */
  promptBytes: number;
  messages: number;
  /** Bytes of everything sampled, reasoning included. */
  completionBytes: number;
  maxTokens: number;
}

/** English text has about four bytes a token. */
const BYTES_PER_TOKEN = 4;
/** Tokens that a chat template, or a system prompt of the service's own, may add. */
const TEMPLATE = 8192;
const PER_MESSAGE = 64;

/** `said` is the `usage` of an answer, whatever it holds. */
export function usageOf(said: unknown, texts: Texts): Usage {
  const usage = fieldsOf(said);
  const { promptBytes, messages, completionBytes, maxTokens } = texts;
  // A token of a byte-level vocabulary has at least one byte.
  const mostPrompt = promptBytes + messages * PER_MESSAGE + TEMPLATE;
  const mostCompletion = Math.max(maxTokens, completionBytes) + PER_MESSAGE;
  const prompt = count(usage['prompt_tokens'], mostPrompt) ?? estimate(promptBytes);
  const completion = count(usage['completion_tokens'], mostCompletion) ?? estimate(completionBytes);
  const details = fieldsOf(usage['prompt_tokens_details']);
  const cached = count(details['cached_tokens'] ?? usage['prompt_cache_hit_tokens'], prompt) ?? 0;
  return { prompt, cached, completion };
}

/** In the currency of the prices. */
export function costOf({ prompt, cached, completion }: Usage, prices: Prices): number {
  const forInput = (prompt - cached) * prices.input + cached * (prices.cached ?? prices.input);
  return (forInput + completion * prices.output) / 1e6;
}

function count(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most ? value : undefined;
}

function estimate(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}
