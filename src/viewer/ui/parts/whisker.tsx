/**
 * An estimate with its interval on a scale of its own width: the one mark that rates and differences are drawn with
 * everywhere. It is decoration for the figure beside it, which says the same.
 */
import type { JSX } from 'preact';

interface WhiskerProps {
  value: number | null;
  low: number | null;
  high: number | null;
  /** What the left and right ends of the scale stand for; default 0 to 1. */
  from?: number;
  to?: number;
  /** Filled: what counts. Hollow: what it is compared with. */
  mark?: 'filled' | 'hollow';
  tone?: 'accent' | 'ink' | 'signal';
}

export function Whisker({
  value,
  low,
  high,
  from = 0,
  to = 1,
  mark = 'filled',
  tone = 'ink',
}: WhiskerProps): JSX.Element {
  const at = (one: number): string => `${(100 * Math.min(1, Math.max(0, (one - from) / (to - from)))).toFixed(2)}%`;
  const ticks = from < 0 ? [from, 0, to] : [from, (from + to) / 2, to];
  return (
    <svg class={`whisker tone-${tone}`} aria-hidden="true" width="100%" height="14">
      <line class="whisker-scale" x1="0" x2="100%" y1="7" y2="7" />
      {ticks.map((tick) => (
        <line
          key={tick}
          class={tick === 0 && from < 0 ? 'whisker-zero' : 'whisker-tick'}
          x1={at(tick)}
          x2={at(tick)}
          y1={tick === 0 && from < 0 ? 0 : 4}
          y2={tick === 0 && from < 0 ? 14 : 10}
        />
      ))}
      {low === null || high === null ? null : (
        <>
          <line class="whisker-range" x1={at(low)} x2={at(high)} y1="7" y2="7" />
          <line class="whisker-end" x1={at(low)} x2={at(low)} y1="4" y2="10" />
          <line class="whisker-end" x1={at(high)} x2={at(high)} y1="4" y2="10" />
        </>
      )}
      {value === null ? null : <circle class={`whisker-value ${mark}`} cx={at(value)} cy="7" r="3.5" />}
    </svg>
  );
}
