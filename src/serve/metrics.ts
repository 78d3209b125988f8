/** What is counted, in Prometheus' text format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Ending } from './sessions.ts';

/** From a quarter of a millisecond, which a built-in environment stays under, to what a slow one takes. */
const SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10];

export interface ServeMetrics {
  answered(environment: string, operation: string, outcome: { status: number; seconds: number }): void;
  opened(environment: string): void;
  ended(environment: string, how: Ending): void;
  failed(environment: string, operation: string): void;
  finished(environment: string, success: boolean): void;
  text(): Promise<string>;
  readonly type: string;
}

export function serveMetrics(): ServeMetrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const own = { registers };
  const requests = new Counter({
    ...own,
    name: 'agentgym_serve_requests_total',
    help: 'Requests answered.',
    labelNames: ['environment', 'operation', 'status'],
  });
  const duration = new Histogram({
    ...own,
    name: 'agentgym_serve_request_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['environment', 'operation'],
    buckets: SECONDS,
  });
  const sessions = new Gauge({
    ...own,
    name: 'agentgym_serve_sessions',
    help: 'Sessions that are open.',
    labelNames: ['environment'],
  });
  const ended = new Counter({
    ...own,
    name: 'agentgym_serve_sessions_ended_total',
    help: 'Sessions that ended: closed by their client, idle, evicted for a new one, or at shutdown.',
    labelNames: ['environment', 'how'],
  });
  const failures = new Counter({
    ...own,
    name: 'agentgym_serve_environment_failures_total',
    help: 'Operations that an environment failed in.',
    labelNames: ['environment', 'operation'],
  });
  const episodes = new Counter({
    ...own,
    name: 'agentgym_serve_episodes_total',
    help: 'Episodes that came to their end.',
    labelNames: ['environment', 'outcome'],
  });
  return {
    answered: (environment, operation, { status, seconds }) => {
      requests.inc({ environment, operation, status });
      duration.observe({ environment, operation }, seconds);
    },
    opened: (environment) => sessions.inc({ environment }),
    ended: (environment, how) => {
      sessions.dec({ environment });
      ended.inc({ environment, how });
    },
    failed: (environment, operation) => failures.inc({ environment, operation }),
    finished: (environment, success) => episodes.inc({ environment, outcome: success ? 'success' : 'failure' }),
    text: () => registry.metrics(),
    type: registry.contentType,
  };
}
