/** Small marks for what a run or a rollout came to. Each differs by shape as well as by colour. */
import type { JSX } from 'preact';
import type { Outcome, Rate, RunState } from '../../api.ts';
import { interval, missingOf, OUTCOMES, percent } from '../wording.ts';
import { Whisker } from './whisker.tsx';

/** The mark of an outcome, named for those who do not see it unless `silent`. */
export function OutcomeMark({ outcome, silent = false }: { outcome: Outcome; silent?: boolean }): JSX.Element {
  const named = silent ? { 'aria-hidden': true as const } : { role: 'img' as const, 'aria-label': OUTCOMES[outcome] };
  return (
    <svg class={`outcome-mark outcome-${outcome}`} viewBox="0 0 12 12" width="12" height="12" {...named}>
      {outcome === 'success' ? <circle cx="6" cy="6" r="4.5" class="solid" /> : null}
      {outcome === 'failure' ? <circle cx="6" cy="6" r="3.75" class="open" /> : null}
      {outcome === 'truncated' ? (
        <>
          <circle cx="6" cy="6" r="3.75" class="open" />
          <line x1="3.5" x2="8.5" y1="6" y2="6" class="open" />
        </>
      ) : null}
      {outcome === 'env_error' || outcome === 'policy_error' ? <path d="M2 2l8 8M10 2l-8 8" class="open" /> : null}
    </svg>
  );
}

export function OutcomeLabel({ outcome }: { outcome: Outcome }): JSX.Element {
  return (
    <span class="outcome">
      <OutcomeMark outcome={outcome} silent />
      {OUTCOMES[outcome]}
    </span>
  );
}

export function StateLabel({ state }: { state: RunState }): JSX.Element {
  return (
    <span class={`run-state run-state-${state}`}>
      <i aria-hidden="true" />
      {state}
    </span>
  );
}

interface RateFigureProps {
  rate: Pick<Rate, 'success' | 'low' | 'high' | 'missing'> | null | undefined;
  tone?: 'accent' | 'ink';
  mark?: 'filled' | 'hollow';
}

/** A rate as figure, interval and whisker, for a cell of a table. */
export function RateFigure({ rate, tone = 'ink', mark = 'filled' }: RateFigureProps): JSX.Element {
  if (rate === null || rate === undefined || rate.success === null) return <span class="muted">–</span>;
  return (
    <span class="rate">
      <span class="rate-value">{percent(rate.success)}</span>
      <span class="rate-interval">{interval(rate)}</span>
      <Whisker value={rate.success} low={rate.low} high={rate.high} tone={tone} mark={mark} />
      <MissingNote of={rate} />
    </span>
  );
}

/** Under a rate, what is missing of it; nothing where nothing is. */
export function MissingNote({ of }: { of: Pick<Rate, 'missing'> | undefined }): JSX.Element | null {
  return of?.missing === undefined ? null : <span class="under signal missing">{missingOf(of)}</span>;
}
