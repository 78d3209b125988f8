/** All runs under the folder: a table to sort, filter, and pick two of to compare. Follows the runs as they change. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RunRow, RunsAnswer } from '../../api.ts';
import { api, views } from '../addresses.ts';
import { useAnswer, useEvents } from '../client.ts';
import { RateFigure, StateLabel } from '../parts/figures.tsx';
import { Page } from '../parts/page.tsx';
import { type Order, SortHead, turned } from '../parts/sort-head.tsx';
import { Answered, Empty } from '../parts/states.tsx';
import { go, urlOf, usePlace } from '../router.ts';
import { about, duration, moment, percent } from '../wording.ts';

type Column = 'name' | 'state' | 'model' | 'promoted' | 'iterations' | 'seconds' | 'cost' | 'started';

const HEADS: readonly { column: Column; title: string; class?: string }[] = [
  { column: 'name', title: 'Run' },
  { column: 'state', title: 'State' },
  { column: 'model', title: 'Model and environments', class: 'wide-only' },
  { column: 'promoted', title: 'Baseline → promoted' },
  { column: 'iterations', title: 'Iterations', class: 'number wide-only' },
  { column: 'seconds', title: 'Time', class: 'number' },
  { column: 'cost', title: 'Tokens, cost', class: 'number wide-only' },
  { column: 'started', title: 'Started', class: 'wide-only' },
];

const KEYS: Record<Column, (row: RunRow) => string | number | null> = {
  name: ({ name }) => name,
  state: ({ state }) => state,
  model: ({ model }) => model,
  promoted: ({ promoted }) => promoted?.success ?? null,
  iterations: ({ done }) => done.iterations,
  seconds: ({ seconds }) => seconds,
  cost: ({ cost, tokens }) => cost ?? tokens?.completion ?? null,
  started: ({ started }) => started,
};

export function RunsView(): JSX.Element {
  const asked = useAnswer<RunsAnswer>(api.runs);
  useEvents(api.runsEvents, { changed: asked.again });
  return (
    <Page title="Runs" aside={asked.answer === undefined ? null : <code class="folder">{asked.answer.folder}</code>}>
      <Answered asked={asked} what="Looking for runs">
        {({ runs, folder }) => (runs.length === 0 ? <NoRuns folder={folder} /> : <Runs runs={runs} />)}
      </Answered>
    </Page>
  );
}

function NoRuns({ folder }: { folder: string }): JSX.Element {
  return (
    <Empty title="There is no run here yet.">
      <p>
        Runs under <code>{folder}</code> appear here as they begin. A first one takes under a minute:
      </p>
      <pre>npx agentgym evolve --config configs/smoke.yaml</pre>
    </Empty>
  );
}

/** In any case, in whatever a row shows as text; every word has to be there. */
function matches(row: RunRow, text: string): boolean {
  const all = [row.name, row.path, row.state, row.model ?? '', ...row.environments].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => all.includes(word));
}

function sorted(rows: readonly RunRow[], { by, down }: Order<Column>): RunRow[] {
  const key = KEYS[by];
  return rows.toSorted((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    return down ? -order : order;
  });
}

function Runs({ runs }: { runs: readonly RunRow[] }): JSX.Element {
  const { query } = usePlace();
  const text = query.get('text') ?? '';
  const by = HEADS.find(({ column }) => column === query.get('sort'))?.column ?? 'started';
  const order: Order<Column> = { by, down: query.get('down') !== '0' };
  const [picked, setPicked] = useState<readonly string[]>([]);
  const shown = sorted(
    runs.filter((row) => matches(row, text)),
    order,
  );
  const show = (change: { text?: string; order?: Order<Column> }): void => {
    const next = change.order ?? order;
    go(urlOf(views.runs, { text: change.text ?? text, sort: next.by, down: next.down ? undefined : 0 }), true);
  };
  const pick = (id: string): void =>
    setPicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before.slice(-1), id]));
  const [first, second] = picked;
  return (
    <>
      <div class="toolbar">
        <label class="field grow">
          <span>Filter</span>
          <input
            type="search"
            value={text}
            placeholder="name, model, environment, state"
            onInput={({ currentTarget }) => show({ text: currentTarget.value })}
          />
        </label>
        {first !== undefined && second !== undefined ? (
          <a class="button primary" href={views.compare(first, second)}>
            Compare the two
          </a>
        ) : (
          <p class="hint">{picked.length === 0 ? 'Pick two runs to compare them.' : 'Pick one more to compare.'}</p>
        )}
      </div>
      <div class="scroller" tabIndex={0} role="region" aria-label="Runs">
        <table class="runs">
          <caption class="hidden">Runs, with the success of their first and their promoted agents</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">Compare</span>
              </th>
              {HEADS.map((head) => (
                <SortHead
                  key={head.column}
                  {...head}
                  order={order}
                  onSort={(column) => show({ order: turned(order, column) })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <RunLine key={row.id} row={row} picked={picked.includes(row.id)} onPick={() => pick(row.id)} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 ? <p class="hint">No run matches this filter.</p> : null}
      <p class="hint" role="status">
        {shown.length === runs.length ? '' : `${shown.length} of ${runs.length} runs`}
      </p>
    </>
  );
}

function RunLine({ row, picked, onPick }: { row: RunRow; picked: boolean; onPick: () => void }): JSX.Element {
  const { id, name, path, state, progress, model, environments, baseline, promoted, done } = row;
  return (
    <tr class={picked ? 'picked' : ''}>
      <td>
        <input type="checkbox" checked={picked} onChange={onPick} aria-label={`Compare ${name}, ${path}`} />
      </td>
      <th scope="row">
        <a href={views.run(id)}>{name}</a>
        {path === name ? null : <span class="under">{path}</span>}
        {row.faults.length === 0 ? null : <span class="under signal">{row.faults[0]}</span>}
      </th>
      <td>
        <StateLabel state={state} />
        {progress === null ? null : (
          <span class="under">
            {progress.title} {percent(progress.total > 0 ? progress.done / progress.total : 0, 0)}
          </span>
        )}
      </td>
      <td class="wide-only">
        {model ?? '–'}
        <span class="under">{environments.join(', ')}</span>
      </td>
      <td>
        <RateFigure rate={baseline} mark="hollow" />
        {promoted === null ? null : <RateFigure rate={promoted} tone="accent" />}
        {row.split === 'dev' && promoted !== null ? <span class="under">on dev, so far</span> : null}
      </td>
      <td class="number wide-only">
        {done.iterations}
        {done.of === null ? '' : ` of ${done.of}`}
      </td>
      <td class="number">{duration(row.seconds)}</td>
      <td class="number wide-only">
        {row.tokens === null ? '–' : about(row.tokens.prompt + row.tokens.completion)}
        {row.cost === null ? null : <span class="under">{row.cost.toFixed(2)}</span>}
      </td>
      <td class="wide-only nowrap">{moment(row.started)}</td>
    </tr>
  );
}
