/** One task everywhere it was played, side by side: what the agent did before, and what it does now. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SameTask, TrajectoryView } from '../../../api.ts';
import { api, views } from '../../addresses.ts';
import { useAnswer } from '../../client.ts';
import { OutcomeLabel, OutcomeMark } from '../../parts/figures.tsx';
import { Page, RunTabs } from '../../parts/page.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { OUTCOMES, reward } from '../../wording.ts';

interface TaskProps {
  run: string;
  environment: string;
  task: string;
}

export function TaskView({ run, environment, task }: TaskProps): JSX.Element {
  const asked = useAnswer<SameTask>(api.tasks(run, environment, task));
  const trail = (
    <>
      <a href={views.runs}>Runs</a> <span aria-hidden="true">/</span> <a href={views.run(run)}>{run}</a>{' '}
      <span aria-hidden="true">/</span> <a href={views.tasks(run, environment)}>{environment}</a>
    </>
  );
  const group = asked.answer?.group;
  return (
    <Page title={task} trail={trail} aside={group === undefined ? null : <span class="muted">{group}</span>}>
      <RunTabs run={run} here={null} />
      <Answered asked={asked} what="Reading the trajectories of this task">
        {(answer) => <SideBySide run={run} answer={answer} />}
      </Answered>
    </Page>
  );
}

function SideBySide({ run, answer }: { run: string; answer: SameTask }): JSX.Element {
  const columns = answer.columns.filter(({ rollouts }) => rollouts > 0);
  if (columns.length === 0) return <Empty title="This task has not been played." />;
  const task = columns.flatMap(({ trajectories }) => trajectories)[0];
  const goal = task?.turns.find(({ kind, round }) => kind === 'observation' && round === 0);
  return (
    <>
      {goal === undefined ? null : <div class="goal text">{goal.content}</div>}
      <div class="side-by-side" tabIndex={0} role="region" aria-label="Trajectories side by side">
        {columns.map((column) => (
          <Beside key={column.file} run={run} column={column} />
        ))}
      </div>
    </>
  );
}

function Beside({ run, column }: { run: string; column: SameTask['columns'][number] }): JSX.Element {
  const [chosen, choose] = useState(0);
  const shown = column.trajectories[chosen] ?? column.trajectories[0];
  const id = `column-${column.file}`;
  return (
    <section class="beside" aria-labelledby={id}>
      <h2 id={id}>{column.title}</h2>
      <p class="hint">
        {column.successes} of {column.rollouts} solved it
      </p>
      {column.trajectories.length < 2 ? null : (
        <div class="marks" role="group" aria-label="Samples">
          {column.trajectories.map((one, i) => (
            <button
              key={one.id}
              type="button"
              class="plain"
              aria-pressed={i === chosen}
              aria-label={`Sample ${one.sample}: ${OUTCOMES[one.outcome]}`}
              onClick={() => choose(i)}
            >
              <OutcomeMark outcome={one.outcome} silent />
            </button>
          ))}
        </div>
      )}
      {shown === undefined ? null : <Short run={run} one={shown} />}
    </section>
  );
}

/** Actions and what came of them, without what is the same everywhere. */
function Short({ run, one }: { run: string; one: TrajectoryView }): JSX.Element {
  const turns = one.turns.filter(({ kind, round }) => kind !== 'instructions' && round > 0);
  return (
    <>
      <p class="beside-head">
        <OutcomeLabel outcome={one.outcome} /> <span class="number">{reward(one.reward)}</span>{' '}
        <a href={views.trajectory({ run, file: one.file, id: one.id })}>Replay</a>
      </p>
      <ol class="short">
        {turns.map((turn, i) =>
          turn.kind === 'turn' ? (
            <li key={i} class={turn.parseError === undefined ? 'short-turn' : 'short-turn unread'}>
              {turn.thought === undefined || turn.thought === '' ? null : <p class="thought">{turn.thought}</p>}
              <p class="action">{turn.action ?? turn.content}</p>
              {turn.parseError === undefined ? null : <p class="why">No action: {turn.parseError}</p>}
            </li>
          ) : (
            <li key={i} class="short-heard">
              {turn.content}
            </li>
          ),
        )}
      </ol>
    </>
  );
}
