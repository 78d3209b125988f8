/** Events → the run's log file, one JSON object a line, by pino. Progress is not logged: the trajectories are there. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { destination, pino } from 'pino';
import type { Listener } from './events.ts';

export async function runLog(file: string): Promise<{ on: Listener; close(): void }> {
  await mkdir(dirname(file), { recursive: true });
  const stream = destination({ dest: file, append: true, sync: true });
  const log = pino({ base: { pid: process.pid } }, stream);
  return {
    on: (event) => {
      if (event.type === 'progress') return;
      const { type, ...fields } = event;
      if (type === 'warning') log.warn(fields, type);
      else log.info(fields, type);
    },
    close: () => {
      stream.flushSync();
      stream.end();
    },
  };
}
