/** The rows of trajectories, and how a row is drawn. */
import type { JSX } from 'preact';
import type { TrajectoryQuery, TrajectoryRow, TrajectorySort } from '../../../api.ts';
import { views } from '../../addresses.ts';
import { OutcomeLabel } from '../../parts/figures.tsx';
import { type Order, SortHead, turned } from '../../parts/sort-head.tsx';
import { VirtualRows } from '../../parts/virtual-rows.tsx';
import { count, duration, placeOf, reward } from '../../wording.ts';
import type { Pages } from './pages.ts';

/** Pixels; the style sheet keeps rows to one line. */
const ROW = 32;

const HEADS: readonly { column: TrajectorySort; title: string; class?: string }[] = [
  { column: 'task', title: 'Task', class: 'col-task' },
  { column: 'environment', title: 'Environment', class: 'col-environment wide-only' },
  { column: 'iteration', title: 'Played', class: 'col-place' },
  { column: 'outcome', title: 'Outcome', class: 'col-outcome' },
  { column: 'reward', title: 'Reward', class: 'col-figure number' },
  { column: 'rounds', title: 'Rounds', class: 'col-figure number wide-only' },
  { column: 'tokens', title: 'Tokens', class: 'col-figure number wide-only' },
  { column: 'seconds', title: 'Time', class: 'col-figure number wide-only' },
];

interface TableProps {
  run: string;
  query: TrajectoryQuery;
  pages: Pages;
  total: number;
  onChange: (change: TrajectoryQuery) => void;
}

export function TrajectoryTable({ run, query, pages, total, onChange }: TableProps): JSX.Element {
  const sort = query.sort ?? 'order';
  const order: Order<TrajectorySort> = { by: sort.replace(/^-/u, '') as TrajectorySort, down: sort.startsWith('-') };
  const sortBy = (column: TrajectorySort): void => {
    const { by, down } = turned(order, column);
    onChange({ sort: down ? `-${by}` : by });
  };
  return (
    <VirtualRows
      label="Trajectories"
      total={total}
      rowHeight={ROW}
      columns={HEADS.length}
      resetOn={JSON.stringify(query)}
      onSight={pages.need}
      head={
        <tr aria-rowindex={1}>
          {HEADS.map((head) => (
            <SortHead key={head.column} {...head} order={order} onSort={sortBy} />
          ))}
        </tr>
      }
      cells={(index) => {
        const row = pages.row(index);
        return row === undefined ? undefined : <Cells run={run} row={row} />;
      }}
    />
  );
}

function Cells({ run, row }: { run: string; row: TrajectoryRow }): JSX.Element {
  return (
    <>
      <th scope="row" class="col-task">
        <a href={views.trajectory({ run, file: row.file, id: row.id })}>{row.id}</a>
      </th>
      <td class="wide-only">
        {row.environment}
        {row.group === undefined ? null : <span class="muted"> {row.group}</span>}
      </td>
      <td>{placeOf(row)}</td>
      <td>
        <OutcomeLabel outcome={row.outcome} />
        {row.parseErrors === 0 ? null : (
          <span class="badge" title={`${row.parseErrors} turns held no action`}>
            {row.parseErrors} unread
          </span>
        )}
      </td>
      <td class="number">{reward(row.reward)}</td>
      <td class="number wide-only">{row.rounds}</td>
      <td class="number wide-only">{count(row.tokens)}</td>
      <td class="number wide-only nowrap">{duration(row.seconds)}</td>
    </>
  );
}
