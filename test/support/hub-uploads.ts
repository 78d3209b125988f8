/** A server that speaks what the Hugging Face Hub does when a data set is uploaded, and keeps what it was sent. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface HubRequest {
  /** `POST /api/repos/create` */
  line: string;
  authorization: string | undefined;
  body: string;
}

export interface HubUploads {
  url: string;
  requests: HubRequest[];
  /** Content of each file of the last commit, by path. */
  files: Map<string, string>;
  close(): Promise<void>;
}

export interface HubBehaviour {
  /** A status other than 200 for requests whose line begins with the key. */
  refuse?: Record<string, number>;
  /** Whether the data set that is there already is private; undefined: there is none. */
  existing?: { private: boolean };
  /** Files that go to large file storage. */
  large?: RegExp;
}

export async function hubUploads(behaviour: HubBehaviour = {}): Promise<HubUploads> {
  const requests: HubRequest[] = [];
  const files = new Map<string, string>();
  const stored = new Map<string, string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const line = `${request.method} ${request.url}`;
      requests.push({ line, authorization: request.headers.authorization, body });
      const status = Object.entries(behaviour.refuse ?? {}).find(([start]) => line.startsWith(start))?.[1];
      if (status === undefined) answer({ request, response, line, body, behaviour, files, stored });
      else reply(response, status, { error: `no, ${request.headers.authorization}` });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  line: string;
  body: string;
  behaviour: HubBehaviour;
  files: Map<string, string>;
  stored: Map<string, string>;
}

function answer({ request, response, line, body, behaviour, files, stored }: Asked): void {
  if (line === 'POST /api/repos/create') {
    if (behaviour.existing !== undefined) return reply(response, 409, { error: 'You already created this repo' });
    return reply(response, 200, { url: 'https://hub/datasets/me/set', id: 'me/set' });
  }
  if (line.startsWith('GET /api/datasets/me/set/revision/')) {
    return reply(response, 200, { _id: '1', id: 'me/set', ...behaviour.existing });
  }
  if (line.startsWith('POST /api/datasets/me/set/branch/')) return reply(response, 200, {});
  if (line.startsWith('POST /api/datasets/me/set/preupload/')) {
    const asked = (JSON.parse(body) as { files: { path: string }[] }).files;
    const modes = asked.map(({ path }) => ({ path, uploadMode: behaviour.large?.test(path) ? 'lfs' : 'regular' }));
    return reply(response, 200, { files: modes });
  }
  if (line === 'POST /datasets/me/set.git/info/lfs/objects/batch') {
    const { objects } = JSON.parse(body) as { objects: { oid: string; size: number }[] };
    const upload = (oid: string) => ({ upload: { href: `http://${request.headers.host}/store/${oid}` } });
    const actions = objects.map((object) => ({ ...object, actions: upload(object.oid) }));
    return reply(response, 200, { transfer: 'basic', objects: actions });
  }
  if (line.startsWith('PUT /store/')) {
    stored.set(createHash('sha256').update(body).digest('hex'), body);
    return reply(response, 200, {});
  }
  if (line.startsWith('POST /api/datasets/me/set/commit/')) {
    for (const [path, content] of committed(body, stored)) files.set(path, content);
    return reply(response, 200, { commitOid: 'abc123', commitUrl: 'https://hub/commit/abc123', hookOutput: '' });
  }
  return reply(response, 404, { error: `nothing at ${line}` });
}

function* committed(body: string, stored: Map<string, string>): Generator<[string, string]> {
  for (const line of body.split('\n')) {
    const { key, value } = JSON.parse(line) as { key: string; value: Record<string, string> };
    if (key === 'file') yield [value['path'] ?? '', Buffer.from(value['content'] ?? '', 'base64').toString()];
    if (key === 'lfsFile') yield [value['path'] ?? '', stored.get(value['oid'] ?? '') ?? 'never stored'];
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
