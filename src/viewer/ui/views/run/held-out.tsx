/** The final report: baseline, control and promoted on tasks that decided nothing, as figures and on one scale. */
import type { JSX } from 'preact';
import type { Agent, RunPage, Score } from '../../../api.ts';
import { views } from '../../addresses.ts';
import { MissingNote } from '../../parts/figures.tsx';
import { Section } from '../../parts/page.tsx';
import { Scale } from '../../parts/scale.tsx';
import { count, interval, percent } from '../../wording.ts';

interface HeldOutProps {
  run: string;
  final: NonNullable<RunPage['final']>;
  environments: readonly string[];
}

const SAID: Record<Agent, string> = {
  baseline: 'cloned',
  control: 'cloned for as long',
  promoted: 'evolved',
};

interface Row {
  name: string;
  /** Null: the mean. */
  environment: string | null;
  scores: (Score | undefined)[];
}

export function HeldOut({ run, final, environments }: HeldOutProps): JSX.Element {
  const agents = final.agents.map(({ agent }) => agent);
  const mean: Row = { name: 'Mean', environment: null, scores: final.agents.map(({ total }) => total) };
  const each = environments.map((name): Row => {
    return { name, environment: name, scores: final.agents.map((agent) => agent.environments[name]) };
  });
  const rows = environments.length > 1 ? [mean, ...each] : each;
  const aside = <a href={views.compare(`${run}@baseline`, `${run}@promoted`)}>Task by task</a>;
  return (
    <Section id="held-out" title={`Held out, on ${final.split}`} aside={aside}>
      <div class="scroller" tabIndex={0} role="region" aria-label="Held-out results">
        <table class="held-out">
          <caption class="hidden">Success on {final.split} with 95 % intervals, by environment and agent</caption>
          <thead>
            <tr>
              <th scope="col">Environment</th>
              {agents.map((agent) => (
                <th key={agent} scope="col" class="number">
                  {agent}
                  <span class="under wide-only">{SAID[agent]}</span>
                </th>
              ))}
              <th scope="col" class="wide-only scale-head">
                <span class="hidden">On one scale</span>
                <span class="under scale-ends" aria-hidden="true">
                  <span>0</span>
                  <span>50</span>
                  <span>100{'\u202f'}%</span>
                </span>
              </th>
              <th scope="col" class="number wide-only">
                Rollouts
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.name} run={run} row={row} agents={agents} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Line({ run, row, agents }: { run: string; row: Row; agents: readonly Agent[] }): JSX.Element {
  const { name, environment, scores } = row;
  return (
    <tr class={environment === null ? 'total' : ''}>
      <th scope="row">
        {environment === null ? name : <a href={views.trajectories(run, { environment, kind: 'final' })}>{name}</a>}
      </th>
      {scores.map((score, i) => (
        <td key={agents[i]} class={agents[i] === 'promoted' ? 'number strong' : 'number'}>
          {percent(score?.success)}
          <span class="rate-interval">{score === undefined ? '' : interval(score)}</span>
          <MissingNote of={score} />
        </td>
      ))}
      <td class="wide-only">
        <Scale rates={scores.map((score, i) => ({ agent: agents[i] ?? 'baseline', rate: score }))} />
      </td>
      <td class="number wide-only">{count(scores[0]?.n)}</td>
    </tr>
  );
}
