/**
 * The curves of a report as inline SVG: success on dev by iteration with its intervals, and beside it what was held out.
 * Every figure in a chart also stands in a table; colours come from the page's style.
 */
import { element, picture, text } from '../environments/svg.ts';
import type { CurvePoint, IterationView, Rate, RunPage } from '../viewer/api.ts';

interface Size {
  width: number;
  height: number;
}

/** One line of the evolution: of an environment, or of all together. */
export interface Curve {
  title: string;
  points: { iteration: number; rate: Rate; promoted: boolean }[];
  final: { agent: string; rate: Rate }[];
}

const MARGIN = { left: 34, right: 8, top: 10, bottom: 22 };
/** Columns beside the curve for what was held out. */
const HELD_OUT = 30;

/** The curve of `environment`, or of the mean. */
export function curveOf({ curve, final }: Pick<RunPage, 'curve' | 'final'>, environment?: string): Curve {
  const of = ({ total, environments }: Pick<CurvePoint, 'total' | 'environments'>): Rate | undefined =>
    environment === undefined ? total : environments[environment];
  return {
    title: environment ?? 'mean',
    points: curve.flatMap((point) => {
      const rate = of(point);
      return rate === undefined ? [] : [{ iteration: point.iteration, rate, promoted: point.promoted }];
    }),
    final: (final?.agents ?? []).flatMap((agent) => {
      const rate = of(agent);
      return rate === undefined ? [] : [{ agent: agent.agent, rate }];
    }),
  };
}

export function evolutionChart(curve: Curve, { width, height }: Size): string {
  const { points, final } = curve;
  const held = final.length * HELD_OUT;
  const right = width - MARGIN.right - held;
  const last = Math.max(1, ...points.map(({ iteration }) => iteration));
  const x = (iteration: number): number => MARGIN.left + 8 + ((right - MARGIN.left - 24) * iteration) / last;
  const y = (share: number): number => height - MARGIN.bottom - share * (height - MARGIN.top - MARGIN.bottom);
  const known = points.flatMap(({ rate, ...rest }) => {
    const { success, low, high } = rate;
    return success === null || low === null || high === null ? [] : [{ ...rest, success, low, high }];
  });
  const marks = [
    ...grid(y, { width, height }),
    element('polygon', {
      class: 'band',
      points: [
        ...known.map((p) => [x(p.iteration), y(p.high)]),
        ...known.toReversed().map((p) => [x(p.iteration), y(p.low)]),
      ]
        .map((pair) => pair.map((value) => value.toFixed(1)).join(','))
        .join(' '),
    }),
    element('polyline', {
      class: 'line',
      points: known.map((p) => `${x(p.iteration).toFixed(1)},${y(p.success).toFixed(1)}`).join(' '),
    }),
    ...known.map((p) => {
      const mark = element('circle', {
        cx: x(p.iteration),
        cy: y(p.success),
        r: 3.5,
        class: p.promoted ? 'in' : 'out',
      });
      return mark + text(p.iteration === 0 ? 'clone' : String(p.iteration), tick(x(p.iteration), height));
    }),
    ...final.map(({ agent, rate }, i) => whisker(agent, rate, { x: right + HELD_OUT * (i + 0.5), y, height })),
  ];
  return picture({ width, height }, `${curve.title}: success on dev by iteration, and held out`, ...marks);
}

function grid(y: (share: number) => number, { width }: Size): string[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    element('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(share), y2: y(share) }),
    text(`${100 * share}`, { class: 'tick', x: MARGIN.left - 6, y: y(share) + 4, 'text-anchor': 'end' }),
  ]);
}

function tick(x: number, height: number): Record<string, string | number> {
  return { class: 'tick', x, y: height - 6, 'text-anchor': 'middle' };
}

function whisker(
  agent: string,
  { success, low, high }: Rate,
  at: { x: number; y: (share: number) => number; height: number },
): string {
  if (success === null || low === null || high === null) return '';
  return [
    element('line', { class: 'whisker', x1: at.x, x2: at.x, y1: at.y(low), y2: at.y(high) }),
    element('rect', { class: agent, x: at.x - 4, y: at.y(success) - 4, width: 8, height: 8 }),
    text(agent.slice(0, 4), tick(at.x, at.height)),
  ].join('');
}

/** The loss by optimiser step, in nats a token; no axis but its ends. */
export function lossChart(losses: IterationView['losses'], { width, height }: Size): string {
  const most = Math.max(...losses.map(({ loss }) => loss), 1e-9);
  const last = Math.max(1, losses.at(-1)?.step ?? 1);
  const at = ({ step, loss }: { step: number; loss: number }): string =>
    `${((width - 2) * (step / last) + 1).toFixed(1)},${(height - 1 - (height - 2) * (loss / most)).toFixed(1)}`;
  const line = element('polyline', { class: 'line', points: losses.map(at).join(' ') });
  const first = losses[0]?.loss ?? 0;
  return picture({ width, height }, `loss from ${first.toFixed(3)} to ${(losses.at(-1)?.loss ?? 0).toFixed(3)}`, line);
}
