/**
 * The run for OpenTelemetry, over OTLP/HTTP: a trace with a span for the run and one for each of its stages, and metrics:
 * the tokens of rollouts, and the curves as gauges. Names follow OpenTelemetry's conventions for generative AI where they
 * have one. The packages are optional, and loaded only here; nothing is registered globally, and no environment variable
 * turns it on.
 */
import type { Context, Span, SpanStatusCode, Tracer } from '@opentelemetry/api';
import { digestOfConfig } from '../config/resolved.ts';
import type { TrackingConfig } from '../config/schema.ts';
import { type Env, readKey } from '../keys.ts';
import type { Label, RunEvent } from '../report/events.ts';
import type { Summary } from '../runs/summary.ts';
import { packageVersion } from '../version.ts';
import { flattened } from './flattened.ts';
import { loadOpenTelemetry, type OpenTelemetry } from './otlp-packages.ts';
import { otlpProviders } from './otlp-providers.ts';
import { type Point, pointsOf } from './points.ts';
import type { OpenTracker, Tracked } from './tracker.ts';

export type OtlpSettings = NonNullable<TrackingConfig['otlp']>;

/** Upper bounds of the histogram of tokens, as the conventions advise. */
const TOKEN_BOUNDS = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** Settings of the config on the run's span, and characters of one: of more than 128 attributes OpenTelemetry drops the last. */
const MOST = { settings: 100, text: 500 };

/** @throws AgentgymError E_TRACK_SETUP where a key or a package is missing. */
export async function otlp(settings: OtlpSettings, env: Env): Promise<OpenTracker> {
  const headers = Object.entries(settings.headers ?? {}).map(([name, reference]) => {
    const purpose = `\`tracking.otlp.headers.${name}\` names it`;
    return [name, readKey(reference, env, { code: 'E_TRACK_SETUP', purpose }).value] as const;
  });
  const packages = await loadOpenTelemetry();
  return (run) => {
    const address = { url: settings.url, headers: Object.fromEntries(headers) };
    const attributes = { 'service.name': 'agentgym', 'service.version': packageVersion() };
    const providers = otlpProviders(packages, { ...address, attributes, onWarning: run.onWarning });
    const spans = spansOf(packages, providers.tracer, run);
    const measure = measures(providers.meter, run);
    const points = pointsOf();
    return {
      on: (event) => {
        spans.on(event);
        measure.tokens(event);
        for (const point of points(event)) measure.point(point);
      },
      close: async () => {
        spans.end();
        await providers.close();
      },
    };
  };
}

/** What a model is called, and who serves it, in the conventions' words. */
function modelOf({ config }: Tracked): Record<string, string> {
  const { policy, name } = config;
  const [provider, model] = policy.kind === 'endpoint' ? ['openai', policy.model] : ['agentgym', name];
  return { 'gen_ai.provider.name': provider, 'gen_ai.request.model': model };
}

/** The digest of the config, and its settings by name, but those of trackers: as many as there is room for. */
function configOf({ config }: Tracked): Record<string, string | number> {
  const { tracking: _, ...rest } = config;
  const settings = flattened(rest, MOST.text);
  const left = settings.length - MOST.settings;
  return {
    'agentgym.config.digest': digestOfConfig(config),
    ...Object.fromEntries(settings.slice(0, MOST.settings).map(([name, text]) => [`agentgym.config.${name}`, text])),
    ...(left > 0 ? { 'agentgym.config_left_out': left } : {}),
  };
}

/** A span for the run, and within it one for each stage that is not kept from before. */
function spansOf({ api }: OpenTelemetry, tracer: Tracer, run: Tracked): { on(event: RunEvent): void; end(): void } {
  let root: { span: Span; context: Context } | undefined;
  let stage: { label: Label; span: Span } | undefined;
  const tokens = { prompted: 0, generated: 0 };
  const close = (): void => {
    stage?.span.end();
    root?.span.end();
    [stage, root] = [undefined, undefined];
  };
  return {
    on: (event) => {
      if (event.type === 'run-started') {
        const attributes = { 'agentgym.run.directory': event.directory, 'agentgym.seed': event.seed, ...configOf(run) };
        const span = tracer.startSpan(`evolve ${event.name}`, { attributes }, api.ROOT_CONTEXT);
        span.setAttribute('agentgym.run.resumed', event.resumed);
        root = { span, context: api.trace.setSpan(api.ROOT_CONTEXT, span) };
      } else if (event.type === 'stage-started' && root !== undefined) {
        Object.assign(tokens, { prompted: 0, generated: 0 });
        stage = { label: event, span: startStage(tracer, event, { run, context: root.context }) };
      } else if (event.type === 'progress') {
        Object.assign(tokens, { prompted: event.prompted ?? 0, generated: event.generated ?? 0 });
      } else if (event.type === 'stage-finished' && stage !== undefined) {
        stage.span.setAttributes({ 'agentgym.stage.result': event.result, 'agentgym.stage.reused': event.reused });
        if (tokens.prompted > 0) stage.span.setAttribute('gen_ai.usage.input_tokens', tokens.prompted);
        if (tokens.generated > 0) stage.span.setAttribute('gen_ai.usage.output_tokens', tokens.generated);
        stage.span.end();
        stage = undefined;
      } else if (event.type === 'warning') {
        (stage?.span ?? root?.span)?.addEvent('warning', { message: event.message });
      } else if (event.type === 'run-finished' && root !== undefined) {
        conclude(root.span, { run, summary: event.summary, error: api.SpanStatusCode.ERROR });
        close();
      }
    },
    end: close,
  };
}

function startStage(tracer: Tracer, label: Label, { run, context }: { run: Tracked; context: Context }): Span {
  const { stage, title, iteration } = label;
  const plays = stage === 'explore' || stage === 'evaluate' || stage === 'final';
  const agent = run.config.name;
  const attributes = {
    'agentgym.stage': stage,
    'agentgym.stage.title': title,
    ...(iteration === undefined ? {} : { 'agentgym.iteration': iteration }),
    ...(plays ? { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent, ...modelOf(run) } : {}),
  };
  return tracer.startSpan(plays ? `invoke_agent ${agent}` : title, { attributes }, context);
}

function conclude(
  span: Span,
  { run: { directory }, summary, error }: { run: Tracked; summary: Summary; error: SpanStatusCode },
): void {
  const { status, promoted, seconds } = summary;
  span.setAttributes({ 'agentgym.run.status': status, 'agentgym.run.seconds': seconds });
  span.setAttribute('agentgym.run.report', directory.report);
  if (promoted !== undefined) {
    const { checkpoint, iteration } = promoted;
    span.setAttributes({ 'agentgym.promoted.checkpoint': checkpoint, 'agentgym.promoted.iteration': iteration });
    span.setAttribute('agentgym.promoted.checkpoint.path', directory.checkpoint(checkpoint));
  }
  if (status === 'failed') span.setStatus({ code: error, message: 'the run failed' });
}

type Meter = ReturnType<typeof otlpProviders>['meter'];

/** Gauges of the curves, and the tokens of every rollout. */
function measures(meter: Meter, run: Tracked): { tokens(event: RunEvent): void; point(point: Point): void } {
  const usage = meter.createHistogram('gen_ai.client.token.usage', {
    unit: '{token}',
    description: 'Tokens of a rollout, all its turns together',
    advice: { explicitBucketBoundaries: TOKEN_BOUNDS },
  });
  const gauges = new Map<string, ReturnType<Meter['createGauge']>>();
  const labels = { 'gen_ai.operation.name': 'invoke_agent', ...modelOf(run) };
  let before = { prompted: 0, generated: 0 };
  return {
    tokens: (event) => {
      if (event.type === 'stage-started') before = { prompted: 0, generated: 0 };
      if (event.type !== 'progress' || event.prompted === undefined) return;
      const { prompted, generated = 0 } = event;
      usage.record(prompted - before.prompted, { ...labels, 'gen_ai.token.type': 'input' });
      usage.record(generated - before.generated, { ...labels, 'gen_ai.token.type': 'output' });
      before = { prompted, generated };
    },
    point: ({ tag, value }) => {
      const name = `agentgym.${tag.replaceAll('/', '.')}`;
      const gauge = gauges.get(name) ?? meter.createGauge(name);
      gauges.set(name, gauge);
      gauge.record(value, { 'agentgym.run.name': run.config.name });
    },
  };
}
