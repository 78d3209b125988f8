/** Ports that nobody listens at, and whether processes are there. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves once none of the processes is there; fails where they stay. */
export function gone(pids: readonly number[]): Promise<void> {
  const look = (): void => {
    const left = pids.filter((pid) => alive(pid));
    if (left.length > 0) throw new Error(`processes ${left.join(', ')} are still there`);
  };
  return vi.waitFor(look, { timeout: 20_000, interval: 20 });
}
