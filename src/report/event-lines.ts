/**
 * Events → JSON lines for programs that follow a run (`evolve --events`). What the run is at is said about once a second
 * and at the end of each stage, with the same figures that people see.
 */
import { followCourse } from './course.ts';
import type { Listener } from './events.ts';

/** Progress is said no more often than this (ms). */
const SAID_EVERY = 1000;

/** `write` takes a line with its newline. */
export function eventLines(
  write: (line: string) => void,
  clock: () => number = () => performance.now(),
  now: () => Date = () => new Date(),
): { on: Listener } {
  const course = followCourse(clock);
  let said = Number.NEGATIVE_INFINITY;
  return {
    on: (event) => {
      course.on(event);
      if (event.type === 'stage-started') said = Number.NEGATIVE_INFINITY;
      const last = event.type === 'progress' && event.done >= event.total;
      if (event.type === 'progress' && !last && clock() - said < SAID_EVERY) return;
      const { type, ...fields } = event;
      if (type === 'progress') said = clock();
      const { elapsed, left, current } = course.now();
      const { rate, eta, tokenRate } = current ?? {};
      const figures = type === 'progress' ? { rate, eta, tokenRate, elapsed, left } : {};
      write(`${JSON.stringify({ at: now().toISOString(), type, ...fields, ...figures })}\n`);
    },
  };
}
