/** What uPlot has no words for: whiskers, filled and hollow points, and a divider, drawn on its canvas. */
import type uPlot from 'uplot';
import type { Palette } from './plot.tsx';

export interface Mark {
  x: number;
  value: number | null;
  low: number | null;
  high: number | null;
  shape: 'filled' | 'hollow' | 'square' | 'hollow-square' | 'diamond';
  tone: 'accent' | 'ink' | 'muted';
  /** Whether the interval is drawn as a whisker. */
  whisker: boolean;
}

/** Draws marks over everything else. `size` is the radius of a point in CSS pixels. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], palette: Palette, size: number): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const mark of marks) {
    const colour = palette[mark.tone];
    const x = plot.valToPos(mark.x, 'x', true);
    const y = (value: number): number => plot.valToPos(value, 'y', true);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25 * ratio;
    if (mark.whisker && mark.low !== null && mark.high !== null) {
      const end = 3 * ratio;
      ctx.beginPath();
      ctx.moveTo(x, y(mark.low));
      ctx.lineTo(x, y(mark.high));
      for (const at of [mark.low, mark.high]) {
        ctx.moveTo(x - end, y(at));
        ctx.lineTo(x + end, y(at));
      }
      ctx.stroke();
    }
    if (mark.value !== null)
      drawShape(ctx, mark.shape, { x, y: y(mark.value), size: size * ratio, colour, paper: palette.surface });
  }
  ctx.restore();
}

interface Spot {
  x: number;
  y: number;
  size: number;
  colour: string;
  paper: string;
}

function drawShape(ctx: CanvasRenderingContext2D, shape: Mark['shape'], { x, y, size, colour, paper }: Spot): void {
  ctx.beginPath();
  if (shape === 'diamond') {
    ctx.moveTo(x, y - size * 1.25);
    ctx.lineTo(x + size * 1.25, y);
    ctx.lineTo(x, y + size * 1.25);
    ctx.lineTo(x - size * 1.25, y);
    ctx.closePath();
  } else if (shape === 'square' || shape === 'hollow-square') ctx.rect(x - size, y - size, 2 * size, 2 * size);
  else ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.fillStyle = shape === 'filled' || shape === 'square' ? colour : paper;
  ctx.fill();
  ctx.lineWidth = Math.max(1.5, size / 3);
  ctx.stroke();
}

/** A dotted vertical line: left of it dev, right of it what is held out. */
export function drawDivider(plot: uPlot, x: number, palette: Palette): void {
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(x, 'x', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
