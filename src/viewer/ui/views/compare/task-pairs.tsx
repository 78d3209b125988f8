/** Tasks that one side solved and the other did not, with both trajectories to open. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Side, TaskPair, TrajectoryRow } from '../../../api.ts';
import { views } from '../../addresses.ts';
import { OutcomeMark } from '../../parts/figures.tsx';
import { Section } from '../../parts/page.tsx';
import { count, OUTCOMES, reward } from '../../wording.ts';

interface TaskPairsProps {
  id: string;
  title: string;
  pairs: readonly TaskPair[];
  a: Side;
  b: Side;
}

/** More are shown when asked for. */
const FEW = 25;

export function TaskPairs({ id, title, pairs, a, b }: TaskPairsProps): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? pairs : pairs.slice(0, FEW);
  return (
    <Section id={id} title={`${title}: ${count(pairs.length)}`}>
      {pairs.length === 0 ? (
        <p class="hint">None.</p>
      ) : (
        <table class="pairs">
          <caption class="hidden">Tasks {title.toLowerCase()}, with the rollouts of both sides</caption>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((pair) => (
              <tr key={`${pair.environment} ${pair.task}`}>
                <th scope="row">
                  {a.run === b.run ? (
                    <a href={views.task(a.run, pair.environment, pair.task)}>{pair.task}</a>
                  ) : (
                    pair.task
                  )}
                </th>
                <td>
                  <Opened side={a} row={pair.a} label="A" task={pair.task} />
                </td>
                <td>
                  <Opened side={b} row={pair.b} label="B" task={pair.task} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length === pairs.length ? null : (
        <button type="button" onClick={() => setAll(true)}>
          Show all {count(pairs.length)}
        </button>
      )}
    </Section>
  );
}

interface OpenedProps {
  side: Side;
  row: TrajectoryRow | null;
  label: string;
  task: string;
}

function Opened({ side, row, label, task }: OpenedProps): JSX.Element {
  if (row === null) return <span class="muted">–</span>;
  return (
    <a
      class="opened"
      href={views.trajectory({ run: side.run, file: row.file, id: row.id })}
      aria-label={`${task} by ${label}: ${OUTCOMES[row.outcome]}, reward ${reward(row.reward)}`}
    >
      <OutcomeMark outcome={row.outcome} silent /> {reward(row.reward)}
    </a>
  );
}
