/** How a course is worded: the figures of a stage, and of the run as a whole, each as a list that may be cut short. */
import type { Course, CurrentStage } from './course.ts';
import type { Label, Upcoming, Used } from './events.ts';
import { aboutDuration, duration, pace, rateWithInterval, shortCount } from './format.ts';

/** A time of which only the least is known is said from so many seconds on. */
const TELLING = 60;

/** `123/400`, `success 54.1 % [49, 59]`, `eta 22s`, `12.3/s`: what matters most comes first. */
export function stageFigures({ seconds, progress, rate, eta }: CurrentStage): string[] {
  if (progress === undefined) return [`${duration(seconds)} …`];
  const { done, total, success, low, high, loss } = progress;
  const running =
    success === undefined
      ? loss === undefined
        ? []
        : [`loss ${loss.toFixed(3)}`]
      : [`success ${rateWithInterval({ success, low: low ?? success, high: high ?? success })}`];
  const speed = rate === undefined || eta === undefined ? [] : [`eta ${duration(eta)}`, pace(rate)];
  return [`${done}/${total}`, ...running, ...speed];
}

/** `12m10s`, `about 25m left`, `cost 0.42 of 5`, `1.2M of 5M tokens`, `340 tokens/s`. */
export function runFigures({ elapsed, left, used, current }: Course): string[] {
  // That more than nothing is left goes without saying.
  const rest =
    left === undefined || (left.more && left.seconds < TELLING)
      ? []
      : [`${left.more ? 'over' : 'about'} ${aboutDuration(left.seconds)} left`];
  const speed = current?.tokenRate === undefined ? [] : [`${shortCount(current.tokenRate)} tokens/s`];
  return [duration(elapsed), ...rest, ...(used === undefined ? [] : usedFigures(used)), ...speed];
}

/** What is used up of what may be. */
export function usedFigures({ spent, seconds, limits }: Used): string[] {
  const cost =
    spent.cost === undefined ? [] : [`cost ${inThreeDigits(spent.cost)}${outOf(limits.cost, inThreeDigits)}`];
  const tokens = `${shortCount(spent.prompt + spent.completion)}${outOf(limits.tokens, shortCount)} tokens`;
  const time =
    seconds === undefined || limits.wallClock === undefined
      ? []
      : [`${duration(seconds)} of ${duration(limits.wallClock)}`];
  return [...cost, tokens, ...time];
}

const FINAL = 'final report';

function outOf(allowed: number | undefined, say: (value: number) => string): string {
  return allowed === undefined ? '' : ` of ${say(allowed)}`;
}

function inThreeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** What a group of stages is called: an iteration, the final report, or nothing (what comes before). */
export function groupOf({ stage, iteration }: Label, agenda: readonly Upcoming[]): string {
  if (agenda.length === 0) return '';
  if (iteration !== undefined) return `iteration ${iteration} of ${iterationsIn(agenda)}`;
  return stage === 'final' || stage === 'control' ? FINAL : '';
}

export function iterationsIn(agenda: readonly Upcoming[]): number {
  return Math.max(0, ...agenda.map(({ iteration = 0 }) => iteration));
}

/** A stage's title under the heading of its group. */
export function titleInGroup({ title, iteration }: Label): string {
  const prefix = `iteration ${iteration}: `;
  return title.startsWith(prefix) ? title.slice(prefix.length) : title;
}

/** `iterations 2 to 4: explore, weigh, train, evaluate on dev`, one line for each kind of group. */
export function groupsToCome(coming: readonly Upcoming[], agenda: readonly Upcoming[]): string[] {
  const lines: string[] = [];
  const iterations = coming.filter(({ iteration }) => iteration !== undefined);
  const [first, last] = [iterations[0]?.iteration, iterations.at(-1)?.iteration];
  if (first !== undefined && last !== undefined) {
    const titles = iterations.filter(({ iteration }) => iteration === first).map(titleInGroup);
    const further = last === first + 1 ? `and ${last}` : `to ${last}`;
    lines.push(`${first === last ? `iteration ${first}` : `iterations ${first} ${further}`}: ${titles.join(', ')}`);
  }
  const end = coming.filter((one) => groupOf(one, agenda) === FINAL);
  if (end.length > 0) lines.push(`${FINAL}: ${together(end)}`);
  return lines;
}

/** `promoted, baseline, control on eval`: a training for the control goes without saying. */
function together(end: readonly Upcoming[]): string {
  const played = end.filter(({ stage }) => stage === 'final').map(({ title }) => title.split(' on '));
  return `${played.map(([agent]) => agent).join(', ')} on ${played[0]?.[1] ?? ''}`;
}
