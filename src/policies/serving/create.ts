/** Makes the serving that a config names. */
import type { EvolvableEndpoint, ServingConfig } from '../../config/schema.ts';
import { keyOf } from '../endpoint/key.ts';
import { createCommand } from './command.ts';
import type { Serving, ServingSurroundings } from './contract.ts';
import { createHosted } from './hosted.ts';
import { createSglang } from './sglang.ts';
import { createVllmLora, type VllmLoraSurroundings } from './vllm-lora.ts';

export interface CreateServing
  extends Omit<ServingSurroundings, 'urls' | 'model'>,
    Pick<VllmLoraSurroundings, 'checkpoints'> {
  policy: EvolvableEndpoint;
  serving: ServingConfig;
}

/** Starts and asks nothing yet. Throws E_POLICY_ACCESS where the environment variable of a key is not set. */
export function createServing({ policy, serving, env, ...rest }: CreateServing): Serving {
  const { model } = policy;
  const urls = policy.urls ?? (policy.url === undefined ? [] : [policy.url]);
  const key = keyOf(('apiKey' in serving ? serving.apiKey : undefined) ?? policy.apiKey, env);
  const surroundings = { ...rest, urls, model, env, key };
  if (serving.kind === 'vllm-lora') return createVllmLora(serving, surroundings);
  if (serving.kind === 'sglang') return createSglang(serving, surroundings);
  if (serving.kind === 'command') return createCommand(serving, surroundings);
  return createHosted(surroundings);
}
