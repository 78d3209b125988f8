/** Server-sent events: a stream of named events for each client, with a heartbeat, for a bounded number of clients. */
import { AgentgymError } from '../errors.ts';

/** Tells a client something; `data` is sent as JSON. */
export type Send = (event: string, data: unknown) => void;

/** Longest silence (ms), after which a comment says that the server still lives. */
const HEARTBEAT = 15_000;

export class EventStreams {
  readonly #most: number;
  readonly #open = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * The answer to a client. `begin` starts what sends to it, and returns what stops that when the client has gone.
   * @throws AgentgymError E_VIEW_REQUEST where there are clients enough.
   */
  stream(begin: (send: Send) => () => void, headers: Record<string, string>): Response {
    if (this.#open.size >= this.#most) {
      throw new AgentgymError('E_VIEW_REQUEST', `${this.#most} pages are listening already, the most there may be.`, {
        hint: 'Close some of them.',
      });
    }
    const encoder = new TextEncoder();
    let end: (() => void) | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const write = (text: string): void => controller.enqueue(encoder.encode(text));
        // Comments first, so that the client knows at once that it is connected.
        write('retry: 2000\n: listening\n\n');
        const beat = setInterval(() => write(': still here\n\n'), HEARTBEAT).unref();
        const stop = begin((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
        end = () => {
          if (end === undefined || !this.#open.delete(end)) return;
          clearInterval(beat);
          stop();
          // The client may have closed it from its side.
          try {
            controller.close();
          } catch {}
        };
        this.#open.add(end);
      },
      cancel: () => end?.(),
    });
    return new Response(body, { headers: { ...headers, 'content-type': 'text/event-stream' } });
  }

  close(): void {
    for (const end of this.#open) end();
  }
}
