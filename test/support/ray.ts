/** A Ray of one machine, with a folder, a port and a token of its own, that ends with the test's process, whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { has, python } from './trl.ts';

/** `whole`: with the dashboard of ray[default]; `plain`: without, and its job manager stands behind the API (ray_head.py). */
export function rayThere(): 'whole' | 'plain' | undefined {
  if (!has('ray', 'aiohttp')) return undefined;
  return has('aiohttp_cors', 'grpc', 'opencensus', 'prometheus_client') ? 'whole' : 'plain';
}

export interface RayHead {
  url: string;
  close(): Promise<void>;
}

/** `token` is what its clients have to send. */
export async function startRay(token: string): Promise<RayHead> {
  // Sockets are in it, whose paths may not be long.
  const folder = mkdtempSync(join(tmpdir(), 'ag-ray-'));
  const script = fileURLToPath(new URL('ray_head.py', import.meta.url));
  const child = spawn(python, [script, folder, String(await freePort())], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: token, RAY_USAGE_STATS_ENABLED: '0' },
  });
  const closed = once(child, 'close');
  const close = async (): Promise<void> => {
    child.stdin.end();
    await closed;
    // What it started names its folder; nothing else does.
    for (const pid of processesNaming(folder)) kill(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = await addressSaidBy(child, closed);
  if (url !== undefined) return { url, close };
  await close();
  throw new Error('Ray did not start');
}

async function addressSaidBy(child: ChildProcess, closed: Promise<unknown>): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  const lines = createInterface(child.stdout);
  const said = (async (): Promise<string | undefined> => {
    for await (const line of lines) if (line.startsWith('{"url"')) return (JSON.parse(line) as { url: string }).url;
    return undefined;
  })();
  return Promise.race([said, closed.then(() => undefined)]);
}

function processesNaming(folder: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/u.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder)
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
