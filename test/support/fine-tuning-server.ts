/**
 * A fine-tuning service in small, over real HTTP, after the services' documented APIs:
 * OpenAI: developers.openai.com/api/reference/resources/files and …/resources/fine_tuning;
 * Together: docs.together.ai/reference/upload-file, …/post-fine-tunes, …/get-fine-tunes-id;
 * Fireworks: docs.fireworks.ai/fine-tuning/fine-tuning-via-api, docs.fireworks.ai/api-reference/create-supervised-fine-tuning-job,
 * …/create-dpo-job, …/create-deployed-model.
 * A job moves on by one state each time it is asked for. Requests can be refused, or cut off before or after they are done.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Call {
  /** `POST /files` */
  line: string;
  query: URLSearchParams;
  authorization: string | undefined;
  /** JSON, or the fields of a form; a file is its text. */
  body: Record<string, unknown>;
}

/** A status with a body, or a connection that is cut before or after the request is done. */
export type Trouble = { status: number; json?: unknown; headers?: Record<string, string> } | 'cut before' | 'cut after';

export interface FineTuning {
  url: string;
  calls: Call[];
  /** Files by id. */
  files: Map<string, { name: string; text: string }>;
  /** Requests for jobs that were taken, in order. */
  jobs: { id: string; body: Record<string, unknown>; at: number; cancelled: boolean }[];
  /** Models that were loaded onto deployments. */
  deployed: Record<string, unknown>[];
  /** Calls whose line begins so. */
  count(line: string): number;
}

export interface Behaviour {
  /** States that a job goes through; the last one stays. */
  states?: readonly string[];
  trouble?: (call: Call, count: number) => Trouble | undefined;
  /** Fields of a job once it is in its last state. */
  end?: Record<string, unknown>;
  /** Events of a job that has been looked at so many times, oldest first. */
  events?: (looks: number) => readonly Record<string, unknown>[];
  /** Entries of a page of a list. */
  page?: number;
}

/** Listens until the test is over. */
export async function fineTuningServer(behaviour: Behaviour = {}): Promise<FineTuning> {
  const state: Omit<FineTuning, 'url' | 'count'> = { calls: [], files: new Map(), jobs: [], deployed: [] };
  const count = (start: string): number => state.calls.filter(({ line }) => line.startsWith(start)).length;
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await callOf(request);
    state.calls.push(call);
    const trouble = behaviour.trouble?.(call, count(call.line));
    if (trouble === 'cut before') return void response.destroy();
    if (typeof trouble === 'object') {
      response.writeHead(trouble.status, { 'content-type': 'application/json', ...trouble.headers });
      return void response.end(JSON.stringify(trouble.json ?? { error: { message: 'no' } }));
    }
    const [status, json] = answer(call, state, behaviour);
    if (trouble === 'cut after') return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, count });
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://service');
  const whole = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  let body: Record<string, unknown> = {};
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(whole, { headers: { 'content-type': type } }).formData();
    for (const [key, value] of form.entries()) body[key] = typeof value === 'string' ? value : await value.text();
    const file = form.get('file');
    if (file instanceof File) body['filename'] = file.name;
  } else if (whole.length > 0) body = JSON.parse(whole.toString('utf8')) as Record<string, unknown>;
  const path = decodeURIComponent(url.pathname).replace(/^\/v1/u, '');
  return {
    line: `${request.method} ${path}`,
    query: url.searchParams,
    authorization: request.headers.authorization,
    body,
  };
}

type State = Omit<FineTuning, 'url' | 'count'>;
type Reply = [status: number, json: unknown];

function answer(call: Call, state: State, behaviour: Behaviour): Reply {
  const { line, query, body } = call;
  if (line.includes('/accounts/')) return fireworks(call, state, behaviour);
  const together = line.includes('/fine-tunes');
  if (line === 'POST /files' || line === 'POST /files/upload') {
    const id = `file-${state.files.size + 1}`;
    state.files.set(id, { name: String(body['filename']), text: String(body['file']) });
    return [200, fileOf(state, id)];
  }
  if (line === 'GET /files') {
    const files = [...state.files.keys()].toReversed().map((id) => fileOf(state, id));
    return [200, paged(files, query, behaviour)];
  }
  if (line === 'POST /fine_tuning/jobs' || line === 'POST /fine-tunes') {
    if (!state.files.has(String(body['training_file']))) return [400, { error: { message: 'no such file' } }];
    state.jobs.push({ id: `${together ? 'ft' : 'ftjob'}-${state.jobs.length + 1}`, body, at: 0, cancelled: false });
    return [200, jobOf(state.jobs.length - 1, state, behaviour, together)];
  }
  if (line === 'GET /fine_tuning/jobs' || line === 'GET /fine-tunes') {
    const jobs = state.jobs.map((_, i) => jobOf(i, state, behaviour, together)).toReversed();
    return [200, paged(jobs, query, behaviour)];
  }
  const [, id, what] = /\/(?:jobs|fine-tunes)\/([^/]+)(?:\/(\w+))?$/u.exec(line) ?? [];
  const index = state.jobs.findIndex((job) => job.id === id);
  const job = state.jobs[index];
  if (job === undefined) return [404, { error: { message: `No such job: ${id}` } }];
  if (what === 'events') {
    const events = [...(behaviour.events?.(job.at) ?? [])];
    return [200, together ? { data: events } : paged(events.toReversed(), query, behaviour)];
  }
  if (what === 'checkpoints') {
    return [200, { data: [{ fine_tuned_model_checkpoint: `${modelOf(job.body)}:ckpt-step-5`, step_number: 5 }] }];
  }
  if (what === 'cancel') job.cancelled = true;
  else job.at += 1;
  return [200, jobOf(index, state, behaviour, together)];
}

function fileOf({ files }: State, id: string): Record<string, unknown> {
  const { name, text } = files.get(id) ?? { name: '', text: '' };
  return {
    id,
    object: 'file',
    bytes: Buffer.byteLength(text),
    filename: name,
    purpose: 'fine-tune',
    status: 'processed',
  };
}

function modelOf(body: Record<string, unknown>): string {
  return `ft:${String(body['model'] ?? body['from_checkpoint'])}:org:${String(body['suffix'])}:x`;
}

function jobOf(
  index: number,
  { jobs }: State,
  { states, end = {} }: Behaviour,
  together: boolean,
): Record<string, unknown> {
  const { id, body, at, cancelled } = jobs[index] ?? { id: '', body: {}, at: 0, cancelled: false };
  const through = states ?? (together ? ['pending', 'running', 'completed'] : ['queued', 'running', 'succeeded']);
  const last = at >= through.length - 1;
  const status = cancelled ? 'cancelled' : (through[Math.min(at, through.length - 1)] ?? '');
  const done = ['succeeded', 'completed'].includes(status);
  const names = together
    ? { model_output_name: modelOf(body), suffix: body['suffix'] }
    : { metadata: body['metadata'] };
  const found = done ? { fine_tuned_model: together ? undefined : modelOf(body), trained_tokens: 1234 } : {};
  return { id, object: 'fine_tuning.job', status, model: body['model'], ...names, ...found, ...(last ? end : {}) };
}

function paged(all: readonly Record<string, unknown>[], query: URLSearchParams, { page = 100 }: Behaviour): unknown {
  const after = query.get('after');
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  return { object: 'list', data: all.slice(from, from + page), has_more: from + page < all.length };
}

function fireworks({ line, query, body }: Call, state: State, { states, end = {} }: Behaviour): Reply {
  const [, method, kind = '', id = '', verb] =
    /^(\w+) \/accounts\/acct\/(\w+)(?:\/([\w-]+))?(?::(\w+))?$/u.exec(line) ?? [];
  if (kind === 'datasets') {
    if (method === 'POST' && id === '') {
      const name = String(body['datasetId']);
      if (state.files.has(name)) return [409, { code: 6, message: 'already exists' }];
      state.files.set(name, { name, text: '' });
      return [200, { name: `accounts/acct/datasets/${name}`, state: 'UPLOADING' }];
    }
    const file = state.files.get(id);
    if (file === undefined) return [404, { code: 5, message: 'not found' }];
    if (verb === 'upload') file.text = String(body['file']);
    return [200, { name: `accounts/acct/datasets/${id}`, state: file.text === '' ? 'UPLOADING' : 'READY' }];
  }
  if (kind === 'deployedModels') {
    const described = (model: Record<string, unknown>, i: number) => ({
      ...model,
      name: `accounts/acct/deployedModels/m${i}`,
      state: id === '' ? 'DEPLOYING' : 'DEPLOYED',
    });
    if (method === 'POST') state.deployed.push(body);
    const all = state.deployed.map(described);
    if (id === '') return [200, method === 'POST' ? all.at(-1) : { deployedModels: all }];
    return [200, all.find(({ name }) => name.endsWith(`/${id}`))];
  }
  if (method === 'POST' && id === '') {
    const name = query.get('supervisedFineTuningJobId') ?? query.get('dpoJobId') ?? '';
    if (state.jobs.some((job) => job.id === `${kind}/${name}`)) return [409, { code: 6, message: 'already exists' }];
    state.jobs.push({ id: `${kind}/${name}`, body, at: 0, cancelled: false });
  } else if (verb === undefined) {
    for (const job of state.jobs) if (job.id === `${kind}/${id}`) job.at += 1;
  }
  const wanted = id === '' ? state.jobs.at(-1)?.id : `${kind}/${id}`;
  const job = state.jobs.find((one) => one.id === wanted);
  if (job === undefined) return [404, { code: 5, message: 'not found' }];
  if (verb === 'cancel') job.cancelled = true;
  const through = states ?? ['JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_COMPLETED'];
  const last = job.at >= through.length - 1;
  const jobState = job.cancelled ? 'JOB_STATE_CANCELLED' : through[Math.min(job.at, through.length - 1)];
  const model = { outputModel: job.body['outputModel'], trainingConfig: job.body['trainingConfig'] };
  const progress = { jobProgress: { percent: last ? 100 : 40 } };
  return [200, { name: `accounts/acct/${job.id}`, state: jobState, ...model, ...progress, ...(last ? end : {}) }];
}
