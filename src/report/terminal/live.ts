/**
 * The live view on a terminal: a block that follows the run (view.ts), above it the lines that stay, under a heading for
 * each iteration. Every finished line is written once, so that what scrolls up is the record of the run.
 */
import { createColors } from 'picocolors';
import { followCourse } from '../course.ts';
import type { RunEvent } from '../events.ts';
import { wrapped } from '../format.ts';
import type { Reporter } from '../progress.ts';
import { sentencesOf } from '../sentences.ts';
import { groupOf } from '../wording.ts';
import { liveBlock, type TerminalStream } from './block.ts';
import { viewOf } from './view.ts';

export interface LiveOptions {
  stream: TerminalStream;
  colour: boolean;
  /** Milliseconds of a monotonic clock. */
  clock: () => number;
  /** Calls back every so many milliseconds, until what it returns is called. */
  every: (milliseconds: number, callback: () => void) => () => void;
  /** Fires when the run is told to stop. */
  signal?: AbortSignal | undefined;
}

/**
 * The block is redrawn no more often than this (ms). What is drawn between a terminal's change of size and the news of it
 * may leave a line behind, so it is not drawn more often than one looks.
 */
const REDRAWN_EVERY = 500;
const STOPPING = 'stopping; Ctrl-C again ends at once';

export function liveReporter({ stream, colour, clock, every, signal }: LiveOptions): Reporter {
  const colours = createColors(colour);
  const block = liveBlock(stream);
  const course = followCourse(clock);
  let heading = '';
  let drawn = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  const columns = (): number => stream.columns ?? 80;
  /** Nothing before the first stage, and after the last. */
  const view = (): string[] => {
    if (cancel === undefined) return [];
    drawn = clock();
    return viewOf(course.now(), { columns: columns(), rows: stream.rows ?? 24, colours });
  };
  const draw = (): void => block.draw(view());
  const say = (text: string): void => block.say(fitted(text, columns()), view());
  const begin = (): void => {
    if (cancel !== undefined || signal?.aborted === true) return;
    const stop = every(REDRAWN_EVERY, draw);
    stream.on('resize', draw);
    process.on('SIGTSTP', suspend);
    process.on('SIGCONT', draw);
    signal?.addEventListener('abort', interrupt);
    cancel = () => {
      stop();
      stream.off('resize', draw);
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', draw);
      signal?.removeEventListener('abort', interrupt);
    };
  };
  /** Ctrl-Z: the shell writes where the block was. */
  const suspend = (): void => {
    block.clear();
    process.kill(process.pid, 'SIGSTOP');
  };
  /** What ends the process now must leave the terminal as it should be. */
  const interrupt = (): void => {
    stop();
    say(colours.yellow(STOPPING));
  };
  const on = (event: RunEvent): void => {
    course.on(event);
    if (event.type === 'run-started' || event.type === 'stage-started') begin();
    if (event.type === 'run-finished') return stop();
    const { agenda } = course.now();
    const under = event.type === 'stage-started' ? groupOf(event, agenda) : heading;
    const said = [under === heading ? '' : colours.bold(under), sentencesOf(event, colours, agenda.length > 0) ?? ''];
    heading = under;
    const text = said.filter((line) => line !== '').join('\n');
    if (text !== '') say(text);
    else if (event.type !== 'progress' || clock() - drawn >= REDRAWN_EVERY) draw();
  };
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
    block.clear();
  };
  return { on, stop };
}

function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapped(line, columns, 4 + (/^ */u.exec(line)?.[0].length ?? 0)))
    .join('\n');
}
