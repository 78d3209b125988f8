/**
 * uPlot in a component: as wide as its place, drawn anew when data or theme change, its colours those of the style
 * sheet. The canvas is an image with a label; whoever uses it gives the same figures as text or table.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useTheme } from '../theme.ts';

export interface Palette {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  band: string;
  font: string;
}

interface PlotProps {
  label: string;
  height: number;
  /** Anything that, when it changes, means other data. */
  data: uPlot.AlignedData;
  options: (palette: Palette) => Omit<uPlot.Options, 'width' | 'height'>;
  children?: ComponentChildren;
}

function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'),
    muted: of('--muted'),
    line: of('--line'),
    surface: of('--surface'),
    accent: of('--accent'),
    band: of('--band'),
    font: `11px ${style.fontFamily}`,
  };
}

export function Plot({ label, height, data, options, children }: PlotProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { shown } = useTheme();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const width = Math.max(120, element.clientWidth);
    const plot = new uPlot({ ...options(paletteOf(element)), width, height }, data, element);
    const observer = new ResizeObserver(() => {
      const wide = Math.max(120, element.clientWidth);
      if (wide !== plot.width) plot.setSize({ width: wide, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, height, shown]);
  return (
    <div class="plot">
      <div ref={place} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />
      {children}
    </div>
  );
}
