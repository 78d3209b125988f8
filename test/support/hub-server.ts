/**
 * A Hugging Face Hub in small, over real HTTP: the calls that reading a data set makes (revision, paths-info, tree,
 * resolve), with digests as the hub has them. It can be private, break off, lie and be busy.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const COMMIT = 'c0ffee'.padEnd(40, '0');
export const REPO = 'AgentGym/AgentTraj-L';

export interface HubServer {
  url: string;
  /** `METHOD path` of each call, in order. */
  calls: string[];
  /** Values of the Authorization header that came. */
  tokens: (string | undefined)[];
  /** Files by path; those named in `large` have the digests of LFS. */
  files: Record<string, string>;
  large: Set<string>;
  /** What goes wrong with the content of a file, how many times. */
  content: { fault: 'break' | 'change' | 'short'; times: number } | undefined;
  /** Answers of this status to the next calls. */
  busy: { status: number; times: number } | undefined;
  /** The token that may read; without it the answer is 401. */
  secret: string | undefined;
  close(): Promise<void>;
}

export async function startHub(files: Record<string, string>): Promise<HubServer> {
  const hub: Omit<HubServer, 'close' | 'url'> = {
    calls: [],
    tokens: [],
    files,
    large: new Set(),
    content: undefined,
    busy: undefined,
    secret: undefined,
  };
  const server = createServer((request, response) => void answer(hub, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(hub, { url: `http://127.0.0.1:${port}`, close: () => closed(server) });
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

type Hub = Omit<HubServer, 'close' | 'url'>;

async function answer(hub: Hub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname);
  hub.calls.push(`${request.method} ${path}`);
  hub.tokens.push(request.headers.authorization);
  const body = await textOf(request);
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (hub.busy !== undefined && hub.busy.times-- > 0) {
    return json(hub.busy.status, { error: `busy ${request.headers.authorization ?? ''}` });
  }
  if (hub.secret !== undefined && request.headers.authorization !== `Bearer ${hub.secret}`) {
    return json(401, { error: `Invalid token ${request.headers.authorization ?? ''}` });
  }
  const inRepo = new RegExp(`^/(?:api/)?datasets/${REPO}/(revision|paths-info|tree|resolve)/([^/]+)/?(.*)$`, 'u');
  const [, what, revision = '', file = ''] = inRepo.exec(path) ?? [];
  if (what === undefined || !['main', 'v1', COMMIT].includes(revision)) return json(404, { error: 'Not found' });
  if (what === 'revision') return json(200, { id: REPO, sha: COMMIT, tags: ['license:cc-by-nc-4.0'] });
  if (what === 'tree')
    return json(
      200,
      Object.keys(hub.files).map((name) => infoOf(hub, name)),
    );
  if (what === 'paths-info') {
    const { paths } = JSON.parse(body) as { paths: string[] };
    return json(
      200,
      paths.filter((name) => name in hub.files).map((name) => infoOf(hub, name)),
    );
  }
  const content = hub.files[file];
  if (content === undefined) return json(404, { error: 'Entry not found' });
  send(hub, content, request, response);
}

function send(hub: Hub, content: string, request: IncomingMessage, response: ServerResponse): void {
  const bytes = Buffer.from(content);
  const head = { etag: '"x"', 'content-type': 'text/plain' };
  if (request.headers.range === 'bytes=0-0') {
    response.writeHead(206, { ...head, 'content-range': `bytes 0-0/${bytes.length}` }).end(bytes.subarray(0, 1));
    return;
  }
  const fault = hub.content !== undefined && hub.content.times-- > 0 ? hub.content.fault : undefined;
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (fault === 'break') {
    response.writeHead(200, { ...head, 'content-length': bytes.length }).write(half, () => response.destroy());
  } else if (fault === 'short') response.writeHead(200, head).end(half);
  else if (fault === 'change') response.writeHead(200, head).end(Buffer.from(bytes).fill('x', 0, 1));
  else response.writeHead(200, { ...head, 'content-length': bytes.length }).end(bytes);
}

function infoOf({ files, large }: Hub, path: string): object {
  const bytes = Buffer.from(files[path] ?? '');
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const info = { type: 'file', path, size: bytes.length, oid };
  if (!large.has(path)) return info;
  const lfs = { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 133 };
  return { ...info, oid: 'f'.repeat(40), lfs };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
