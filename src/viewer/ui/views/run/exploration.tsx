/** How the exploration of an iteration went: outcomes all together, success by environment. */
import type { JSX } from 'preact';
import type { IterationView, Outcome } from '../../../api.ts';
import { views } from '../../addresses.ts';
import { MissingNote, OutcomeMark, RateFigure } from '../../parts/figures.tsx';
import { count, OUTCOMES } from '../../wording.ts';

export function Exploration({ run, one }: { run: string; one: IterationView }): JSX.Element | null {
  if (one.explored === null || one.explored === 0) return null;
  const outcomes = Object.entries(one.outcomes ?? {}).filter(([, n]) => n > 0) as [Outcome, number][];
  const environments = Object.entries(one.exploration?.environments ?? {});
  return (
    <div class="block">
      <h4>Explored: {count(one.explored)} trajectories</h4>
      <ul class="outcomes">
        {outcomes.map(([outcome, n]) => (
          <li key={outcome}>
            <a href={views.trajectories(run, { kind: 'explore', iteration: one.index, outcome })}>
              <OutcomeMark outcome={outcome} silent />
              {count(n)} {OUTCOMES[outcome]}
            </a>
          </li>
        ))}
      </ul>
      <MissingNote of={one.exploration?.total} />
      {environments.length < 2 ? null : (
        <details>
          <summary>By environment</summary>
          <table class="rates">
            <caption class="hidden">Success while exploring, by environment</caption>
            <thead>
              <tr>
                <th scope="col">Environment</th>
                <th scope="col">Success</th>
                <th scope="col" class="number">
                  Rollouts
                </th>
              </tr>
            </thead>
            <tbody>
              {environments.map(([name, score]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <RateFigure rate={score} />
                  </td>
                  <td class="number">{count(score.n)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </div>
  );
}
