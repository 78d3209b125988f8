/** The figures of the evolution curve, as a table for those who would rather read than look. */
import type { JSX } from 'preact';
import type { RunPage } from '../../../api.ts';
import { type EvolutionPoint, pointsOf } from '../../charts/evolution.tsx';
import { MissingNote } from '../../parts/figures.tsx';
import { interval, percent } from '../../wording.ts';

export function CurveTable({ page }: { page: RunPage }): JSX.Element {
  const names: readonly (string | undefined)[] =
    page.environments.length > 1 ? [undefined, ...page.environments] : page.environments;
  const columns = names.map((name) => ({ name: name ?? 'Mean', points: pointsOf(page, name) }));
  const titles = columns[0]?.points.map(({ title }) => title) ?? [];
  return (
    <details class="as-table">
      <summary>The figures as a table</summary>
      <div class="scroller" tabIndex={0} role="region" aria-label="Figures of the curve">
        <table>
          <caption class="hidden">Success with 95 % intervals, by agent and environment</caption>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              {columns.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {titles.map((title) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {columns.map(({ name, points }) => (
                  <td key={name} class="number nowrap">
                    <Figure point={points.find((one) => one.title === title)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Figure({ point }: { point: EvolutionPoint | undefined }): JSX.Element {
  if (point === undefined) return <span class="muted">–</span>;
  return (
    <>
      {percent(point.success)} <span class="muted">{interval(point)}</span>
      <MissingNote of={point} />
    </>
  );
}
