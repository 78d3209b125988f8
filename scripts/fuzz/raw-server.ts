/**
 * A server that answers with bytes that it is given, whether they are HTTP or not, and that breaks connections, keeps them
 * waiting or never ends its answer. Knows no protocol but where a request ends.
 */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface RawAnswer {
  /** Written as they are. */
  bytes: Buffer;
  /** What follows them; `hang` says nothing more and stays. */
  after: 'stay' | 'end' | 'reset' | 'endless' | 'hang';
}

export interface RawServer {
  url: string;
  /** What requests are answered from now on, one after the other; the last one again and again. */
  answers(list: readonly RawAnswer[]): void;
  stop(): Promise<void>;
}

const ENDLESS = Buffer.alloc(64 * 1024, 'a');

export async function rawServer(): Promise<RawServer> {
  let list: RawAnswer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (let end = requestEnd(pending); end > 0; end = requestEnd(pending)) {
        pending = pending.subarray(end);
        const [next] = list;
        if (next !== undefined) say(socket, next);
        if (list.length > 1) list = list.slice(1);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers: (next) => {
      list = [...next];
      // A hostile answer's connection is not used for the next input.
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Bytes of the first whole request; 0 where there is none yet. */
function requestEnd(bytes: Buffer): number {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return 0;
  const length = /^content-length: *(\d+)/imu.exec(bytes.toString('latin1', 0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return bytes.length >= end ? end : 0;
}

function say(socket: Socket, { bytes, after }: RawAnswer): void {
  socket.write(bytes);
  if (after === 'end') socket.end();
  else if (after === 'reset') socket.resetAndDestroy();
  else if (after === 'endless') pour(socket);
}

function pour(socket: Socket): void {
  while (socket.writable) {
    if (socket.write(ENDLESS)) continue;
    socket.once('drain', () => pour(socket));
    return;
  }
}
