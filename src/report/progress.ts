/**
 * Events → lines of text for people: a live line while a stage runs on a terminal, plain lines otherwise. Writes to the
 * stream it is given and to nothing else; tables are the business of src/cli.
 */
import { createLogUpdate } from 'log-update';
import { createColors } from 'picocolors';
import { duration, figure, pairedText, percent, wrapped } from './format.ts';
import type { Listener, RunEvent } from './events.ts';

export interface ProgressOptions {
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  colour: boolean;
  /** Milliseconds of a monotonic clock. */
  clock?: () => number;
}

type Progress = RunEvent & { type: 'progress' };

/** Plain output says how far a stage is no more often than this (ms). */
const PLAIN_EVERY = 15_000;
/** A live line is redrawn no more often than this (ms). */
const LIVE_EVERY = 100;

/** `stop` takes the live line away and gives the cursor back; safe to call twice. */
export function progressReporter({ stream, colour, clock = () => performance.now() }: ProgressOptions): {
  on: Listener;
  stop(): void;
} {
  const colours = createColors(colour);
  const live = stream.isTTY === true ? createLogUpdate(stream) : undefined;
  const columns = (): number => stream.columns ?? 80;
  let began = clock();
  let shown = 0;
  /** What was done before the stage began: a resumed stage does not start from nothing. */
  let before: number | undefined;
  const say = (text: string): void => {
    live?.clear();
    const lines = text.split('\n').map((line) => (live === undefined ? line : wrapped(line, columns(), 4)));
    stream.write(`${lines.join('\n')}\n`);
  };
  const report = (event: Progress): void => {
    before ??= event.done - 1;
    const now = clock();
    if (now - shown < (live === undefined ? PLAIN_EVERY : LIVE_EVERY)) return;
    shown = now;
    const rate = (event.done - before) / Math.max((now - began) / 1000, 0.001);
    if (live === undefined) say(`  ${progressLine(event, rate, Number.POSITIVE_INFINITY)}`);
    else live(progressLine(event, rate, columns() - 1));
  };
  const on = (event: RunEvent): void => {
    if (event.type === 'progress') report(event);
    else if (event.type === 'stage-started') {
      began = shown = clock();
      before = undefined;
      live?.(cut(`${event.title} …`, columns() - 1));
    } else {
      const text = textOf(event, colours);
      if (text !== undefined) say(text);
    }
  };
  const stop = (): void => {
    live?.clear();
    live?.done();
  };
  return { on, stop };
}

/**
 * `iteration 1: explore  123/400  success 54.1 %  eta 22s  12.3/s`, at most `width` columns wide: what does not fit is
 * left out from the end, and a title that is too long is cut. A live line must not wrap.
 */
function progressLine({ title, done, total, success, loss }: Progress, rate: number, width: number): string {
  const running = success === undefined ? lossText(loss) : [`success ${percent(success)}`];
  const eta = rate > 0 ? `eta ${duration((total - done) / rate)}` : 'eta ?';
  const count = `  ${done}/${total}`;
  let line = cut(title, Math.max(8, width - count.length)) + count;
  for (const part of [...running, eta, `${rate.toFixed(1)}/s`]) {
    if (line.length + 2 + part.length > width) break;
    line += `  ${part}`;
  }
  return cut(line, width);
}

/** Services do not always tell one. */
function lossText(loss: number | undefined): string[] {
  return loss === undefined ? [] : [`loss ${loss.toFixed(3)}`];
}

function textOf(event: RunEvent, colours: ReturnType<typeof createColors>): string | undefined {
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
    case 'compared': {
      const which = event.look === 1 ? '' : ` (look ${event.look})`;
      return `  against the incumbent${which}: ${pairedText(event.comparison.total)}`;
    }
    case 'iteration-finished':
      return `${event.result.promoted ? colours.green('↑ promoted') : colours.yellow('= kept the incumbent')}: ${event.result.reason}`;
    case 'served':
      return servedLine(event, colours);
    case 'warning':
      return `${colours.yellow('warning:')} ${event.message}`;
    default:
      return undefined;
  }
}

/** Figures of the endpoint that is least sure. */
function servedLine(
  { checkpoint, model, verdict, attestations }: RunEvent & { type: 'served' },
  colours: ReturnType<typeof createColors>,
): string {
  const mark = verdict === 'stale' ? colours.red('✗') : verdict === 'proven' ? colours.green('✓') : colours.yellow('?');
  const said = { proven: 'proven', stale: 'not what answers', indistinguishable: 'not to be told apart' };
  if (verdict === 'unproven')
    return `${mark} serving ${checkpoint} as ${model}: unproven, there is nothing to tell it by`;
  const least = attestations.find((one) => one.verdict === verdict);
  const unit = least?.measure === 'logprobs' ? 'nats a token' : 'of the text';
  const figures = `${figure(least?.toExpected)} from it, ${figure(least?.toPrevious)} from the one before, ${unit}`;
  return `${mark} serving ${checkpoint} as ${model}: ${said[verdict]} ${colours.dim(`(${figures})`)}`;
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
