/**
 * Events → the run's log file, one JSON object a line, by pino. Progress is not logged: the trajectories are there. A log
 * that cannot be written (a full disk) stops nothing: whoever writes what the run needs will say so.
 */
import { destination, type Logger, pino } from 'pino';
import type { Listener } from './events.ts';

/** Makes the file, and the directories it is in, at the first event. */
export function runLog(file: string): { on: Listener; close(): void } {
  let broken = false;
  let open: { log: Logger; stream: ReturnType<typeof destination> } | undefined;
  const begin = (): NonNullable<typeof open> => {
    const stream = destination({ dest: file, append: true, mkdir: true, sync: true });
    stream.on('error', () => {
      broken = true;
    });
    return { stream, log: pino({ base: { pid: process.pid } }, stream) };
  };
  return {
    on: (event) => {
      if (event.type === 'progress' || broken) return;
      open ??= begin();
      const { type, ...fields } = event;
      if (type === 'warning') open.log.warn(fields, type);
      else open.log.info(fields, type);
    },
    close: () => {
      if (open === undefined) return;
      if (broken) return open.stream.destroy();
      open.stream.flushSync();
      open.stream.end();
    },
  };
}
