/**
 * Several endpoints of one model: a rollout goes to the one with the fewest rollouts and stays, for its prefix is in
 * that server's cache; it moves on only when the server fails it again and again.
 */
import type { Client } from './client.ts';
import type { Gate } from './gate.ts';
import type { Timing } from './timing.ts';

export interface Endpoint {
  readonly client: Client;
  readonly gate: Gate;
  /** Rollouts that are with it. */
  rollouts: number;
  /** Requests in a row that got no proper answer. */
  failures: number;
  /** Until when (ms) new rollouts avoid it. */
  avoided: number;
}

/** So many failures in a row send a rollout elsewhere, and keep others away for a while (ms). */
const ENOUGH = 2;
const AVOIDED = 30_000;

export interface Balance {
  readonly endpoints: readonly Endpoint[];
  take(): Endpoint;
  release(endpoint: Endpoint): void;
  succeeded(endpoint: Endpoint): void;
  /** Counts a failure; the endpoint to go on with. */
  failed(endpoint: Endpoint): Endpoint;
}

export function createBalance(endpoints: readonly Endpoint[], timing: Timing): Balance {
  const best = (): Endpoint => {
    const well = endpoints.filter(({ avoided }) => avoided <= timing.now());
    const among = well.length > 0 ? well : endpoints;
    return among.reduce((least, one) => (one.rollouts < least.rollouts ? one : least));
  };
  const take = (): Endpoint => {
    const endpoint = best();
    endpoint.rollouts += 1;
    return endpoint;
  };
  const release = (endpoint: Endpoint): void => {
    endpoint.rollouts -= 1;
  };
  return {
    endpoints,
    take,
    release,
    succeeded: (endpoint) => {
      endpoint.failures = 0;
      endpoint.avoided = 0;
    },
    failed: (endpoint) => {
      endpoint.failures += 1;
      if (endpoint.failures < ENOUGH) return endpoint;
      endpoint.avoided = timing.now() + AVOIDED;
      release(endpoint);
      return take();
    },
  };
}
