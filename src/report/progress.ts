/**
 * Events → what people read along: a live view on a terminal (terminal/), plain lines elsewhere (plain.ts). Writes to the
 * stream it is given and to nothing else; tables are the business of src/cli.
 */
import type { Listener } from './events.ts';
import { plainReporter } from './plain.ts';
import type { TerminalStream } from './terminal/block.ts';
import { type LiveOptions, liveReporter } from './terminal/live.ts';

export interface ProgressOptions extends Partial<Pick<LiveOptions, 'clock' | 'every' | 'signal'>> {
  stream: TerminalStream;
  colour: boolean;
  /** Whether lines may be written over in place; default: the stream is a terminal. */
  live?: boolean;
}

/** `stop` takes away what is not to stay; safe to call twice. */
export interface Reporter {
  on: Listener;
  stop(): void;
}

export function progressReporter({ stream, colour, live = stream.isTTY === true, ...rest }: ProgressOptions): Reporter {
  const { clock = () => performance.now(), every = repeatedly, signal } = rest;
  if (!live) return plainReporter(stream, clock);
  return liveReporter({ stream, colour, clock, every, signal });
}

/** Keeps no process alive. The work comes after signals were heard, so that it knows of a new size of the terminal. */
function repeatedly(milliseconds: number, callback: () => void): () => void {
  let pending: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    pending ??= setImmediate(() => {
      pending = undefined;
      callback();
    });
  }, milliseconds).unref();
  return () => {
    clearInterval(timer);
    if (pending !== undefined) clearImmediate(pending);
  };
}
