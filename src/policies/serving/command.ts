/**
 * `serving.kind: command`: a server of the user's is started with each checkpoint and stopped before the next, one at
 * each address. Arguments are a list that no shell reads; placeholders are filled in and nothing else.
 */
import { join } from 'node:path';
import type { ServingConfig } from '../../config/schema.ts';
import type { Key } from '../../keys.ts';
import { createAdmin } from './admin.ts';
import type { Servable, Serving, ServingSurroundings } from './contract.ts';
import { locationOf } from './path-on-server.ts';
import { requireFree, type ServerProcess, startServer, untilReady } from './server-process.ts';

type Settings = ServingConfig & { kind: 'command' };

/** Seconds for one question whether the server is ready. */
const LOOK = 10;
/** Seconds beyond the grace for an address to become free. */
const SLACK = 1;

export function createCommand(
  settings: Settings,
  { urls, model, logs, env, key }: Omit<ServingSurroundings, 'run'> & { key: Key | undefined },
): Serving {
  const places = urls.map((url) => ({ port: portOf(url), admin: createAdmin(url, { key, timeout: LOOK }) }));
  let running: { id: string; processes: ServerProcess[]; lost: AbortSignal } | undefined;

  const stop = async (): Promise<void> => {
    const stopped = running;
    running = undefined;
    await Promise.all((stopped?.processes ?? []).map((one) => one.stop()));
  };
  const start = async (checkpoint: Servable, signal?: AbortSignal): Promise<void> => {
    const location = locationOf(checkpoint, undefined);
    const { health, timeout, grace } = settings;
    // A run that was killed leaves its server that long.
    await Promise.all(places.map(({ admin }) => requireFree(admin, { timeout: grace + SLACK, signal })));
    const processes: ServerProcess[] = [];
    try {
      for (const { port } of places) {
        const values = { checkpoint: location, model, port };
        processes.push(
          await startServer({
            argv: settings.command.map((text) => filled(text, values)),
            env: { ...env, ...mapped(settings.env ?? {}, (text) => filled(text, values)) },
            log: join(logs, `server-${port}.log`),
            grace,
          }),
        );
      }
      running = { id: checkpoint.id, processes, lost: AbortSignal.any(processes.map(({ lost }) => lost)) };
      await Promise.all(
        places.map(({ admin }, i) => untilReady(processes[i] as ServerProcess, admin, { health, timeout, signal })),
      );
    } catch (error) {
      running = undefined;
      await Promise.all(processes.map((one) => one.stop()));
      throw error;
    }
  };
  return {
    serve: async (checkpoint, signal) => {
      running?.lost.throwIfAborted();
      if (running?.id !== checkpoint.id) {
        await stop();
        await start(checkpoint, signal);
      }
      const values = { checkpoint: locationOf(checkpoint, undefined), model, port: '' };
      return { model: filled(settings.servedAs, values), ...(running === undefined ? {} : { lost: running.lost }) };
    },
    close: async () => {
      await stop();
      await Promise.all(places.map(({ admin }) => admin.close()));
    },
  };
}

/** One pass over the text: what is filled in is not looked at again. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(checkpoint|model|port)\}/gu, (_, name: string) => values[name] ?? '');
}

function mapped(record: Readonly<Record<string, string>>, of: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, text]) => [key, of(text)]));
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}
