/** The viewer on a folder, for a test: a server of its own on a free port, and how it is asked. */
import { onTestFinished } from 'vitest';
import { type RunningViewer, startViewer, type ViewerOptions } from '../../src/viewer/server.ts';

export interface Viewed extends RunningViewer {
  /** The answer's JSON; fails for any status but 200. */
  get: <T>(path: string) => Promise<T>;
}

export async function viewed(folder: string, options: Partial<ViewerOptions> = {}): Promise<Viewed> {
  const viewer = await startViewer({ folder, host: '127.0.0.1', port: 0, every: 20, ...options });
  onTestFinished(() => viewer.close());
  return {
    ...viewer,
    get: async <T>(path: string) => {
      const response = await fetch(`${viewer.url}${path}`);
      const body: unknown = await response.json();
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
      return body as T;
    },
  };
}

export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Server-sent events as they come. `next` resolves with the first of the name that has not been taken. */
export async function listening(
  url: string,
): Promise<{ next: (name: string) => Promise<ServerEvent>; ended: Promise<void>; close: () => void }> {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`${url}: ${response.status}`);
  const waiting: { name: string; take: (event: ServerEvent) => void }[] = [];
  const events: ServerEvent[] = [];
  const hear = (event: ServerEvent): void => {
    const at = waiting.findIndex(({ name }) => name === event.name);
    if (at === -1) events.push(event);
    else waiting.splice(at, 1)[0]?.take(event);
  };
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const [, name] = /^event: (.*)$/mu.exec(part) ?? [];
        const [, data] = /^data: (.*)$/mu.exec(part) ?? [];
        if (name !== undefined && data !== undefined) hear({ name, data: JSON.parse(data) });
      }
    }
  };
  const ended = read(response.body).catch(() => {});
  onTestFinished(() => abort.abort());
  return {
    next: (name) => {
      const at = events.findIndex((event) => event.name === name);
      const [known] = at === -1 ? [] : events.splice(at, 1);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((take) => {
        waiting.push({ name, take });
      });
    },
    ended,
    close: () => abort.abort(),
  };
}
