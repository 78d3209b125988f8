/**
 * Fireworks, whose API is its own: data sets and jobs are resources of an account, under ids that we choose, so that the same
 * one cannot be made twice.
 *
 * docs.fireworks.ai/fine-tuning/fine-tuning-via-api, …/fine-tuning/weighted-training,
 * …/api-reference/create-supervised-fine-tuning-job, …/create-dpo-job, …/create-deployed-model.
 */
import { FormData } from 'undici';
import { AgentgymError } from '../../errors.ts';
import type { Timing } from '../../policies/endpoint/timing.ts';
import { ServiceFault } from './faults.ts';
import { type Http, type Json, wait } from './http.ts';
import { list, number, object, text } from './read.ts';
import type { HostedJob, Order, Service, TrainingFile } from './service.ts';
import type { HostedSettings } from './settings.ts';

/** Larger files go another way, by signed addresses, which this client does not know. */
const MOST_BYTES = 150 * 2 ** 20;
/** Looks at what the service prepares, and the pause between them (ms). */
const LOOKS = 120;
const PAUSE = 5000;
const KINDS = { sft: 'supervisedFineTuningJobs', dpo: 'dpoJobs' } as const;

export interface FireworksContext {
  timing: Timing;
  signal?: AbortSignal | undefined;
}

export function createFireworks(http: Http, settings: HostedSettings, context: FireworksContext): Service {
  const account = `/accounts/${encodeURIComponent(settings.account ?? '')}`;
  const name = account.slice(1);
  const datasetAt = (id: string): string => `${account}/datasets/${id}`;
  const job = async (path: string): Promise<HostedJob> => jobOf(await http.get(`/${path}`), path);
  const ready = (path: string, state: string): Promise<void> => untilReady(http, { path, state }, context);
  return {
    findFile: async ({ name: file }) => {
      const found = await absent(http.get(datasetAt(idOf(file))));
      return found?.['state'] === 'READY' ? idOf(file) : undefined;
    },
    upload: async (file) => {
      const id = idOf(file.name);
      const form = formOf(file);
      const dataset = { userUploaded: {}, exampleCount: String(file.rows), format: 'CHAT' };
      await already(http.post(`${account}/datasets`, { json: { datasetId: id, dataset } }));
      await http.post(`${datasetAt(id)}:upload`, { form });
      await ready(datasetAt(id), 'READY');
      return id;
    },
    findJob: async (tag, method) => {
      const path = `${name}/${KINDS[method]}/${tag}`;
      const found = await absent(http.get(`/${path}`));
      return found === undefined ? undefined : jobOf(found, path);
    },
    create: async (order) => {
      const kind = KINDS[order.method];
      const query = { [order.method === 'dpo' ? 'dpoJobId' : 'supervisedFineTuningJobId']: order.tag };
      const path = `${name}/${kind}/${order.tag}`;
      const made = await already(http.post(`${account}/${kind}`, { query, json: bodyOf(order, settings) }));
      return made === undefined ? job(path) : jobOf(made, path);
    },
    job,
    // Its jobs tell of themselves alone.
    news: async () => [],
    snapshots: async () => [],
    cancel: async (id) => void (await http.post(`/${id}:cancel`, { json: {} })),
    ...(settings.deployment === undefined
      ? {}
      : {
          deploy: (model: string) => deploy(http, { account, model, deployment: settings.deployment as string }, ready),
        }),
  };
}

function bodyOf(
  order: Order,
  { account, beta, learningRate, batchSize, hyperparameters, request }: HostedSettings,
): Json {
  const { tag, title, model, tuned, file, epochs, method } = order;
  const training = {
    outputModel: `accounts/${account}/models/${tag}`,
    // What a deployment answers to has its name behind the model's.
    ...(tuned ? { warmStartFrom: model.split('#', 1)[0] } : { baseModel: model }),
    epochs,
    batchSizeSamples: batchSize,
    ...(learningRate === undefined ? {} : { learningRate }),
    ...hyperparameters,
  };
  const shared = { dataset: `accounts/${account}/datasets/${file}`, displayName: title.slice(0, 63) };
  if (method === 'sft') return { ...shared, ...training, ...request };
  const lossConfig = { method: 'DPO', ...(beta === undefined ? {} : { klBeta: beta }) };
  return { ...shared, trainingConfig: training, lossConfig, ...request };
}

function jobOf(answer: Json, path: string): HostedJob {
  const said = text(answer['state']) ?? 'JOB_STATE_UNSPECIFIED';
  const status = object(answer['status']);
  const message = text(status['message']);
  const percent = number(object(answer['jobProgress'])['percent']);
  const model = text(answer['outputModel']) ?? text(object(answer['trainingConfig'])['outputModel']);
  return {
    id: text(answer['name']) ?? path,
    state: stateOf(said.replace(/^JOB_STATE_/u, '')),
    said,
    model,
    error: message === undefined ? undefined : { message, aboutData: /dataset|jsonl|example/iu.test(message) },
    tokens: number(object(answer['jobProgress'])['inputTokens']),
    done: percent === undefined ? undefined : percent / 100,
  };
}

function stateOf(state: string): HostedJob['state'] {
  if (state === 'COMPLETED' || state === 'EARLY_STOPPED') return 'succeeded';
  if (state.startsWith('FAILED') || state === 'EXPIRED') return 'failed';
  if (state === 'CANCELLED' || state.startsWith('DELETING')) return 'cancelled';
  return ['PENDING', 'CREATING', 'VALIDATING', 'PAUSED'].includes(state) ? 'waiting' : 'running';
}

/** Loads a model where it answers from, unless it is there; resolves to what requests call it. */
async function deploy(
  http: Http,
  { account, model, deployment }: { account: string; model: string; deployment: string },
  ready: (path: string, state: string) => Promise<void>,
): Promise<string> {
  const { deployedModels } = await http.get(`${account}/deployedModels`, { pageSize: '200' });
  const there = list(deployedModels).find((one) => one['model'] === model && one['deployment'] === deployment);
  const loaded = there ?? (await http.post(`${account}/deployedModels`, { json: { model, deployment } }));
  const name = text(loaded['name']);
  if (name !== undefined && loaded['state'] !== 'DEPLOYED') await ready(`/${name}`, 'DEPLOYED');
  return `${model}#${deployment}`;
}

async function untilReady(
  http: Http,
  { path, state }: { path: string; state: string },
  { timing, signal }: FireworksContext,
): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const found = await http.get(path);
    if (found['state'] === state) return;
    const message = text(object(found['status'])['message']);
    if (message !== undefined && object(found['status'])['code'] !== 'OK')
      throw new AgentgymError('E_TRAIN_DATA', `Fireworks does not take ${path.slice(1)}: ${message}`);
    await wait(timing, PAUSE, signal);
  }
  throw new ServiceFault('final', `${path.slice(1)} is still not ${state} after ${(LOOKS * PAUSE) / 1000} s.`);
}

/** The id of a data set is the file's name without its ending. */
function idOf(file: string): string {
  return file.replace(/\.jsonl$/u, '');
}

function formOf({ name, text: lines }: TrainingFile): FormData {
  if (Buffer.byteLength(lines) > MOST_BYTES)
    throw new AgentgymError('E_TRAIN_DATA', `The training file has more than ${MOST_BYTES} bytes.`, {
      hint: 'Keep fewer trajectories of a task: weigh.perTask.',
    });
  const form = new FormData();
  form.set('file', new Blob([lines], { type: 'application/jsonl' }), name);
  return form;
}

/** undefined where there is no such thing. */
function absent(asked: Promise<Json>): Promise<Json | undefined> {
  return unless(404, asked);
}

/** undefined where there is such a thing already. */
function already(made: Promise<Json>): Promise<Json | undefined> {
  return unless(409, made);
}

async function unless(status: number, work: Promise<Json>): Promise<Json | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceFault && error.status === status) return undefined;
    throw error;
  }
}
