/**
 * Events → lines of text for people: a live line while a stage runs on a terminal, plain lines otherwise. Writes to the
 * stream it is given and to nothing else; tables are src/report/tables.ts.
 */
import { createLogUpdate } from 'log-update';
import { createColors } from 'picocolors';
import { duration, percent } from './format.ts';
import type { Listener, RunEvent } from './events.ts';

export interface ProgressOptions {
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  colour: boolean;
  /** Milliseconds of a monotonic clock. */
  clock?: () => number;
}

/** Plain output says how far a stage is no more often than this (ms). */
const PLAIN_EVERY = 15_000;
/** A live line is redrawn no more often than this (ms). */
const LIVE_EVERY = 100;

export function progressReporter({ stream, colour, clock = () => performance.now() }: ProgressOptions): {
  on: Listener;
  stop(): void;
} {
  const colours = createColors(colour);
  const live = stream.isTTY === true ? createLogUpdate(stream) : undefined;
  let began = clock();
  let shown = 0;
  const say = (line: string): void => {
    live?.clear();
    stream.write(`${line}\n`);
  };
  const on = (event: RunEvent): void => {
    if (event.type === 'stage-started') {
      began = shown = clock();
      if (live !== undefined) live(fit(`${event.title} …`, stream.columns));
    } else if (event.type === 'progress') {
      const now = clock();
      const every = live === undefined ? PLAIN_EVERY : LIVE_EVERY;
      if (now - shown < every) return;
      shown = now;
      const line = progressLine(event, (now - began) / 1000);
      if (live === undefined) say(`  ${line}`);
      else live(fit(line, stream.columns));
    } else {
      const line = lineOf(event, colours);
      if (line !== undefined) say(line);
    }
  };
  return { on, stop: () => live?.clear() };
}

/** `iteration 1: explore  123/400  31 %  12.3/s  eta 22s  success 54.1 %`. */
function progressLine(event: RunEvent & { type: 'progress' }, seconds: number): string {
  const { title, done, total, success, loss } = event;
  const rate = seconds > 0 ? done / seconds : 0;
  const eta = rate > 0 ? duration((total - done) / rate) : '?';
  const running = success === undefined ? `loss ${(loss ?? 0).toFixed(3)}` : `success ${percent(success)}`;
  return `${title}  ${done}/${total}  ${rate.toFixed(1)}/s  eta ${eta}  ${running}`;
}

function lineOf(event: RunEvent, colours: ReturnType<typeof createColors>): string | undefined {
  switch (event.type) {
    case 'run-started': {
      const verb = event.resumed ? 'going on with' : 'evolving';
      const first = `${verb} ${colours.bold(event.name)} (seed ${event.seed}) in ${event.directory}`;
      return [first, ...event.notes.map((note) => `  differs from the paper: ${note}`)].join('\n');
    }
    case 'stage-finished': {
      const time = event.reused ? 'kept from before' : duration(event.seconds);
      return `${colours.green('✓')} ${event.title}: ${event.result} ${colours.dim(`(${time})`)}`;
    }
    case 'iteration-finished':
      return `${event.result.promoted ? colours.green('↑ promoted') : colours.yellow('= kept the incumbent')}: ${event.result.reason}`;
    case 'warning':
      return `${colours.yellow('warning:')} ${event.message}`;
    default:
      return undefined;
  }
}

/** Cut to the terminal's width: a live line must not wrap. */
function fit(line: string, columns = 80): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}
