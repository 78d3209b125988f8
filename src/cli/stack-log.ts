/** Where the stack of an unexpected error goes: into the log of the run, or a file of its own, and never to the terminal. */
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { withoutSecrets } from '../secrets.ts';

/** As pino numbers what is fatal: a line of a run's log is one JSON object. */
const FATAL = 60;

/** Writes the stack, with those of its causes, and says where it is. */
export function leaveStack(error: unknown, log: string | undefined): string {
  const line = { level: FATAL, time: Date.now(), pid: process.pid, msg: 'unexpected error', stack: stackOf(error) };
  for (const file of [log, join(tmpdir(), `agentgym-${process.pid}.log`)]) {
    if (file === undefined) continue;
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
      return `(its stack is in ${file})`;
    } catch {
      // The run directory may be what cannot be written.
    }
  }
  return '(its stack could not be written to a log)';
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const own = withoutSecrets(error.stack ?? error.message);
  return error.cause === undefined ? own : `${own}\nbecause: ${stackOf(error.cause)}`;
}
