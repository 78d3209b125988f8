/** A small real HTTP server whose answers a test writes: JSON, text, a hang, or a broken connection. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  /** The body's JSON; undefined without a body. */
  body: unknown;
}

/** A JSON answer with status 200, or one that is spelled out. `hang`: none ever; `break`: the connection is reset. */
export type Said =
  | { json: unknown; status?: number }
  | { text: string; status?: number; type?: string }
  | 'hang'
  | 'break';

export interface AnsweringServer {
  url: string;
  port: number;
  /** What was asked, in order. */
  asked: Asked[];
  /** Requests whose answer is still to come. */
  open(): number;
  /** Most of them at once. */
  most(): number;
  /** Connections that were ever made. */
  connections(): number;
  stop(): Promise<void>;
}

/** Listens until the test is over. A port can be given, for a server that comes back; `heard` sees the headers. */
export async function answering(
  answer: (asked: Asked) => Said | Promise<Said>,
  options: { port?: number; heard?: (request: IncomingMessage) => void } = {},
): Promise<AnsweringServer> {
  const asked: Asked[] = [];
  let [open, most, connections] = [0, 0, 0];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    options.heard?.(request);
    const text = await textOf(request);
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    };
    asked.push(one);
    open += 1;
    most = Math.max(most, open);
    const said = await answer(one);
    if (said === 'hang') return;
    open -= 1;
    if (said === 'break') return void request.socket.destroy();
    const [type, body] =
      'json' in said ? ['application/json', JSON.stringify(said.json)] : [said.type ?? 'text/plain', said.text];
    response.writeHead(said.status ?? 200, { 'content-type': type });
    response.end(body);
  };
  const server = createServer((request, response) => void respond(request, response));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(stop);
  const counts = { open: () => open, most: () => most, connections: () => connections };
  return { url: `http://127.0.0.1:${port}`, port, asked, ...counts, stop };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
