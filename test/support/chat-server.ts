/**
 * A small real server of chat completions whose answers a test writes: bodies, statuses and headers as the servers'
 * documentation has them, or a hang, or a broken connection.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
  seed?: number;
  [field: string]: unknown;
}

export interface ChatCall {
  path: string;
  headers: IncomingHttpHeaders;
  body: ChatBody;
}

export type ChatReply =
  | { json: unknown; status?: number; headers?: Record<string, string> }
  | { text: string; status?: number; headers?: Record<string, string> }
  | 'hang'
  /** The connection breaks before an answer, or in its middle. */
  | 'break'
  | 'cut';

export interface ChatServer {
  url: string;
  calls: ChatCall[];
  /** Requests that are neither answered nor given up. */
  open(): number;
  /** Resolves once there is no such request. */
  idle(): Promise<void>;
  /** Most of them at once. */
  most(): number;
  stop(): Promise<void>;
}

/** Listens until the test is over. */
export async function chatServer(reply: (call: ChatCall) => ChatReply | Promise<ChatReply>): Promise<ChatServer> {
  const calls: ChatCall[] = [];
  let [open, most] = [0, 0];
  const waiting: (() => void)[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
      if (open === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as ChatBody;
    const call = { path: request.url ?? '', headers: request.headers, body };
    calls.push(call);
    const said = await reply(call);
    if (said === 'hang') return;
    if (said === 'break') return void request.socket.destroy();
    if (said === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"choices": [');
      return void setImmediate(() => request.socket.destroy());
    }
    const json = 'json' in said;
    const type = json ? 'application/json' : 'text/html';
    response.writeHead(said.status ?? 200, { 'content-type': type, ...said.headers });
    response.end(json ? JSON.stringify(said.json) : said.text);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  const idle = (): Promise<void> =>
    open === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve));
  return { url: `http://127.0.0.1:${port}`, calls, open: () => open, idle, most: () => most, stop };
}

/** A chat completion as the OpenAI API documents it, with one choice of this text. */
export function completionOf(text: string | null, fields: Record<string, unknown> = {}): { json: unknown } {
  return {
    json: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'tiny',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
      ...fields,
    },
  };
}
