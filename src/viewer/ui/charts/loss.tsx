/** The loss of one training, step by step. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { IterationView } from '../../api.ts';
import { count } from '../wording.ts';
import { type Palette, Plot } from './plot.tsx';

export function LossCurve({ losses }: { losses: IterationView['losses'] }): JSX.Element | null {
  const data = useMemo(
    (): uPlot.AlignedData => [losses.map(({ step }) => step), losses.map(({ loss }) => loss)],
    [losses],
  );
  const [first, last] = [losses[0], losses.at(-1)];
  if (first === undefined || last === undefined || losses.length < 2) return null;
  const said = `from ${first.loss.toFixed(3)} to ${last.loss.toFixed(3)} nats a token in ${count(last.step)} steps`;
  return (
    <figure class="loss">
      <figcaption>
        <strong>Loss</strong>
        <span class="readout">{said}</span>
      </figcaption>
      <Plot label={`Loss ${said}`} height={150} data={data} options={optionsOf} />
    </figure>
  );
}

function optionsOf(palette: Palette): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = { font: palette.font, stroke: palette.muted, ticks: { show: false } };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 12, 0, 0],
    scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low), high] } },
    axes: [
      { ...axis, size: 24, gap: 6, grid: { show: false }, values: (_, splits) => splits.map((value) => count(value)) },
      { ...axis, size: 44, grid: { stroke: palette.line, width: 1 } },
    ],
    series: [{}, { stroke: palette.accent, width: 1.25, points: { show: false } }],
  };
}
