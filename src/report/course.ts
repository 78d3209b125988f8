/**
 * Events → where a run stands: the stage that is going on with its rate and what is left of it, what is still to come,
 * and about how long that will take. Writes nothing; terminal, plain lines and progress.json all say what this says.
 */
import type { Label, RunEvent, Upcoming, Used } from './events.ts';
import { type Took, timeFor } from './estimate.ts';

export type Progress = RunEvent & { type: 'progress' };

/** The stage that is going on. */
export interface CurrentStage {
  label: Label;
  /** Seconds that it has taken, in this process. */
  seconds: number;
  /** What it last said; absent until it says something. */
  progress?: Progress;
  /** Done a second, since it began here; a resumed stage does not start from nothing. Absent until something is done. */
  rate?: number;
  /** Seconds until it is done, at that rate. */
  eta?: number;
  /** Tokens generated a second. */
  tokenRate?: number;
}

export interface Course {
  /** Seconds since the run, or the first stage, began in this process. */
  elapsed: number;
  agenda: readonly Upcoming[];
  current?: CurrentStage;
  /** The stages after the current one. */
  coming: readonly Upcoming[];
  /** Seconds until everything is done, about; `more` where there are stages that nobody knows the time of. */
  left?: { seconds: number; more: boolean };
  used?: Used;
}

interface Going {
  label: Label;
  began: number;
  /** What was done before it began here. */
  before: number;
  progress?: Progress;
  /** Whether it has said more than where it began. */
  told: boolean;
}

/** `clock` gives milliseconds that only grow. */
export function followCourse(clock: () => number): { on(event: RunEvent): void; now(): Course } {
  let began: number | undefined;
  let agenda: readonly Upcoming[] = [];
  /** Stages of the agenda that were come to, or passed. */
  let passed = 0;
  let going: Going | undefined;
  let used: Used | undefined;
  const took: Took[] = [];
  const start = (label: Label): void => {
    going = { label: labelIn(label), began: clock(), before: 0, told: false };
    const at = agenda.findIndex(({ title }, i) => i >= passed && title === label.title);
    if (at >= 0) passed = at + 1;
  };
  const advance = (progress: Progress): void => {
    if (going?.label.title !== progress.title) start(progress);
    if (going === undefined) return;
    // The first is told of when it is done.
    if (going.progress === undefined) going.before = progress.done - 1;
    else going.told = true;
    going.progress = progress;
    used = progress.used ?? used;
  };
  const finish = (event: RunEvent & { type: 'stage-finished' }): void => {
    const played =
      going?.told === true && going.progress !== undefined ? going.progress.done - going.before : undefined;
    const amount = event.reused ? amountOf(agenda, event.title) : (played ?? amountOf(agenda, event.title));
    took.push({ stage: event.stage, seconds: event.seconds, ...(amount === undefined ? {} : { amount }) });
    going = undefined;
  };
  const on = (event: RunEvent): void => {
    began ??= clock();
    if (event.type === 'run-started') agenda = event.agenda;
    else if (event.type === 'stage-started') start(event);
    else if (event.type === 'progress') advance(event);
    else if (event.type === 'stage-finished') finish(event);
  };
  const now = (): Course => {
    const current = going === undefined ? undefined : stageOf(going, clock());
    const coming = agenda.slice(passed);
    const left = leftOf({ current, coming, agenda, took });
    return {
      elapsed: (clock() - (began ?? clock())) / 1000,
      agenda,
      coming,
      ...(current === undefined ? {} : { current }),
      ...(left === undefined ? {} : { left }),
      ...(used === undefined ? {} : { used }),
    };
  };
  return { on, now };
}

/** The label alone, of an event that carries it. */
function labelIn({ stage, title, iteration }: Label): Label {
  return { stage, title, ...(iteration === undefined ? {} : { iteration }) };
}

function amountOf(agenda: readonly Upcoming[], title: string): number | undefined {
  return agenda.find((one) => one.title === title)?.amount;
}

function stageOf({ label, began, before, progress }: Going, now: number): CurrentStage {
  const seconds = (now - began) / 1000;
  if (progress === undefined) return { label, seconds };
  const rate = Math.max(0, progress.done - before) / Math.max(seconds, 0.001);
  const { generated = 0 } = progress;
  return {
    label,
    seconds,
    progress,
    ...(rate > 0 ? { rate, eta: Math.max(0, progress.total - progress.done) / rate } : {}),
    ...(generated > 0 ? { tokenRate: generated / Math.max(seconds, 0.001) } : {}),
  };
}

interface Outlook extends Pick<Course, 'coming' | 'agenda'> {
  current: CurrentStage | undefined;
  took: readonly Took[];
}

/** Undefined where nothing is to come, or nothing is known of it. */
function leftOf({ current, coming, agenda, took }: Outlook): Course['left'] {
  // Without an agenda the stage is all there is, and says its own time.
  if (agenda.length === 0) return undefined;
  const expected = current === undefined ? [] : [restOf(current, agenda, took)];
  const times = [...expected, ...coming.map((one) => timeFor(one, took))];
  const known = times.filter((time) => time !== undefined);
  if (known.length === 0) return undefined;
  return { seconds: known.reduce((sum, time) => sum + time, 0), more: known.length < times.length };
}

function restOf({ eta, label, seconds }: CurrentStage, agenda: readonly Upcoming[], took: readonly Took[]) {
  if (eta !== undefined) return eta;
  const amount = amountOf(agenda, label.title);
  const whole = timeFor({ ...label, ...(amount === undefined ? {} : { amount }) }, took);
  return whole === undefined ? undefined : Math.max(0, whole - seconds);
}
