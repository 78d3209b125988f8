/** Asks an endpoint for its greedy answers to fixed conversations, with log-probabilities where it gives them. */
import type { EndpointConfig } from '../../config/schema.ts';
import type { Message } from '../../environments/contract.ts';
import { AgentgymError } from '../../errors.ts';
import { PROBE_TOKENS } from '../../train/probes.ts';
import { createEndpointPolicy } from '../endpoint.ts';
import type { Readings } from './distance.ts';

export interface Ask {
  /** One address; each server of several is asked by itself. */
  policy: EndpointConfig;
  conversations: readonly (readonly Message[])[];
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
}

/** In the order of the conversations. Throws what the endpoint policy throws. */
export async function askProbes(ask: Ask): Promise<Readings> {
  try {
    return await answersOf({ ...ask, policy: { ...ask.policy, logprobs: true, tokenIds: false } });
  } catch (error) {
    if (!(error instanceof AgentgymError) || error.code !== 'E_POLICY_CAPABILITY') throw error;
    return answersOf({ ...ask, policy: { ...ask.policy, logprobs: false, tokenIds: false } });
  }
}

async function answersOf({ policy: config, conversations, env, signal }: Ask): Promise<Readings> {
  const policy = createEndpointPolicy(config, { env });
  try {
    return await Promise.all(
      conversations.map(async (messages) => {
        const conversation = policy.open();
        try {
          const { text, reasoning, logprobs } = await conversation.complete({
            messages,
            temperature: 0,
            maxTokens: PROBE_TOKENS,
            seed: 0,
            signal,
          });
          return { text: (reasoning ?? '') + text, ...(logprobs === undefined ? {} : { logprobs }) };
        } finally {
          conversation.close();
        }
      }),
    );
  } finally {
    await policy.close();
  }
}
