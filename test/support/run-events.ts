/** Events of a small run with two iterations, for those who listen to runs. */
import type { Label, RunEvent, Upcoming } from '../../src/report/events.ts';

export const AGENDA: readonly Upcoming[] = [
  { stage: 'clone', title: 'clone', amount: 100 },
  { stage: 'evaluate', title: 'baseline on dev', amount: 50 },
  ...[1, 2].flatMap((iteration): Upcoming[] => [
    { stage: 'explore', title: `iteration ${iteration}: explore`, iteration, amount: 200 },
    { stage: 'train', title: `iteration ${iteration}: train`, iteration, amount: 400 },
    { stage: 'evaluate', title: `iteration ${iteration}: evaluate on dev`, iteration, amount: 50 },
  ]),
  { stage: 'final', title: 'promoted on eval', amount: 100 },
  { stage: 'final', title: 'baseline on eval', amount: 100 },
];

export const STARTED: RunEvent = {
  type: 'run-started',
  name: 'small',
  directory: 'runs/small',
  seed: 1,
  resumed: false,
  notes: [],
  agenda: AGENDA,
};

function labelOf(title: string): Label {
  const { amount: _, ...label } = AGENDA.find((one) => one.title === title) ?? { stage: 'evaluate' as const, title };
  return label;
}

export function begun(title: string): RunEvent {
  return { type: 'stage-started', ...labelOf(title) };
}

/** Half of it succeeds. */
export function played(title: string, done: number, more: Partial<RunEvent & { type: 'progress' }> = {}): RunEvent {
  const total = AGENDA.find((one) => one.title === title)?.amount ?? 400;
  return { type: 'progress', ...labelOf(title), done, total, success: 0.5, low: 0.4, high: 0.6, ...more };
}

export function ended(title: string, seconds: number, reused = false): RunEvent {
  const result = '50 rollouts, 50.0 % [36, 64] success';
  return { type: 'stage-finished', ...labelOf(title), result, seconds, reused };
}

/** Calls with the clock at so many seconds. */
export type Timed = readonly (readonly [seconds: number, event: RunEvent])[];
