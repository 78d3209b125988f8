/** The agents of the final report on one scale from 0 to 100 %, with the marks that the charts give them. */
import type { JSX } from 'preact';
import type { Agent, Rate } from '../../api.ts';

interface ScaleProps {
  rates: readonly { agent: Agent; rate: Rate | undefined }[];
}

/** Pixels between two agents. */
const STEP = 9;

export function Scale({ rates }: ScaleProps): JSX.Element {
  const height = STEP * rates.length;
  return (
    <svg class="scale" aria-hidden="true" width="100%" height={height}>
      {[0, 25, 50, 75, 100].map((tick) => (
        <line key={tick} class="whisker-tick" x1={`${tick}%`} x2={`${tick}%`} y1="0" y2={height} />
      ))}
      {rates.map(({ agent, rate }, i) => (
        <Agent key={agent} agent={agent} rate={rate} y={STEP * (i + 0.5)} />
      ))}
    </svg>
  );
}

function Agent({ agent, rate, y }: { agent: Agent; rate: Rate | undefined; y: number }): JSX.Element | null {
  if (rate === undefined || rate.success === null || rate.low === null || rate.high === null) return null;
  return (
    <g class={agent === 'promoted' ? 'tone-accent' : 'tone-ink'}>
      <line class="whisker-range" x1={at(rate.low)} x2={at(rate.high)} y1={y} y2={y} />
      <svg x={at(rate.success)} y={y} overflow="visible">
        {agent === 'control' ? (
          <path d="M0-4 4 0 0 4-4 0Z" class="whisker-value hollow" />
        ) : (
          <rect
            x="-3"
            y="-3"
            width="6"
            height="6"
            class={`whisker-value ${agent === 'promoted' ? 'filled' : 'hollow'}`}
          />
        )}
      </svg>
    </g>
  );
}

function at(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
