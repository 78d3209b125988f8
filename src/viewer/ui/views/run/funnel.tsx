/** What was explored, what was kept of it, and why the rest was not: bars of one scale, and the words beside them. */
import type { JSX } from 'preact';
import type { IterationView } from '../../../api.ts';
import { count, plural } from '../../wording.ts';

export function Funnel({ one }: { one: IterationView }): JSX.Element | null {
  const { kept, dropped, effectiveSampleSize } = one;
  if (kept === null) return null;
  const rows = [
    { key: 'kept', title: 'Kept', why: 'trained on', count: kept, tone: 'accent' },
    ...dropped
      .filter((row) => row.count > 0)
      .map((row) => ({ key: row.reason, title: '', why: row.why, count: row.count, tone: 'ink' })),
  ];
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <div class="block">
      <h4>Kept, and why not</h4>
      <table class="bars">
        <caption class="hidden">Trajectories kept for training, and left out by reason</caption>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.title === '' ? row.why : row.title}</th>
              <td class="number">{count(row.count)}</td>
              <td class="bar-cell" aria-hidden="true">
                <span class={`bar bar-${row.tone}`} style={{ width: `${(100 * row.count) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <KeptBy one={one} />
      {effectiveSampleSize === null ? null : (
        <p class="hint">
          The weights are worth {plural(Math.round(effectiveSampleSize), 'trajectory', 'trajectories')} of equal weight.
        </p>
      )}
    </div>
  );
}

function KeptBy({ one }: { one: IterationView }): JSX.Element | null {
  const entries = Object.entries(one.keptBy ?? {});
  if (entries.length === 0) return null;
  return (
    <details>
      <summary>By environment</summary>
      <table>
        <caption class="hidden">Examples kept, by environment and origin</caption>
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col" class="number">
              Explored
            </th>
            <th scope="col" class="number">
              Demonstrations
            </th>
            <th scope="col" class="number">
              Mean weight
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, { explored, demonstrations, weight }]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{count(explored)}</td>
              <td class="number">{count(demonstrations)}</td>
              <td class="number">{weight.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
