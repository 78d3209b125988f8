/**
 * Hugging Face Jobs in small, and of the Hub what jobs need, over real HTTP (huggingface.co/docs/hub/jobs, the calls of
 * @huggingface/hub and huggingface_hub): a private repository with branches, jobs with labels and mounted volumes, and their
 * logs as server-sent events. A job moves on by one stage each time it is asked for; the test says what it does.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface JobRequest {
  dockerImage: string;
  command: string[];
  flavor: string;
  environment: Record<string, string>;
  secrets: Record<string, string>;
  labels: Record<string, string>;
  timeoutSeconds: number;
  volumes: { type: string; source: string; mountPath: string; revision: string; path: string; readOnly: boolean }[];
}

export interface ServedJob {
  id: string;
  request: JobRequest;
  stages: string[];
  log: string[];
  cancelled: boolean;
}

export interface JobsServer {
  url: string;
  /** `METHOD path` of each call. */
  calls: string[];
  tokens: Set<string>;
  jobs: ServedJob[];
  /** Files of each branch, by path. */
  branches: Map<string, Map<string, Buffer>>;
  private: boolean;
  /** Cut connections or statuses for calls; asked before (`false`) and after (`true`) a call is done. */
  trouble: (line: string, done: boolean) => 'cut' | number | undefined;
  /** Called when a job is taken: what it says and leaves, and the stages it goes through. */
  works: (job: ServedJob, branch: Map<string, Buffer>) => void | Promise<void>;
}

export const COMMIT = 'f00d'.padEnd(40, '0');
const REPOSITORY = '/me/agentgym-jobs';

/** Listens until the test is over. */
export async function jobsServer(works: JobsServer['works'] = () => {}): Promise<JobsServer> {
  const hub: JobsServer = {
    url: '',
    calls: [],
    tokens: new Set(),
    jobs: [],
    branches: new Map(),
    private: true,
    trouble: () => undefined,
    works,
  };
  const stored = new Map<string, Buffer>();
  const server = createServer((request, response) => void respond(hub, stored, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => closed(server));
  return hub;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function respond(
  hub: JobsServer,
  stored: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname);
  const line = `${request.method} ${path}`;
  hub.calls.push(line);
  hub.tokens.add(request.headers.authorization ?? '');
  const reply = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const before = hub.trouble(line, false);
  if (before === 'cut') return void response.destroy();
  if (before !== undefined) return reply(before, { error: `no, ${request.headers.authorization}` });
  const call = { line, path, body: Buffer.concat(chunks), request, response, reply };
  const after = (): boolean => {
    if (hub.trouble(line, true) !== 'cut') return false;
    response.destroy();
    return true;
  };
  if (path.startsWith('/api/jobs/')) await jobs(hub, call, after);
  else repository(hub, stored, call);
}

interface Called {
  line: string;
  path: string;
  body: Buffer;
  request: IncomingMessage;
  response: ServerResponse;
  reply: (status: number, value: unknown) => void;
}

async function jobs(hub: JobsServer, { line, path, body, response, reply }: Called, cut: () => boolean): Promise<void> {
  const described = ({ id, request, stages, cancelled }: ServedJob) => {
    const { secrets, ...shown } = request;
    return {
      ...shown,
      id,
      type: 'job',
      secrets: Object.keys(secrets),
      status: { stage: cancelled ? 'CANCELED' : stages[0], message: stages[0] === 'ERROR' ? 'Out of memory' : null },
    };
  };
  if (line === 'POST /api/jobs/me') {
    const request = JSON.parse(body.toString('utf8')) as JobRequest;
    const stages = ['SCHEDULING', 'RUNNING', 'COMPLETED'];
    const job = { id: `job${hub.jobs.length + 1}`, request, stages, log: ['===== Job started'], cancelled: false };
    hub.jobs.push(job);
    await hub.works(job, hub.branches.get(request.labels['agentgym'] ?? '') ?? new Map<string, Buffer>());
    return void (cut() || reply(200, described(job)));
  }
  if (line === 'GET /api/jobs/me') return reply(200, hub.jobs.map(described).toReversed());
  const [, id, what] = /^\/api\/jobs\/me\/(\w+)(?:\/(\w+))?$/u.exec(path) ?? [];
  const job = hub.jobs.find((one) => one.id === id);
  if (job === undefined) return reply(404, { error: 'Job not found' });
  if (what === 'logs') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const data of job.log)
      response.write(`data: ${JSON.stringify({ data, timestamp: '2026-01-01T00:00:00Z' })}\n\n`);
    return void (cut() || response.end());
  }
  if (what === 'cancel') job.cancelled = true;
  reply(200, described(job));
  if (job.stages.length > 1) job.stages.shift();
}

function repository(hub: JobsServer, stored: Map<string, Buffer>, call: Called): void {
  const { line, path, body, request, reply } = call;
  if (line === 'POST /api/repos/create')
    return hub.branches.has('main')
      ? reply(409, { error: 'You already created this model repo' })
      : (hub.branches.set('main', new Map()), reply(200, { url: hub.url, id: 'me/agentgym-jobs' }));
  if (line.startsWith('PUT /store/')) {
    stored.set(createHash('sha256').update(body).digest('hex'), body);
    return reply(200, {});
  }
  if (path === `${REPOSITORY}.git/info/lfs/objects/batch`) {
    const { objects } = JSON.parse(body.toString('utf8')) as { objects: { oid: string; size: number }[] };
    const upload = (oid: string) => ({ upload: { href: `http://${request.headers.host}/store/${oid}` } });
    return reply(200, { transfer: 'basic', objects: objects.map((one) => ({ ...one, actions: upload(one.oid) })) });
  }
  const [, what = '', branch = 'main', file = ''] =
    new RegExp(`^(?:/api/models)?${REPOSITORY}(?:/(\\w[\\w-]*)/([^/]+)/?(.*))?$`, 'u').exec(path) ?? [];
  if (line.startsWith('GET /api/models') && (what === '' || what === 'revision'))
    return reply(200, { _id: '1', id: 'me/agentgym-jobs', private: hub.private, sha: COMMIT, tags: [] });
  if (what === 'branch') {
    if (hub.branches.has(branch)) return reply(409, { error: 'Reference already exists' });
    hub.branches.set(branch, new Map());
    return reply(200, {});
  }
  const files = hub.branches.get(branch);
  if (files === undefined) return reply(404, { error: `Invalid rev id: ${branch}` });
  if (what === 'preupload') {
    const asked = (JSON.parse(body.toString('utf8')) as { files: { path: string }[] }).files;
    const mode = (name: string): string => (name.endsWith('.safetensors') ? 'lfs' : 'regular');
    return reply(200, {
      files: asked.map((one) => ({ path: one.path, uploadMode: mode(one.path), shouldIgnore: false })),
    });
  }
  if (what === 'commit') {
    for (const [name, content] of committed(body.toString('utf8'), stored)) files.set(name, content);
    const commit = { commitOid: COMMIT, commitUrl: `${hub.url}${REPOSITORY}/commit/${COMMIT}`, hookOutput: '' };
    return reply(200, { ...commit, success: true });
  }
  if (what === 'tree') {
    const names = [...files.entries()].filter(([name]) => !name.includes('/'));
    const folder = { type: 'directory', path: 'job', oid: '0', size: 0 };
    return reply(200, [
      folder,
      ...names.map(([name, { length }]) => ({ type: 'file', path: name, oid: '0', size: length })),
    ]);
  }
  const content = files.get(file);
  if (content === undefined) return reply(404, { error: 'Entry not found' });
  send(content, call);
}

function send(content: Buffer, { request, response }: Called): void {
  const head = { etag: '"x"', 'content-type': 'application/octet-stream' };
  if (request.headers.range === 'bytes=0-0')
    response.writeHead(206, { ...head, 'content-range': `bytes 0-0/${content.length}` }).end(content.subarray(0, 1));
  else response.writeHead(200, { ...head, 'content-length': content.length }).end(content);
}

function* committed(body: string, stored: Map<string, Buffer>): Generator<[string, Buffer]> {
  for (const line of body.split('\n')) {
    if (line.trim() === '') continue;
    const { key, value } = JSON.parse(line) as { key: string; value: Record<string, string> };
    if (key === 'file') yield [value['path'] ?? '', Buffer.from(value['content'] ?? '', 'base64')];
    if (key === 'lfsFile') yield [value['path'] ?? '', stored.get(value['oid'] ?? '') ?? Buffer.from('never stored')];
  }
}
