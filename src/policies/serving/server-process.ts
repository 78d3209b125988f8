/**
 * A server process of the user's, one at a time for each address: started, waited for, stopped with all that it started
 * (guard.ts ends it too where this process dies). Its output goes to a log file. Knows no checkpoint.
 */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentgymError } from '../../errors.ts';
import { type Admin, waitUntil } from './admin.ts';

export interface ServerCommand {
  /** Program and arguments. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  log: string;
  /** Seconds for the server to end when it is asked to, before it is killed. */
  grace: number;
}

export interface ServerProcess {
  /** Fires with an AgentgymError when the server ends by itself. */
  readonly lost: AbortSignal;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

/** Seconds beyond the grace after which a guard that should have ended everything is not waited for. */
const HUNG = 5;
const LINES_SHOWN = 12;
const READY_PATHS = ['/health', '/v1/models'];

/** Throws E_SERVE_PROCESS where somebody else answers at the address, also after `timeout` seconds. */
export async function requireFree(
  admin: Admin,
  { timeout, signal }: { timeout: number; signal: AbortSignal | undefined },
): Promise<void> {
  const free = async (): Promise<boolean> =>
    admin.get('/health', signal).then(
      () => false,
      (error: unknown) => error instanceof AgentgymError && error.code === 'E_POLICY_UNREACHABLE',
    );
  if (await waitUntil(free, { timeout, signal })) return;
  throw new AgentgymError('E_SERVE_PROCESS', `Another server answers at ${admin.root}.`, {
    hint: 'Stop it, or give policy.url a port that is free: the run starts and stops its own server there.',
  });
}

/** Resolves once the process exists, ready or not. */
export async function startServer({ argv, env, log, grace }: ServerCommand): Promise<ServerProcess> {
  await mkdir(dirname(log), { recursive: true });
  const file = await open(log, 'a');
  const began = (await file.stat()).size;
  const guard = fileURLToPath(new URL('./guard.js', import.meta.url));
  const child = spawn(process.execPath, [guard, String(grace), ...argv], {
    env,
    stdio: ['pipe', file.fd, file.fd],
    detached: true,
  });
  const lost = new AbortController();
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    const gone = (how: string): void => {
      resolve();
      if (!stopping) void tailOf(log, began).then((tail) => lost.abort(endedError(argv, { how, tail, log })));
    };
    child.once('error', ({ message }) => gone(message));
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
  });
  // The pipe breaks where the guard has ended already.
  child.stdin?.on('error', () => {});
  await file.close();
  return {
    lost: lost.signal,
    stop: async () => {
      stopping = true;
      child.stdin?.end('end\n');
      const hung = setTimeout(() => child.kill('SIGKILL'), (grace + HUNG) * 1000);
      await ended;
      clearTimeout(hung);
    },
  };
}

/** Resolves once the server answers; throws E_SERVE_PROCESS where it ends before, or takes longer than `timeout` (s). */
export async function untilReady(
  { lost }: ServerProcess,
  admin: Admin,
  { health, timeout, signal }: { health: string | undefined; timeout: number; signal: AbortSignal | undefined },
): Promise<void> {
  const answers = async (path: string): Promise<boolean> => {
    try {
      return (await admin.get(path, signal)).status === 200;
    } catch (error) {
      if (error instanceof AgentgymError && error.code === 'E_POLICY_UNREACHABLE') return false;
      throw error;
    }
  };
  const ready = async (): Promise<boolean> => {
    lost.throwIfAborted();
    for (const path of health === undefined ? READY_PATHS : [health]) if (await answers(path)) return true;
    return false;
  };
  if (await waitUntil(ready, { timeout, signal })) return;
  throw new AgentgymError('E_SERVE_PROCESS', `The server at ${admin.root} is not ready after ${timeout} s.`, {
    hint: 'Its log is in the run directory, under logs; serving.timeout and serving.health can be set.',
  });
}

function endedError(
  [program = '']: readonly string[],
  { how, tail, log }: { how: string; tail: string; log: string },
): AgentgymError {
  const message = `The server process (${program}) ended: ${how}.${tail === '' ? '' : ` It said last:\n${tail}`}`;
  return new AgentgymError('E_SERVE_PROCESS', message, {
    hint: `All that it said is in ${log}. Everything finished is kept: the run can be resumed.`,
  });
}

/** The last lines of what was written to `log` from byte `began` on. */
async function tailOf(log: string, began: number): Promise<string> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  const lines = bytes.subarray(began).toString('utf8').trimEnd().split('\n');
  return lines
    .slice(-LINES_SHOWN)
    .map((line) => `  ${line}`)
    .join('\n')
    .trimEnd();
}
