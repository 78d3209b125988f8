/** Every task against every place where it was played: what the agent learned, and what it forgot, at a glance. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Column, RunPage, TaskRow, TasksAnswer } from '../../../api.ts';
import { api, views } from '../../addresses.ts';
import { useAnswer } from '../../client.ts';
import { Page, RunTabs } from '../../parts/page.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { VirtualRows } from '../../parts/virtual-rows.tsx';
import { go, usePlace } from '../../router.ts';
import { plural } from '../../wording.ts';

const ROW = 30;
const nothing = (): void => undefined;

export function TasksView({ run }: { run: string }): JSX.Element {
  const { query } = usePlace();
  const page = useAnswer<RunPage>(api.run(run));
  const environment = query.get('environment') ?? page.answer?.environments[0];
  const asked = useAnswer<TasksAnswer>(environment === undefined ? null : api.tasks(run, environment));
  const trail = (
    <>
      <a href={views.runs}>Runs</a> <span aria-hidden="true">/</span> <a href={views.run(run)}>{run}</a>
    </>
  );
  return (
    <Page title="Tasks" trail={trail}>
      <RunTabs run={run} here="tasks" />
      <Answered asked={page} what="Reading the run">
        {({ environments }) => (
          <>
            <div class="toolbar">
              <label class="field">
                <span>Environment</span>
                <select
                  value={environment}
                  onChange={({ currentTarget }) => go(views.tasks(run, currentTarget.value), true)}
                >
                  {environments.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            <Answered asked={asked} what="Reading the tasks">
              {(answer) => <Matrix run={run} answer={answer} />}
            </Answered>
          </>
        )}
      </Answered>
    </Page>
  );
}

type Split = 'explored' | 'dev' | 'held out';
const SPLITS: readonly Split[] = ['dev', 'held out', 'explored'];

function splitOf({ kind }: Column): Split {
  return kind === 'dev' ? 'dev' : kind === 'final' ? 'held out' : 'explored';
}

/** Tasks of different splits never meet in a row, so each split is a table of its own. */
function Matrix({ run, answer }: { run: string; answer: TasksAnswer }): JSX.Element {
  const has = (split: Split): number[] => answer.columns.flatMap((one, i) => (splitOf(one) === split ? [i] : []));
  const there = SPLITS.filter((split) => has(split).some((i) => answer.tasks.some(({ played }) => played[i] !== null)));
  const [chosen, choose] = useState<Split | undefined>(undefined);
  const [changed, setChanged] = useState(false);
  const split = chosen ?? there[0];
  const indices = useMemo(() => (split === undefined ? [] : has(split)), [answer, split]);
  const rows = useMemo(
    () =>
      answer.tasks.filter(
        ({ played }) => indices.some((i) => played[i] !== null) && (!changed || differs(played, indices)),
      ),
    [answer, indices, changed],
  );
  if (split === undefined) return <Empty title="No task of this environment has been played yet." />;
  return (
    <>
      <div class="toolbar">
        <fieldset class="choice">
          <legend class="hidden">Tasks</legend>
          {there.map((one) => (
            <label key={one}>
              <input type="radio" name="split" checked={one === split} onChange={() => choose(one)} />
              <span>{one}</span>
            </label>
          ))}
        </fieldset>
        <label class="switch">
          <input
            type="checkbox"
            checked={changed}
            onChange={({ currentTarget }) => setChanged(currentTarget.checked)}
          />
          Only tasks that changed
        </label>
        <p class="hint" role="status">
          {plural(rows.length, 'task')}
        </p>
      </div>
      {rows.length === 0 ? (
        <Empty title="No task changed." />
      ) : (
        <VirtualRows
          label="Tasks"
          total={rows.length}
          rowHeight={ROW}
          columns={indices.length + 1}
          resetOn={`${split} ${changed} ${rows[0]?.environment}`}
          onSight={nothing}
          head={
            <tr>
              <th scope="col" class="col-task">
                Task
              </th>
              {indices.map((i) => (
                <th key={i} scope="col">
                  {answer.columns[i]?.title}
                </th>
              ))}
            </tr>
          }
          cells={(index) => {
            const row = rows[index];
            return row === undefined ? undefined : <Cells run={run} row={row} indices={indices} />;
          }}
        />
      )}
    </>
  );
}

function differs(played: TaskRow['played'], indices: readonly number[]): boolean {
  const shares = indices.flatMap((i) => {
    const one = played[i];
    return one === null || one === undefined || one.rollouts === one.errors
      ? []
      : [one.successes / (one.rollouts - one.errors)];
  });
  return shares.some((share) => share !== shares[0]);
}

function Cells({ run, row, indices }: { run: string; row: TaskRow; indices: readonly number[] }): JSX.Element {
  return (
    <>
      <th scope="row" class="col-task">
        <a href={views.task(run, row.environment, row.task)}>{row.task}</a>
        {row.group === undefined ? null : <span class="muted"> {row.group}</span>}
      </th>
      {indices.map((i) => (
        <td key={i}>
          <Played one={row.played[i] ?? null} />
        </td>
      ))}
    </>
  );
}

/** The share of successes as how full a mark is, and as figures. */
function Played({ one }: { one: TaskRow['played'][number] }): JSX.Element {
  if (one === null) return <span class="muted">·</span>;
  const share = one.rollouts === 0 ? 0 : one.successes / one.rollouts;
  return (
    <span class="played">
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.5" class="played-ring" />
        <circle cx="6" cy="6" r={4.5 * Math.sqrt(share)} class="played-share" />
      </svg>
      {one.successes}
      <span class="muted">/{one.rollouts}</span>
      {one.errors === 0 ? null : <span class="signal"> {plural(one.errors, 'error')}</span>}
    </span>
  );
}
