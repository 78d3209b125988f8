/**
 * Events → progress.json, for those who follow a run from outside (status, the viewer, another machine): where it is,
 * about once a second, and now and then also where nothing happens. Whole whenever it is read, but not synced: it is worth
 * nothing after a power cut, and is taken away at the end. That it cannot be written does not stop a run.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { followCourse } from './course.ts';
import type { Label, Listener, Used } from './events.ts';

/** What progress.json says. Rates are in [0, 1], times in seconds, `started` and `at` UTC in ISO 8601. */
export interface ProgressNote extends Label {
  /** Of `total` rollouts or optimiser steps; both 0 until the stage says something. */
  done: number;
  total: number;
  success?: number;
  low?: number;
  high?: number;
  loss?: number;
  /** Done a second; null until something is done. */
  rate: number | null;
  /** Until the stage is done. */
  eta?: number;
  /** Until the run is done, about; more where `more` is true. */
  left?: { seconds: number; more: boolean };
  /** Tokens generated a second. */
  tokenRate?: number;
  used?: Used;
  /** When the stage began. */
  started: string;
  at: string;
  pid: number;
  host: string;
}

/** Written no more often than this (ms). */
const WRITTEN_EVERY = 1000;
/** Written at least this often (ms), so that a reader can tell a slow run from one that is gone. */
const SIGN_OF_LIFE = 10_000;

/** Milliseconds that only grow, and since 1970. */
export interface Clocks {
  monotonic: () => number;
  wall: () => number;
}

const REAL: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

export function progressFile(file: string, clocks: Clocks = REAL): { on: Listener; close(): Promise<void> } {
  const course = followCourse(clocks.monotonic);
  let [started, written] = ['', Number.NEGATIVE_INFINITY];
  let last: Promise<void> = Promise.resolve();
  let busy = false;
  let closed = false;
  const write = async (): Promise<void> => {
    const note = noteOf(course.now(), started, clocks);
    if (note === undefined) return;
    const aside = `${file}.partial`;
    try {
      await writeFile(aside, `${JSON.stringify(note)}\n`);
      await rename(aside, file);
    } catch {
      // A disk that is full says so where the work is kept.
    }
  };
  const note = (): void => {
    if (busy || closed) return;
    busy = true;
    written = clocks.monotonic();
    last = write().finally(() => {
      busy = false;
    });
  };
  const alive = setInterval(note, SIGN_OF_LIFE).unref();
  return {
    on: (event) => {
      course.on(event);
      if (event.type === 'stage-started') started = new Date(clocks.wall()).toISOString();
      const due = event.type === 'progress' && clocks.monotonic() - written >= WRITTEN_EVERY;
      if (due || event.type === 'stage-started') note();
    },
    close: async () => {
      closed = true;
      clearInterval(alive);
      await last;
      for (const one of [file, `${file}.partial`]) await rm(one, { force: true }).catch(() => {});
    },
  };
}

function noteOf(
  { current, left, used }: ReturnType<ReturnType<typeof followCourse>['now']>,
  started: string,
  { wall }: Clocks,
): ProgressNote | undefined {
  if (current === undefined) return undefined;
  const { label, progress, rate = null, eta, tokenRate } = current;
  const { done = 0, total = 0, success, low, high, loss } = progress ?? {};
  const said = { success, low, high, loss, eta, left, tokenRate, used };
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const at = new Date(wall()).toISOString();
  return { ...label, done, total, rate, ...known, started, at, pid: process.pid, host: hostname() };
}
