/** The head of a column that sorts by it: a button, and the order told to those who do not see the arrow. */
import type { JSX } from 'preact';

export interface Order<C extends string> {
  by: C;
  down: boolean;
}

/** The order after a click on a column's head: the other way round, or by that column, greatest first. */
export function turned<C extends string>(order: Order<C>, column: C): Order<C> {
  return order.by === column ? { by: column, down: !order.down } : { by: column, down: true };
}

interface SortHeadProps<C extends string> {
  column: C;
  title: string;
  class?: string;
  order: Order<C>;
  onSort: (column: C) => void;
}

export function SortHead<C extends string>(props: SortHeadProps<C>): JSX.Element {
  const { column, title, order, onSort } = props;
  const active = order.by === column;
  const sort = !active ? 'none' : order.down ? 'descending' : 'ascending';
  return (
    <th scope="col" class={props.class ?? ''} aria-sort={sort}>
      <button type="button" class={active ? 'sort active' : 'sort'} onClick={() => onSort(column)}>
        {title}
        <span aria-hidden="true">{!active ? '' : order.down ? '↓' : '↑'}</span>
      </button>
    </th>
  );
}
