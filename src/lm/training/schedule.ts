/** The learning rate of each optimiser step: linear warm-up, then cosine or linear decay towards zero, or constant. */

export const SCHEDULES = ['cosine', 'linear', 'constant'] as const;

export interface ScheduleSettings {
  /** The highest learning rate. */
  learningRate: number;
  schedule: (typeof SCHEDULES)[number];
  /** Steps of warm-up; shortened to a tenth of the stage if that is less. */
  warmup: number;
}

/** Learning rate of `step` (from 1 to `steps`). It is above zero at every step, the last one included. */
export function learningRate(settings: ScheduleSettings, step: number, steps: number): number {
  const warmup = Math.min(settings.warmup, Math.floor(steps / 10));
  if (step <= warmup) return (settings.learningRate * step) / (warmup + 1);
  const progress = (step - warmup - 1) / (steps - warmup);
  if (settings.schedule === 'constant') return settings.learningRate;
  if (settings.schedule === 'linear') return settings.learningRate * (1 - progress);
  return (settings.learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
}
