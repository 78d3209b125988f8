/** A listening port and its end: what every server of this program does the same way. Answers nothing by itself. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentgymError, messageOf } from '../errors.ts';

/**
 * Listens, and resolves to the port.
 * @throws AgentgymError E_CONFIG_INVALID where the address cannot be listened on.
 */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    throw cannotListen(cause, host, port);
  }
  return (server.address() as AddressInfo).port;
}

function cannotListen(cause: unknown, host: string, port: number): AgentgymError {
  const { code } = cause as NodeJS.ErrnoException;
  const where = `port ${port} of ${host}`;
  if (code === 'EADDRINUSE') {
    const hint = 'Another server listens there. Choose another port with --port, or --port 0 for any free one.';
    return new AgentgymError('E_CONFIG_INVALID', `Cannot listen on ${where}: it is in use.`, { cause, hint });
  }
  const hint = 'Choose another address with --host, or another port with --port.';
  return new AgentgymError('E_CONFIG_INVALID', `Cannot listen on ${where}: ${messageOf(cause)}.`, { cause, hint });
}

/** `http://127.0.0.1:8000`, without a slash at its end. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Resolves when no connection is left. Connections that wait for a next request are closed at once. */
export async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const again = setInterval(() => server.closeIdleConnections(), 20);
  await done.finally(() => clearInterval(again));
}

/** Waits for `work`, but no longer than so many milliseconds. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
