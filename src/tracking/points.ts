/**
 * Events → the curves of a run, the same for every tracker: numbers by tag and step. The step of a loss is its optimiser
 * step, of everything else the iteration, where 0 is cloning. Sends nothing.
 */
import type { Metrics, Rate } from '../evaluate/metrics.ts';
import type { Label, RunEvent } from '../report/events.ts';

export interface Point {
  /** Parts between slashes: letters, digits, `_`, `-` and `.`. */
  tag: string;
  /** Finite. */
  value: number;
  step: number;
}

/** Points of the loss of a training, at most (and one for its last step). */
const LOSSES = 500;

type Progress = RunEvent & { type: 'progress' };

/** The points of each event in their order; keeps what it needs between events. */
export function pointsOf(): (event: RunEvent) => Point[] {
  const lossOf = thinned();
  const seconds = new Map<string, number>();
  let iteration = 0;
  return (event) => {
    switch (event.type) {
      case 'progress':
        return lossOf(event);
      case 'stage-finished': {
        const at = { tag: `seconds/${event.stage}`, step: event.iteration ?? 0 };
        const sum = (seconds.get(`${at.tag} ${at.step}`) ?? 0) + event.seconds;
        seconds.set(`${at.tag} ${at.step}`, sum);
        return [{ ...at, value: sum }];
      }
      case 'weighed':
        return points(event.iteration, {
          'weigh/kept': event.report.examples,
          'weigh/effective_sample_size': event.report.effectiveSampleSize,
        });
      case 'evaluated':
        return figuresOf('dev', 'evaluate', event.metrics, event.iteration);
      case 'iteration-finished': {
        iteration = event.result.index;
        const { explored, exploration, promoted } = event.result;
        return [
          ...figuresOf('explore', 'explore', exploration, iteration),
          ...points(iteration, { 'explore/explored': explored, 'promote/promoted': promoted ? 1 : 0 }),
        ];
      }
      case 'assessed':
        return figuresOf(`final/${event.agent}`, `final_${event.agent}`, event.metrics, iteration);
      default:
        return [];
    }
  };
}

/** The success of all environments and of each, and the tokens that it took. */
function figuresOf(tag: string, stage: string, { total, environments }: Metrics, step: number): Point[] {
  const rates: [string, Rate][] = [['', total]];
  for (const [name, rate] of Object.entries(environments)) rates.push([`_${safe(name)}`, rate]);
  return [
    ...rates.flatMap(([of, { success, low, high }]) =>
      points(step, { [`${tag}/success${of}`]: success, [`${tag}/low${of}`]: low, [`${tag}/high${of}`]: high }),
    ),
    ...points(step, {
      [`tokens/${stage}_prompt`]: total.tokens.prompt,
      [`tokens/${stage}_completion`]: total.tokens.completion,
    }),
  ];
}

/** Losses, each the mean since the one before. */
function thinned(): (event: Progress) => Point[] {
  let since = { sum: 0, count: 0, tag: '', step: 0 };
  return ({ done, total, loss, ...label }) => {
    const tag = `loss/${trainingOf(label)}`;
    if (loss === undefined) return [];
    if (since.tag !== tag) since = { sum: 0, count: 0, tag, step: done - 1 };
    if (done <= since.step) return [];
    const stride = Math.ceil(total / LOSSES);
    const before = since.step;
    since = { tag, sum: since.sum + loss, count: since.count + 1, step: done };
    if (done < total && Math.floor(done / stride) === Math.floor(before / stride)) return [];
    const value = since.sum / since.count;
    since = { ...since, sum: 0, count: 0 };
    return points(done, { [tag]: value });
  };
}

/** `base`, `clone`, `iteration-1`, `control`. */
function trainingOf({ stage, iteration }: Label): string {
  return stage === 'train' ? `iteration-${iteration ?? 0}` : stage;
}

/** Those that are numbers. */
function points(step: number, values: Record<string, number | null>): Point[] {
  return Object.entries(values).flatMap(([tag, value]) =>
    value !== null && Number.isFinite(value) ? [{ tag, value, step }] : [],
  );
}

/** Only characters that every tracker takes in a name. */
export function safe(name: string): string {
  return name.replaceAll(/[^\w.-]/gu, '_');
}
