/**
 * The policy behind an endpoint: a model that a server serves answers conversations, over chat completions. vLLM,
 * SGLang, llama.cpp's server, Ollama, TGI, OpenAI-compatible services and Hugging Face Inference Providers are all
 * spoken to by one client. Of a model's answer nothing is an error: an empty, refused or filtered one costs a round. Of
 * the transport, everything is: what may pass is tried again for a bounded time, what no rollout could cure stops them all.
 */
import type { Dispatcher } from 'undici';
import type { EndpointConfig } from '../config/schema.ts';
import { AgentgymError, InterruptedError } from '../errors.ts';
import type { Completion, CompletionRequest, Conversation, ConversationContext, Policy } from './contract.ts';
import { judge, type Verdict } from './endpoint/answers.ts';
import { type Balance, createBalance, type Endpoint } from './endpoint/balance.ts';
import { turnText } from './endpoint/calls.ts';
import { type Capabilities, createCapabilities } from './endpoint/capabilities.ts';
import { bodyOf, type ChatAnswer } from './endpoint/chat.ts';
import { createClient } from './endpoint/client.ts';
import { EndpointFault } from './endpoint/faults.ts';
import { createGate } from './endpoint/gate.ts';
import { keyOf } from './endpoint/key.ts';
import { type Offer, offerOf } from './endpoint/offer.ts';
import { retried } from './endpoint/retries.ts';
import { realTiming, type Timing } from './endpoint/timing.ts';
import { costOf, usageOf } from './endpoint/usage.ts';

export interface EndpointOptions {
  /** Where the key is; default: the environment of the process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Default: the real clock. */
  timing?: Timing;
  /** What carries the requests; default: connections of the policy's own. */
  dispatcher?: Dispatcher;
}

/** What a conversation is about is nothing to an endpoint, but for the actions that it is offered as tools or a schema. */
export interface EndpointPolicy extends Policy {
  open(context?: ConversationContext): Conversation;
}

/** What all conversations of a policy share. */
interface Shared {
  config: EndpointConfig;
  balance: Balance;
  capabilities: Capabilities;
  timing: Timing;
  /** Whether a request has ever been answered as it should. */
  answered: boolean;
}

/** Asks nobody yet. Throws E_POLICY_ACCESS where the environment variable of the key is not set. */
export function createEndpointPolicy(config: EndpointConfig, options: EndpointOptions = {}): EndpointPolicy {
  const { env = process.env, timing = realTiming, dispatcher } = options;
  const { model, provider, billTo, timeout, concurrency } = config;
  const key = keyOf(config.apiKey ?? (provider === undefined ? undefined : 'env:HF_TOKEN'), env);
  const urls: readonly (string | undefined)[] = config.urls ?? [config.url];
  const endpoints = urls.map((url): Endpoint => {
    const client = createClient({ url, provider, billTo, model, key, timeout, timing, dispatcher });
    return { client, gate: createGate(concurrency, timing), rollouts: 0, failures: 0, avoided: 0 };
  });
  const balance = createBalance(endpoints, timing);
  const capabilities = createCapabilities(config);
  const shared: Shared = { config, balance, capabilities, timing, answered: false };
  return {
    checkpoint: undefined,
    name: `endpoint:${model}`,
    concurrency: concurrency * endpoints.length,
    open: (context) => new EndpointConversation(shared, offerOf(config, context)),
    close: async () => {
      for (const { gate } of endpoints) gate.close();
      await Promise.all(endpoints.map(({ client }) => client.close()));
    },
  };
}

class EndpointConversation implements Conversation {
  private readonly shared: Shared;
  private readonly offer: Offer | undefined;
  private endpoint: Endpoint;
  private closed = false;
  /** Tokens of the conversation after its last turn, as the endpoint counts. */
  private tokens = 0;

  constructor(shared: Shared, offer: Offer | undefined) {
    this.shared = shared;
    this.offer = offer;
    this.endpoint = shared.balance.take();
  }

  async complete(request: CompletionRequest): Promise<Completion> {
    const { config, timing } = this.shared;
    const { seed, signal } = request;
    if (this.tokens >= (config.context ?? Number.POSITIVE_INFINITY)) return outgrown();
    try {
      const { retries } = config;
      const verdict = await retried(() => this.ask(request), { retries, seed, timing, signal });
      if (verdict.kind === 'overflow') return outgrown();
      const completion = this.completion(verdict, request);
      this.tokens = completion.usage.prompt + completion.usage.completion;
      return completion;
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw this.shared.answered ? error : unanswered(error);
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.shared.balance.release(this.endpoint);
  }

  /** One request, and another for each thing that is learned of how to write it. */
  private async ask(request: CompletionRequest): Promise<Verdict> {
    const { capabilities, config, balance } = this.shared;
    const { endpoint, offer } = this;
    const dialect = capabilities.dialect();
    const body = bodyOf(request, { ...config, offer }, dialect);
    const verdict = await endpoint.gate.enter(async (ticket) => {
      try {
        const said = judge(await endpoint.client.send(body, request.signal), endpoint.client.asked);
        if (said.kind === 'answer') capabilities.require(said.chat, offer);
        this.shared.answered = true;
        endpoint.gate.succeeded();
        balance.succeeded(endpoint);
        return said;
      } catch (error) {
        if (!(error instanceof EndpointFault)) throw error;
        if (error.kind === 'busy') endpoint.gate.busy(ticket, error.retryAfter);
        else if (error.mayPass && !this.closed) this.endpoint = balance.failed(endpoint);
        if (error.kind !== 'request') throw error;
        if (capabilities.learn(error, dialect, { request, offer })) return undefined;
        throw this.shared.answered ? error : unacceptable(error);
      }
    }, request.signal);
    return verdict ?? this.ask(request);
  }

  private completion(verdict: Exclude<Verdict, { kind: 'overflow' }>, request: CompletionRequest): Completion {
    const { prices } = this.shared.config;
    const chat: ChatAnswer | undefined = verdict.kind === 'answer' ? verdict.chat : undefined;
    const { text: said = '', reasoning, finish = 'stop', tokenIds, logprobs } = chat ?? {};
    const calls = this.offer?.tools === undefined ? [] : (chat?.calls ?? []);
    const text = calls.length === 0 ? said : turnText(said, calls);
    const usage = usageOf(chat?.usage, {
      promptBytes: request.messages.reduce(
        (sum, { content }) => sum + Buffer.byteLength(content),
        this.offer?.bytes ?? 0,
      ),
      messages: request.messages.length,
      completionBytes: Buffer.byteLength(text) + Buffer.byteLength(reasoning ?? ''),
      maxTokens: request.maxTokens,
    });
    // Ids and log-probabilities are of everything sampled; they belong to the text only where it is all of that.
    const whole = reasoning === undefined && calls.length === 0;
    return {
      text,
      finishReason: finish,
      usage,
      ...(reasoning === undefined ? {} : { reasoning }),
      ...(calls.length === 0 ? {} : { toolCalls: calls }),
      ...(prices === undefined ? {} : { cost: costOf(usage, prices) }),
      ...(whole && this.shared.config.tokenIds && tokenIds !== undefined ? { tokenIds } : {}),
      ...(whole && this.shared.config.logprobs && logprobs !== undefined ? { logprobs } : {}),
    };
  }
}

/** What was refused is charged by nobody. */
function outgrown(): Completion {
  return { text: '', finishReason: 'context', usage: { prompt: 0, cached: 0, completion: 0 } };
}

/** Where nobody has had an answer and the retries of one request have run out, the others need not try. */
function unanswered(error: unknown): unknown {
  if (!(error instanceof EndpointFault) || !error.mayPass) return error;
  const hint = 'Is the server up and ready, and does policy.url name it? Servers that load a model take a while.';
  return new AgentgymError('E_POLICY_UNREACHABLE', error.message, { hint });
}

/** The very first request is refused: so will be all others. */
function unacceptable(error: EndpointFault): EndpointFault {
  return new EndpointFault('final', error.message, {
    code: 'E_POLICY_CAPABILITY',
    hint: 'The endpoint refuses the first request as it is; look at policy.extra and at the settings of sampling.',
  });
}
