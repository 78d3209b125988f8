/**
 * A process of its own between a run and the server that it started: it ends the server with its whole process group
 * when the run asks for it, or is gone, however that came (stdin closes). Exits as the server does. Run as
 * `node guard.js SECONDS PROGRAM ARGUMENTS…`; what it says goes where the server's own output goes.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';

/** Exit code where the program cannot be started, as shells have it. */
const NOT_STARTED = 127;
/** Milliseconds. */
const BETWEEN_LOOKS = 50;

const [grace = '10', program = '', ...rest] = process.argv.slice(2);
// A group of its own: Ctrl-C in the terminal reaches the run alone, which stops its servers in order.
const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
let status: number | undefined;
let ending = false;

/** Says whether anybody was there to hear it. */
function signalGroup(name: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(process.platform === 'win32' ? child.pid : -child.pid, name);
  } catch {
    return false;
  }
}

function end(): void {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  const killing = setTimeout(() => signalGroup('SIGKILL'), Number(grace) * 1000);
  // The group outlives its leader while workers of the server's are left.
  const looking = setInterval(() => {
    if (status === undefined || signalGroup(0)) return;
    clearTimeout(killing);
    clearInterval(looking);
    process.exit(status);
  }, BETWEEN_LOOKS);
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, end);
process.stdin.on('data', end).on('end', end).on('close', end).on('error', end);
child.on('error', (error) => {
  writeSync(2, `${error.message}\n`);
  process.exit(NOT_STARTED);
});
child.on('exit', (code, signal) => {
  status = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  end();
});
