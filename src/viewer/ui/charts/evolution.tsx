/**
 * The evolution curve of one environment, or of their mean: success on dev by iteration with its interval as a band,
 * promoted candidates filled and rejected ones hollow, and right of the divider the agents of the final report.
 */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { CurvePoint, Rate, RunPage, Verdict } from '../../api.ts';
import { interval, missingOf, percent } from '../wording.ts';
import { drawDivider, drawMarks, type Mark } from './marks.ts';
import { type Palette, Plot } from './plot.tsx';

export interface EvolutionPoint extends Rate {
  x: number;
  title: string;
  /** On the axis, where there is little room. */
  short: string;
  held: boolean;
  iteration: number | null;
  shape: Mark['shape'];
  tone: Mark['tone'];
}

const SHAPES = { baseline: 'hollow-square', control: 'diamond', promoted: 'square' } as const;

function shapeOf(verdict: Verdict | null, promoted: boolean): Mark['shape'] {
  return promoted || verdict === null ? 'filled' : 'hollow';
}

function titleOf({ iteration, promoted, verdict }: CurvePoint): string {
  if (iteration === 0) return 'cloned agent';
  return `iteration ${iteration}, ${promoted ? 'promoted' : verdict === 'inconclusive' ? 'inconclusive' : 'rejected'}`;
}

/** The points of an environment; without one those of the mean. */
export function pointsOf(run: Pick<RunPage, 'curve' | 'final'>, environment?: string): EvolutionPoint[] {
  const rateOf = (scores: { total: Rate; environments: Record<string, Rate> }): Rate | undefined =>
    environment === undefined ? scores.total : scores.environments[environment];
  const dev = run.curve.flatMap((point): EvolutionPoint[] => {
    const rate = rateOf(point);
    if (rate === undefined) return [];
    const { iteration, promoted, verdict } = point;
    const short = iteration === 0 ? 'clone' : String(iteration);
    const shape = shapeOf(verdict, promoted);
    return [
      { ...pick(rate), x: iteration, title: titleOf(point), short, held: false, iteration, shape, tone: 'accent' },
    ];
  });
  const after = Math.max(0, ...run.curve.map(({ iteration }) => iteration)) + 1;
  const final = (run.final?.agents ?? []).flatMap((one, i): EvolutionPoint[] => {
    const rate = rateOf(one);
    if (rate === undefined) return [];
    const tone = one.agent === 'promoted' ? 'accent' : 'ink';
    const title = `${one.agent}, held out`;
    return [
      {
        ...pick(rate),
        x: after + i,
        title,
        short: one.agent,
        held: true,
        iteration: null,
        shape: SHAPES[one.agent],
        tone,
      },
    ];
  });
  return [...dev, ...final];
}

function pick({ success, low, high, n, missing }: Rate): Rate {
  return { success, low, high, n, ...(missing === undefined ? {} : { missing }) };
}

interface EvolutionProps {
  run: RunPage;
  /** Of the scale of success. */
  top: number;
  environment?: string;
  /** Small, with neither readout nor labels of the y axis. */
  small?: boolean;
  height: number;
  onPick?: (iteration: number) => void;
}

export function Evolution({ run, top, environment, small = false, height, onPick }: EvolutionProps): JSX.Element {
  const points = useMemo(() => pointsOf(run, environment), [run, environment]);
  const [over, setOver] = useState<number | null>(null);
  const data = useMemo((): uPlot.AlignedData => dataOf(points), [points]);
  const shown = over === null ? undefined : points[over];
  const name = environment ?? 'Mean of the environments';
  const said = points.map((one) => `${one.title} ${percent(one.success)}`).join('; ');
  return (
    <figure class={small ? 'evolution small' : 'evolution'}>
      <figcaption>
        <strong>{name}</strong>
        <span class="readout" aria-hidden="true">
          {shown === undefined ? lastOf(points) : readout(shown)}
        </span>
      </figcaption>
      <Plot
        label={`Success of ${name}: ${said}`}
        height={height}
        data={data}
        options={(palette) => optionsOf(points, palette, { small, top, onOver: setOver, onPick })}
      />
    </figure>
  );
}

/** Where the scale of success may end, so that no interval is cut: a quarter, a half, three quarters, or all. */
export function topOf(run: RunPage, environments: readonly (string | undefined)[]): number {
  const highs = environments.flatMap((name) => pointsOf(run, name).map(({ high }) => high ?? 0));
  return Math.min(1, Math.ceil(Math.max(0.01, ...highs) * 4) / 4);
}

function readout(point: EvolutionPoint): string {
  const { title, success, n, missing } = point;
  const figures = `${title}: ${percent(success)} (${interval(point)}), n ${n}`;
  return missing === undefined ? figures : `${figures}; ${missingOf(point)}`;
}

/** The promoted agent against the baseline where both were held out, else the newest figure on dev. */
function lastOf(points: readonly EvolutionPoint[]): string {
  const held = (agent: string): number | null | undefined =>
    points.find((one) => one.held && one.short === agent)?.success;
  const [from, to] = [held('baseline'), held('promoted')];
  if (from !== undefined && to !== undefined) return `held out ${percent(from).slice(0, -2)} → ${percent(to)}`;
  const last = points.findLast(({ success }) => success !== null);
  return last === undefined ? 'nothing yet' : `on dev ${percent(last.success)}`;
}

function dataOf(points: readonly EvolutionPoint[]): uPlot.AlignedData {
  const dev = (of: (point: EvolutionPoint) => number | null): (number | null)[] =>
    points.map((point) => (point.held ? null : of(point)));
  return [points.map(({ x }) => x), dev((one) => one.high), dev((one) => one.low), dev((one) => one.success)];
}

interface Ways {
  small: boolean;
  top: number;
  onOver: (index: number | null) => void;
  onPick: ((iteration: number) => void) | undefined;
}

function optionsOf(
  points: readonly EvolutionPoint[],
  palette: Palette,
  ways: Ways,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { small, top, onOver, onPick } = ways;
  const marks = points.map(
    ({ x, success, low, high, shape, tone, held }): Mark => ({
      x,
      value: success,
      low,
      high,
      shape,
      tone,
      whisker: held,
    }),
  );
  const firstHeld = points.find(({ held }) => held)?.x;
  const hidden = { points: { show: false }, stroke: 'transparent', width: 0 };
  const ends = points.map(({ x }) => x);
  const axis = { font: palette.font, stroke: palette.muted, ticks: { show: false } };
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    padding: [8, 12, 0, small ? 4 : 0],
    scales: {
      x: { time: false, range: [Math.min(...ends, 0) - 0.4, Math.max(...ends, 1) + 0.4] },
      y: { range: [0, top] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 6,
        grid: { show: false },
        splits: () => ends,
        values: (plot, splits) => labels(points, splits, plot.width),
      },
      {
        ...axis,
        size: small ? 0 : 44,
        show: true,
        grid: { stroke: palette.line, width: 1 },
        splits: () => [0, 0.25, 0.5, 0.75, 1].filter((value) => value <= top),
        values: (_, splits) => splits.map((value) => (small ? '' : `${100 * value} %`)),
      },
    ],
    series: [{}, hidden, hidden, { stroke: palette.accent, width: 1.75, points: { show: false }, spanGaps: true }],
    bands: [{ series: [1, 2], fill: palette.band }],
    hooks: {
      draw: [
        (plot) => {
          if (firstHeld !== undefined && firstHeld > 0) drawDivider(plot, firstHeld - 0.5, palette);
          drawMarks(plot, marks, palette, small ? 3 : 4.5);
        },
      ],
      setCursor: [(plot) => onOver(plot.cursor.idx ?? null)],
      ready: [
        (plot) => {
          plot.over.addEventListener('mouseleave', () => onOver(null));
          plot.over.addEventListener('click', () => {
            const iteration = points[plot.cursor.idx ?? -1]?.iteration;
            if (iteration !== null && iteration !== undefined) onPick?.(iteration);
          });
        },
      ],
    },
  };
}

/** Words where there is room for them, else their first letters. */
function labels(points: readonly EvolutionPoint[], splits: readonly number[], width: number): string[] {
  const room = width / Math.max(1, points.length);
  return splits.map((x) => {
    const point = points.find((one) => one.x === x);
    if (point === undefined) return '';
    return room > 56
      ? point.short
      : point.held
        ? (point.short[0] ?? '').toUpperCase()
        : point.short.slice(0, 2).replace('cl', '0');
  });
}
