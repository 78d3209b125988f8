/**
 * The run as a run of an MLflow server: curves as metrics, the config as parameters, where things are as tags, the report
 * as an artifact where the server keeps files. A run that goes on stays the same one there. What the server does not take
 * is dropped, with one warning.
 */
import { basename } from 'node:path';
import { digestOfConfig } from '../config/resolved.ts';
import type { TrackingConfig } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import { type Env, type Key, readKey } from '../keys.ts';
import type { RunEvent } from '../report/events.ts';
import type { Summary } from '../runs/summary.ts';
import { packageVersion } from '../version.ts';
import { clipped, flattened } from './flattened.ts';
import { type Memory, openMemory } from './memory.ts';
import { type Entry, type Metric, type MlflowClient, mlflowClient, type RunStatus } from './mlflow-client.ts';
import { outbox } from './outbox.ts';
import { type Point, pointsOf, safe } from './points.ts';
import type { OpenTracker, Tracked } from './tracker.ts';

export type MlflowSettings = NonNullable<TrackingConfig['mlflow']>;

/** What a server takes in one request, and in one text (those of older servers). */
const MOST = { metrics: 500, params: 100, param: 500, tag: 5000 };
/** Metrics and tags that may wait. */
const MOST_WAITING = 20_000;

type Item = { metric: Metric } | { tag: Entry } | { end: RunStatus; at: number };

/** Where the run is, as it is remembered. */
interface Place {
  url: string;
  experiment: string;
  run: string;
}

const STATUS: Record<Summary['status'], RunStatus> = {
  completed: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'KILLED',
  limited: 'KILLED',
};

/** @throws AgentgymError E_TRACK_SETUP where the key is missing. */
export function mlflow(settings: MlflowSettings, env: Env): OpenTracker {
  const purpose = '`tracking.mlflow.key` names it';
  const key = settings.key === undefined ? undefined : readKey(settings.key, env, { code: 'E_TRACK_SETUP', purpose });
  return (run) => {
    const { url, experiment = run.config.name } = settings;
    const client = mlflowClient({ url, authorization: authorizationOf(settings, key), signal: run.signal });
    const file = run.directory.tracking('mlflow');
    const memory = openMemory<Place>(file, (it) => it.url === url && it.experiment === experiment);
    const points = pointsOf();
    const place = placed(client, memory, { ...run, url, experiment });
    const box = outbox<Item>({
      deliver: async (items) => {
        const there = await place();
        await deliver(client, items, { run: there.run, report: run.directory.report });
        await memory.remember(there, pointsIn(items));
      },
      most: { delivery: MOST.metrics, waiting: MOST_WAITING },
      signal: run.signal,
      onFailure: (error) => run.onWarning(`MLflow does not get this run, or not all of it: ${messageOf(error)}`),
    });
    let ended = false;
    return {
      on: (event) => {
        const timestamp = Date.now();
        const fresh = points(event).filter((point) => !memory.shown(point));
        const metrics = fresh.map(({ tag, value, step }) => ({ metric: { key: tag, value, timestamp, step } }));
        box.add([...metrics, ...tagsOf(event, run).map((tag) => ({ tag }))]);
        if (event.type !== 'run-finished') return;
        ended = true;
        box.add([{ end: STATUS[event.summary.status], at: timestamp }]);
      },
      close: async () => {
        if (!ended) box.add([{ end: 'FAILED', at: Date.now() }]);
        await box.end();
      },
    };
  };
}

function authorizationOf({ user }: MlflowSettings, key: Key | undefined): string | undefined {
  if (key === undefined) return undefined;
  return user === undefined ? `Bearer ${key.value}` : `Basic ${Buffer.from(`${user}:${key.value}`).toString('base64')}`;
}

/** The run on the server: the one that is remembered, or a new one with the config as its parameters. */
function placed(
  client: MlflowClient,
  memory: Memory<Place>,
  { config, directory, url, experiment }: Tracked & Omit<Place, 'run'>,
): () => Promise<Place> {
  let found: Place | undefined;
  const started = Date.now();
  const { tracking: _, ...rest } = config;
  const params = flattened(rest, MOST.param).map(([name, value]) => ({ key: named(name), value }));
  const begin = async (): Promise<Place> => {
    const { before } = memory;
    if (before !== undefined && (await client.goOn(before.run))) {
      params.length = 0;
      return before;
    }
    const name = basename(directory.root);
    const run = await client.create({ experiment: await client.experiment(experiment), name, started });
    await memory.remember({ url, experiment, run }, []);
    return { url, experiment, run };
  };
  return async () => {
    found ??= await begin();
    while (params.length > 0) {
      await client.log(found.run, { params: params.slice(0, MOST.params) });
      params.splice(0, MOST.params);
    }
    return found;
  };
}

async function deliver(
  client: MlflowClient,
  items: readonly Item[],
  { run, report }: { run: string; report: string },
): Promise<void> {
  const metrics = items.flatMap((item) => ('metric' in item ? [item.metric] : []));
  const tags = new Map(items.flatMap((item) => ('tag' in item ? [[item.tag.key, item.tag] as const] : [])));
  if (metrics.length + tags.size > 0) await client.log(run, { metrics, tags: [...tags.values()].slice(-MOST.params) });
  const end = items.find((item) => 'end' in item);
  if (end === undefined) return;
  // The server may keep no files, and a run that came to nothing has no report: a tag says where it would be.
  await client.keep(run, 'report.html', report).catch(() => false);
  await client.end(run, end.end, end.at);
}

function pointsIn(items: readonly Item[]): Point[] {
  return items.flatMap((item) => {
    if (!('metric' in item)) return [];
    const { key: tag, value, step } = item.metric;
    return [{ tag, value, step }];
  });
}

/** What is known of the run since an event, as short texts. */
function tagsOf(event: RunEvent, { config, directory }: Tracked): Entry[] {
  switch (event.type) {
    case 'run-started':
      return entries({
        'mlflow.source.name': 'agentgym',
        version: packageVersion(),
        directory: directory.root,
        config_digest: digestOfConfig(config),
      });
    case 'evaluated':
      return entries({ [`checkpoint.${event.iteration}`]: directory.checkpoint(event.checkpoint) });
    case 'iteration-finished': {
      const { index, promoted, reason } = event.result;
      return entries({ [`verdict.${index}`]: `${promoted ? 'promoted' : 'not promoted'}: ${reason}` });
    }
    case 'run-finished': {
      const { status, promoted } = event.summary;
      const best = promoted === undefined ? {} : { 'checkpoint.promoted': directory.checkpoint(promoted.checkpoint) };
      return entries({ status, report: directory.report, ...best });
    }
    default:
      return [];
  }
}

function entries(tags: Record<string, string>): Entry[] {
  return Object.entries(tags).map(([name, value]) => ({
    key: name.startsWith('mlflow.') ? name : `agentgym.${name}`,
    value: clipped(value, MOST.tag),
  }));
}

/** Only characters that MLflow takes in the name of a parameter, and not too many. */
function named(name: string): string {
  return safe(name).slice(-250);
}
