/** Endpoint policies as tests need them: settings with defaults, a clock that does not wait, and one turn. */
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { EndpointConfig } from '../../src/config/schema.ts';
import type { ConversationContext, CompletionRequest } from '../../src/policies/contract.ts';
import { createEndpointPolicy, type EndpointOptions, type EndpointPolicy } from '../../src/policies/endpoint.ts';
import { createCountingEnvironment } from './counting-environment.ts';

/** The settings of `policy`, checked and with defaults. */
export function endpointConfig(policy: Record<string, unknown>): EndpointConfig {
  const config = parseConfig({
    name: 'endpoint',
    environments: [{ name: 'textcraft' }],
    // Tools and guided decoding go with nothing else.
    format: 'function_calling',
    policy: { kind: 'endpoint', model: 'tiny', ...policy },
  });
  return config.policy as EndpointConfig;
}

/** Closed when the test is over. */
export function endpointPolicy(policy: Record<string, unknown>, options: EndpointOptions = {}): EndpointPolicy {
  const made = createEndpointPolicy(endpointConfig(policy), { env: {}, timing: patient(), ...options });
  onTestFinished(() => made.close());
  return made;
}

export interface Patience {
  now(): number;
  wait(milliseconds: number): Promise<void>;
  after(milliseconds: number, callback: () => void): () => void;
  /** Pauses that were asked for (ms). */
  waits: number[];
  /** Says that a request hangs. Deadlines pass once every request that is under way does. */
  hangs(): void;
}

/** Time that passes only where somebody waits for it. */
export function patient(): Patience {
  const waits: number[] = [];
  const deadlines = new Set<() => void>();
  let [now, hanging] = [0, 0];
  const pass = (): void => {
    if (hanging === 0 || deadlines.size !== hanging) return;
    hanging = 0;
    for (const deadline of deadlines) deadline();
  };
  return {
    waits,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    after: (_, callback) => {
      deadlines.add(callback);
      return () => {
        deadlines.delete(callback);
        pass();
      };
    },
    hangs: () => {
      hanging += 1;
      pass();
    },
  };
}

/** What a conversation is opened with; endpoints do not look at it. */
export async function context(): Promise<ConversationContext> {
  const environment = createCountingEnvironment();
  const [task] = environment.tasks('train');
  if (task === undefined) throw new Error('no task');
  return { task, session: await environment.open(), seed: 1 };
}

export function turn(request: Partial<CompletionRequest> = {}): CompletionRequest {
  return { messages: [{ role: 'user', content: 'Hello.' }], temperature: 1, maxTokens: 64, seed: 7, ...request };
}
