/** How far something is: a bar that is announced, politely, in steps that are worth hearing. */
import type { JSX } from 'preact';
import type { Progress } from '../../api.ts';
import { count, duration, percent } from '../wording.ts';

export function ProgressBar({ progress }: { progress: Progress }): JSX.Element {
  const { title, done, total, rate, success, loss } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const left = rate !== null && rate > 0 ? (total - done) / rate : null;
  return (
    <div class="progress">
      <div class="progress-line">
        <strong>{title}</strong>
        <span>{total === 0 ? 'begins' : `${count(done)} of ${count(total)}`}</span>
        {success === undefined ? null : <span>success {percent(success)}</span>}
        {loss === undefined ? null : <span>loss {loss.toFixed(3)}</span>}
        {rate === null ? null : <span>{rate.toFixed(1)} a second</span>}
        {left === null ? null : <span>{duration(left)} left</span>}
      </div>
      <progress max={1} value={share} aria-label={title} />
      {/* In tenths, so that a reader is not talked over. */}
      <p class="hidden" aria-live="polite">
        {title}, {Math.floor(share * 10) * 10} percent
      </p>
    </div>
  );
}
