/** OpenTelemetry's packages, which are installed by those who use them: loaded when a config asks for them. */
import { AgentgymError } from '../errors.ts';

const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-http',
];

export interface OpenTelemetry {
  api: typeof import('@opentelemetry/api');
  resources: typeof import('@opentelemetry/resources');
  tracing: typeof import('@opentelemetry/sdk-trace-base');
  metrics: typeof import('@opentelemetry/sdk-metrics');
  traceExporter: typeof import('@opentelemetry/exporter-trace-otlp-http');
  metricExporter: typeof import('@opentelemetry/exporter-metrics-otlp-http');
}

/** @throws AgentgymError E_TRACK_SETUP where one is missing. */
export async function loadOpenTelemetry(): Promise<OpenTelemetry> {
  try {
    const [api, resources, tracing, metrics, traceExporter, metricExporter] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
    ]);
    return { api, resources, tracing, metrics, traceExporter, metricExporter };
  } catch (cause) {
    throw new AgentgymError(
      'E_TRACK_SETUP',
      '`tracking.otlp` needs packages of OpenTelemetry that are not installed.',
      {
        hint: `Install them: npm install ${PACKAGES.join(' ')}`,
        cause,
      },
    );
  }
}
