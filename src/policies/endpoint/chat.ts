/**
 * Chat completions as JSON: what is asked, and what an answer holds. The shape is OpenAI's, with what vLLM, SGLang,
 * llama.cpp, Ollama, TGI and services add to it. An answer without a text is an answer ('' or the refusal), which costs
 * the policy a round; only what is no chat completion at all is a fault. Sends nothing.
 */
import type { CompletionRequest, ToolCall } from '../contract.ts';
import { callsOf } from './calls.ts';
import { EndpointFault, excerpt } from './faults.ts';
import { type Offer, offerFields } from './offer.ts';

/** What an endpoint takes beyond the basics, as found out so far (capabilities.ts). */
export interface Dialect {
  /** Name of the field that bounds the answer. */
  length: 'max_tokens' | 'max_completion_tokens';
  seed: boolean;
  /** Whether it can be told that `top_k` is off. */
  topKOff: boolean;
  /** Whether it can be told that one call is enough. */
  single: boolean;
  /** Which schema holds an answer: that of turns, one with an object at the top (OpenAI), or by TGI's name for it. */
  guided: 'turns' | 'object' | 'value';
}

export interface Asking {
  model: string;
  logprobs: boolean;
  tokenIds: boolean;
  extra?: Readonly<Record<string, unknown>> | undefined;
  offer?: Offer | undefined;
}

/** Some servers keep seeds in a signed 32-bit number, and llama.cpp takes the largest unsigned one for "random". */
const SEED_BITS = 0x7fffffff;

/** vLLM, SGLang and llama.cpp take it so; a model's own defaults may have a `top_k` otherwise. */
const TOP_K_OFF = -1;

/** Body of a request. Reasoning of earlier turns and their token ids are not sent back. */
export function bodyOf(request: CompletionRequest, asking: Asking, dialect: Dialect): Record<string, unknown> {
  const { messages, temperature, topP, topK, maxTokens, seed, stop } = request;
  return {
    ...asking.extra,
    model: asking.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [dialect.length]: maxTokens,
    temperature,
    // TGI refuses a `top_p` of 1, which says nothing anyway.
    ...(topP === undefined || topP >= 1 ? {} : { top_p: topP }),
    ...topKOf(topK, dialect),
    ...(dialect.seed ? { seed: seed & SEED_BITS } : {}),
    ...(stop === undefined || stop.length === 0 ? {} : { stop }),
    ...(asking.logprobs ? { logprobs: true } : {}),
    ...(asking.tokenIds ? { return_token_ids: true } : {}),
    ...(asking.offer === undefined ? {} : offerFields(asking.offer, dialect)),
    stream: false,
  };
}

function topKOf(topK: number | undefined, { topKOff }: Dialect): { top_k?: number } {
  if (topK === undefined) return {};
  if (topK > 0) return { top_k: topK };
  return topKOff ? { top_k: TOP_K_OFF } : {};
}

export interface ChatAnswer {
  text: string;
  /** Whether the text is the refusal of an answer. */
  refused: boolean;
  calls: readonly ToolCall[];
  /** What the model thought before it answered, where the server or a `<think>` mark tells it apart. */
  reasoning: string | undefined;
  finish: 'stop' | 'length';
  /** As the answer has it; see usage.ts. */
  usage: unknown;
  /** Of everything sampled, reasoning included. */
  tokenIds: number[] | undefined;
  logprobs: number[] | undefined;
}

/** Reads an answer of status 200; throws EndpointFault where it is no chat completion. */
export function readAnswer(value: unknown): ChatAnswer {
  const answer = fieldsOf(value);
  const { choices } = answer;
  if (!Array.isArray(choices)) {
    const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    throw new EndpointFault('malformed', `the answer is no chat completion: ${excerpt(shown)}`);
  }
  const choice = fieldsOf(choices[0]);
  const finish = choice['finish_reason'];
  if (finish === 'error' || finish === 'abort')
    throw new EndpointFault('server', `the endpoint broke off its answer (${finish})`);
  const message = fieldsOf(choice['message']);
  const parts = partsOf(message['content']);
  const refusal = textOf(message['refusal']);
  const said = parts.text === '' ? (refusal ?? '') : parts.text;
  const apart = textOf(message['reasoning_content']) ?? textOf(message['reasoning']) ?? parts.reasoning;
  const { text, reasoning } = apart === undefined ? splitThought(said) : { text: said, reasoning: apart };
  return {
    text,
    refused: parts.text === '' && refusal !== undefined,
    calls: callsOf(message),
    reasoning,
    finish: finish === 'length' ? 'length' : 'stop',
    usage: answer['usage'],
    tokenIds: idsOf(choice['token_ids']),
    logprobs: logprobsOf(choice['logprobs']),
  };
}

/** Content is a text, nothing, or a list of parts (text, and with some services thinking). */
function partsOf(content: unknown): { text: string; reasoning: string | undefined } {
  if (!Array.isArray(content)) return { text: textOf(content) ?? '', reasoning: undefined };
  const texts: string[] = [];
  const thoughts: string[] = [];
  for (const part of content.map(fieldsOf)) {
    if (part['type'] === 'thinking') thoughts.push(textOf(part['thinking']) ?? partsOf(part['thinking']).text);
    else texts.push(textOf(part['text']) ?? '');
  }
  return { text: texts.join(''), reasoning: thoughts.length === 0 ? undefined : thoughts.join('') };
}

const [OPENING, CLOSING] = ['<think>', '</think>'];

/** Servers without a reasoning parser leave the thought in the text. One that was cut off leaves no answer. */
function splitThought(said: string): { text: string; reasoning: string | undefined } {
  const start = said.trimStart();
  const end = start.indexOf(CLOSING);
  if (!start.startsWith(OPENING)) return { text: said, reasoning: undefined };
  if (end < 0) return { text: '', reasoning: start.slice(OPENING.length) };
  return { text: start.slice(end + CLOSING.length).trimStart(), reasoning: start.slice(OPENING.length, end) };
}

/** Above 0 there is no log-probability, but what rounding makes of 0. */
const ROUNDING = 1e-4;

/**
 * `{content: [{token, logprob, …}]}`; what JSON cannot say (-Infinity) comes as null, or as -9999 (vLLM). Where one of them
 * is no log-probability, none is believed.
 */
function logprobsOf(value: unknown): number[] | undefined {
  const { content } = fieldsOf(value);
  if (!Array.isArray(content) || content.length === 0) return undefined;
  const found = content.map((entry) => fieldsOf(entry)['logprob']);
  const sound = found.every((one): one is number => typeof one === 'number' && Number.isFinite(one) && one <= ROUNDING);
  return sound ? found.map((one) => Math.min(0, one)) : undefined;
}

function idsOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((one): one is number => Number.isSafeInteger(one) && one >= 0) ? [...value] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Python servers may write NaN and Infinity, which are no JSON; they are read as null. Undefined where it is no JSON. */
export function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const mended = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|NaN)\b/gu, (found) =>
      found.startsWith('"') ? found : 'null',
    );
    try {
      return JSON.parse(mended);
    } catch {
      return undefined;
    }
  }
}
