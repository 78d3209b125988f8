/** The same task in the rest of the run: how it went there, each a click away. */
import type { JSX } from 'preact';
import type { SameTask, TrajectoryView } from '../../../api.ts';
import { api, type TrajectoryName, views } from '../../addresses.ts';
import { useAnswer } from '../../client.ts';
import { OutcomeMark } from '../../parts/figures.tsx';
import { OUTCOMES, reward } from '../../wording.ts';

export function Elsewhere({ name, one }: { name: TrajectoryName; one: TrajectoryView }): JSX.Element | null {
  const { answer, error } = useAnswer<SameTask>(api.tasks(name.run, one.environment, one.task));
  // The place is kept while it is looked for, so that what is below stays where it is.
  const columns = answer?.columns.filter(({ rollouts }) => rollouts > 0) ?? [];
  return (
    <section class="elsewhere" aria-labelledby="elsewhere">
      <div class="section-head">
        <h2 id="elsewhere">This task in the run</h2>
        {columns.length < 2 ? null : <a href={views.task(name.run, one.environment, one.task)}>Side by side</a>}
      </div>
      {answer === undefined ? <p class="hint looking">{error?.message ?? 'Looking for it …'}</p> : null}
      <ul>
        {columns.map((column) => (
          <li key={column.file}>
            <span>{column.title}</span>
            <span class="marks">
              {column.trajectories.map((other) => {
                const here = other.file === name.file && other.id === name.id;
                return (
                  <a
                    key={other.id}
                    href={views.trajectory({ run: name.run, file: other.file, id: other.id })}
                    aria-current={here ? 'true' : undefined}
                    aria-label={`${column.title}, sample ${other.sample}: ${OUTCOMES[other.outcome]}, reward ${reward(other.reward)}`}
                  >
                    <OutcomeMark outcome={other.outcome} silent />
                  </a>
                );
              })}
            </span>
            <span class="number">
              {column.successes} of {column.rollouts}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
