/** OpenTelemetry's own machinery set up for one run: what queues, batches and sends. Knows nothing of a run. */
import type { Attributes, Meter, Tracer } from '@opentelemetry/api';
import { messageOf } from '../errors.ts';
import type { OpenTelemetry } from './otlp-packages.ts';

export interface Providers {
  tracer: Tracer;
  meter: Meter;
  /** Sends what is left; never rejects. */
  close(): Promise<void>;
}

export interface ProviderOptions {
  url: string;
  headers: Record<string, string>;
  attributes: Attributes;
  /** Called once, at the first export that fails. */
  onWarning: (message: string) => void;
}

/** Milliseconds: of a request, and between exports. */
const [PATIENCE, EVERY] = [5000, 10_000];
/** Spans that may wait; a run has a few for each iteration. */
const MOST_WAITING = 2048;

/** What an exporter says of an export; 0 is success. */
interface Exported {
  code: number;
  error?: Error;
}

interface Exporter<T> {
  export(what: T, done: (result: Exported) => void): void;
}

export function otlpProviders(packages: OpenTelemetry, options: ProviderOptions): Providers {
  const { resources, tracing, metrics, traceExporter, metricExporter } = packages;
  const resource = resources.defaultResource().merge(resources.resourceFromAttributes(options.attributes));
  const at = (path: string) => ({
    url: `${options.url.replace(/\/+$/u, '')}/v1/${path}`,
    headers: options.headers,
    timeoutMillis: PATIENCE,
  });
  const onFailure = once((error: unknown) =>
    options.onWarning(`${options.url} does not take all that OpenTelemetry is told: ${messageOf(error)}`),
  );
  const spans = overheard(new traceExporter.OTLPTraceExporter(at('traces')), onFailure);
  const figures = overheard(new metricExporter.OTLPMetricExporter(at('metrics')), onFailure);
  const timing = { scheduledDelayMillis: EVERY / 2, exportTimeoutMillis: PATIENCE, maxQueueSize: MOST_WAITING };
  const processor = new tracing.BatchSpanProcessor(spans, timing);
  const tracers = new tracing.BasicTracerProvider({ resource, spanProcessors: [processor] });
  const reading = { exporter: figures, exportIntervalMillis: EVERY, exportTimeoutMillis: PATIENCE };
  const reader = new metrics.PeriodicExportingMetricReader(reading);
  const meters = new metrics.MeterProvider({ resource, readers: [reader] });
  return {
    tracer: tracers.getTracer('agentgym'),
    meter: meters.getMeter('agentgym'),
    close: async () => {
      const ends = await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
      for (const end of ends) if (end.status === 'rejected') onFailure(end.reason);
    },
  };
}

/** The exporter, whose failures are heard. */
function overheard<T, E extends Exporter<T>>(exporter: E, onFailure: (error: unknown) => void): E {
  const original: Exporter<T>['export'] = exporter.export.bind(exporter);
  exporter.export = (what: T, done: (result: Exported) => void): void =>
    original(what, (result) => {
      if (result.code !== 0) onFailure(result.error ?? new Error('the export failed'));
      done(result);
    });
  return exporter;
}

function once(work: (error: unknown) => void): (error: unknown) => void {
  let done = false;
  return (error) => {
    if (done) return;
    done = true;
    work(error);
  };
}
