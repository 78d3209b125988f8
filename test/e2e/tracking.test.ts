/** Real runs that are tracked, with receivers on real ports; MLflow itself is in test/contract/tracking.test.ts. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture, type Ran, start } from '../support/command-line.ts';
import { answering, type Asked, type Said } from '../support/answering-server.ts';
import { eventsIn } from '../support/event-files.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { withoutTimes } from '../support/summaries.ts';

const root = scratchDirectory('tracking');
const changes = ['iterations=1', 'clone.steps=2', 'train.steps=3', 'explore.samples=1'];
const EVOLVE = ['evolve', '--config', fixture('tiny.yaml'), ...changes.flatMap((change) => ['--set', change])];
const KEY = 'a-key-that-nobody-sees';

const summaryIn = (run: string): Summary =>
  JSON.parse(readFileSync(join(root, run, 'summary.json'), 'utf8')) as Summary;

/** With its receivers answering meanwhile. */
const tracked = (run: string, tracking: object): Promise<Ran> =>
  start(root, [...EVOLVE, '--run-dir', run, '--set', `tracking=${JSON.stringify(tracking)}`]).end;

const warningsIn = (run: string): string[] =>
  readFileSync(join(root, run, 'logs', 'run.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; message?: string })
    .flatMap(({ msg, message = '' }) => (msg === 'warning' && !message.includes('begin as tasks') ? [message] : []));

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string };
}
interface Span {
  name: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
}
interface Metric {
  name: string;
  gauge?: { dataPoints: { asDouble: number; asInt?: number }[] };
  histogram?: { dataPoints: { sum: number; count: number; attributes: Attribute[] }[] };
}

const spansOf = (asked: readonly Asked[]): Span[] =>
  asked
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => (body as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
const metricsOf = (asked: readonly Asked[]): Metric[] =>
  asked
    .filter(({ path }) => path === '/v1/metrics')
    .flatMap(({ body }) => (body as { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] }).resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
const valueOf = ({ attributes }: { attributes: Attribute[] }, name: string): string | number | undefined => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
};

beforeAll(() => {
  const { status, stderr } = agentgym(root, [...EVOLVE, '--run-dir', 'untracked']);
  expect(status, stderr).toBe(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a tracked run', () => {
  it('shows its curves in TensorBoard, and its stages and tokens in OpenTelemetry', async () => {
    vi.stubEnv('TRACKERS_KEY', KEY);
    const keys = new Set<unknown>();
    const receiver = await answering(() => ({ json: {} }), { heard: ({ headers }) => keys.add(headers['x-key']) });
    const otlp = { url: receiver.url, headers: { 'x-key': 'env:TRACKERS_KEY' } };
    const { status, stderr } = await tracked('both', { tensorboard: {}, otlp });
    expect(status, stderr).toBe(0);
    const summary = summaryIn('both');
    expect(withoutTimes(summary)).toEqual(withoutTimes(summaryIn('untracked')));
    expect(warningsIn('both')).toEqual([]);

    const shown = eventsIn(join(root, 'both', 'tensorboard'));
    const at = (tag: string, step: number): number | undefined =>
      shown.find((one) => one.tag === tag && one.step === step)?.value;
    expect(at('dev/success_echo', 1)).toBeCloseTo(summary.iterations[0]?.dev['echo']?.success ?? -1, 6);
    expect(at('final/control/high_counting', 1)).toBeCloseTo(summary.final?.control?.['counting']?.high ?? -1, 6);
    expect(at('explore/explored', 1)).toBe(summary.iterations[0]?.explored);
    expect(shown.filter(({ tag }) => tag === 'loss/iteration-1').map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(shown.find(({ tag }) => tag === 'config/text_summary')?.text).toContain('    name: tiny\n');
    expect(shown.find(({ tag }) => tag === 'verdict/text_summary')?.text).toMatch(/^(?:P|Not p)romoted: /u);

    const spans = spansOf(receiver.asked);
    const [whole] = spans.filter(({ name }) => name === 'evolve tiny');
    expect(spans.filter(({ parentSpanId }) => parentSpanId !== whole?.spanId)).toEqual([whole]);
    const said = (name: string): string | number | undefined => valueOf(whole as Span, `agentgym.${name}`);
    expect(said('config.digest')).toBe(summary.configDigest);
    expect([said('config.name'), said('config.environments.1.name')]).toEqual(['tiny', 'counting']);
    expect([said('config.train.steps'), said('config.explore.maxTokens')]).toEqual(['3', '12']);
    expect(said('promoted.checkpoint')).toBe(summary.promoted?.checkpoint);
    const checkpoint = String(said('promoted.checkpoint.path'));
    expect(checkpoint).toBe(join(root, 'both', 'checkpoints', summary.promoted?.checkpoint ?? ''));
    expect(existsSync(checkpoint)).toBe(true);
    expect(said('run.report')).toBe(join(root, 'both', 'report.html'));
    const names = whole?.attributes.map(({ key }) => key) ?? [];
    expect(names.filter((name) => name.startsWith('agentgym.config.tracking'))).toEqual([]);
    // More than these OpenTelemetry would drop.
    expect(names.length).toBeLessThanOrEqual(128);
    expect(JSON.stringify(receiver.asked.map(({ body }) => body))).not.toContain(KEY);
    const played = spans.filter((span) => valueOf(span, 'gen_ai.operation.name') === 'invoke_agent');
    expect(played.map((span) => String(valueOf(span, 'agentgym.stage.title'))).toSorted()).toEqual([
      'baseline on dev',
      'baseline on eval',
      'control on eval',
      'iteration 1: evaluate on dev',
      'iteration 1: explore',
      'promoted on eval',
    ]);
    const sum = (name: string): number => played.reduce((total, span) => total + Number(valueOf(span, name) ?? 0), 0);
    const { prompt, completion } = summary.usage ?? {};
    expect([sum('gen_ai.usage.input_tokens'), sum('gen_ai.usage.output_tokens')]).toEqual([prompt, completion]);

    const metrics = metricsOf(receiver.asked);
    const usage = metrics.findLast(({ name }) => name === 'gen_ai.client.token.usage')?.histogram?.dataPoints ?? [];
    const input = usage.find((point) => valueOf(point, 'gen_ai.token.type') === 'input');
    expect(input?.sum).toBe(prompt);
    const gauge = metrics.findLast(({ name }) => name === 'agentgym.final.baseline.low_echo')?.gauge?.dataPoints[0];
    expect(gauge?.asDouble).toBeCloseTo(summary.final?.baseline['echo']?.low ?? -1, 9);
    expect([...keys]).toEqual([KEY]);
    expect(readFileSync(join(root, 'both', 'config.resolved.yaml'), 'utf8')).not.toContain(KEY);
  });

  it('goes on with other trackers, and does not show again what it showed', async () => {
    const resume = (tracking: string): Ran => agentgym(root, ['evolve', '--resume', 'both', '--set', tracking]);
    const dir = join(root, 'board');
    expect(resume(`tracking=${JSON.stringify({ tensorboard: { dir } })}`)).toMatchObject({ status: 0 });
    expect(eventsIn(join(dir, 'both')).some(({ tag }) => tag === 'dev/success')).toBe(true);
    const before = eventsIn(join(dir, 'both')).filter(({ value }) => value !== undefined);
    expect(resume('tracking.otlp=null')).toMatchObject({ status: 0 });
    expect(readdirSync(join(dir, 'both'))).toHaveLength(2);
    expect(eventsIn(join(dir, 'both')).filter(({ value }) => value !== undefined)).toEqual(before);
    expect(resume('tracking=null')).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, 'both', 'config.resolved.yaml'), 'utf8')).not.toContain('tracking');
  });
});

describe('a tracker that fails', () => {
  it('costs the run nothing but a warning', async () => {
    const said: Record<string, Said> = { mlflow: { json: { message: 'out of order' }, status: 500 }, otlp: 'break' };
    const mlflow = await answering(() => said['mlflow'] ?? 'hang');
    const otlp = await answering(() => said['otlp'] ?? 'hang');
    writeFileSync(join(root, 'in-the-way'), '');
    const { status, stderr } = await tracked('failing', {
      tensorboard: { dir: join(root, 'in-the-way') },
      mlflow: { url: mlflow.url },
      otlp: { url: otlp.url },
    });
    expect(status, stderr).toBe(0);
    expect(withoutTimes(summaryIn('failing'))).toEqual(withoutTimes(summaryIn('untracked')));
    expect(warningsIn('failing').toSorted()).toEqual([
      expect.stringMatching(/^MLflow does not get this run.*500: out of order/u),
      expect.stringMatching(/^TensorBoard gets no more.*(?:ENOTDIR|EEXIST)/u),
      expect.stringMatching(/^http:.* does not take all that OpenTelemetry is told/u),
    ]);
    expect(mlflow.asked.length).toBeGreaterThan(1);
  });

  it('is given up where its key is refused, which no text shows', async () => {
    vi.stubEnv('TRACKERS_KEY', KEY);
    const refused: Said = { json: { message: `no access with ${KEY}` }, status: 401 };
    const mlflow = await answering(() => refused);
    const settings = { url: mlflow.url, user: 'me', key: 'env:TRACKERS_KEY' };
    const { status, stderr, stdout } = await tracked('refused', { mlflow: settings });
    expect(status, stderr).toBe(0);
    expect(mlflow.asked).toHaveLength(1);
    expect(warningsIn('refused')).toEqual([expect.stringContaining('401: no access with (TRACKERS_KEY)')]);
    expect(stderr + stdout).not.toContain(KEY);
  });

  it('for want of its key is an error before the run begins', async () => {
    const { status, stderr } = await tracked('keyless', {
      mlflow: { url: 'http://localhost:1', key: 'env:NO_SUCH_KEY' },
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('NO_SUCH_KEY is not set')]);
    expect(stderr).toContain('E_TRACK_SETUP');
    expect(existsSync(join(root, 'keyless'))).toBe(false);
  });
});
