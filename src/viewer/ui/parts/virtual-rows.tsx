/**
 * A table of any number of rows, of which only those in sight are in the document. Rows have one height; what is above
 * and below is two empty rows. One row is the current one: arrows, Page Up and Down, Home and End move it, Enter follows
 * its link. Does not fetch: it says which rows it needs.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualRowsProps {
  label: string;
  total: number;
  /** Pixels. */
  rowHeight: number;
  columns: number;
  head: ComponentChildren;
  /** The cells of a row; the first holds its link. Undefined: not there yet. */
  cells: (index: number) => ComponentChildren | undefined;
  /** Called with the rows in sight, the last one excluded. */
  onSight: (first: number, last: number) => void;
  /** A new value goes back to the top. */
  resetOn: string;
}

/** Of the head, about: a short table ends with its last row. */
const HEAD = 44;

function fits(total: number, rowHeight: number): JSX.CSSProperties {
  const height = `${HEAD + total * rowHeight}px`;
  return { maxHeight: height, minHeight: `min(320px, ${height})` };
}

/** Rows drawn beyond the edges, so that scrolling shows no gaps. */
const BEYOND = 8;

export function VirtualRows(props: VirtualRowsProps): JSX.Element {
  const { label, total, rowHeight, columns, head, cells, onSight, resetOn } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [current, setCurrent] = useState(0);
  const wanted = useRef<number | null>(null);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useEffect(() => {
    if (box.current !== null) box.current.scrollTop = 0;
    setCurrent(0);
  }, [resetOn]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - BEYOND);
  const last = Math.min(total, Math.ceil((view.top + view.height) / rowHeight) + BEYOND);
  useEffect(() => onSight(first, last), [first, last, resetOn, total]);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const link = box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] a`);
    if (link === null || link === undefined) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });

  const moveTo = (row: number): void => {
    const element = box.current;
    const next = Math.min(total - 1, Math.max(0, row));
    if (element === null || next < 0) return;
    const header = element.querySelector('thead')?.offsetHeight ?? 0;
    const [from, to] = [next * rowHeight, (next + 1) * rowHeight];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + element.clientHeight - header)
      element.scrollTop = to - element.clientHeight + header;
    wanted.current = next;
    setCurrent(next);
  };
  const page = Math.max(1, Math.floor(view.height / rowHeight) - 2);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = (
      {
        ArrowDown: current + 1,
        j: current + 1,
        ArrowUp: current - 1,
        k: current - 1,
        PageDown: current + page,
        PageUp: current - page,
        Home: 0,
        End: total - 1,
      } as Record<string, number | undefined>
    )[event.key];
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  };
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  const reachable = current >= first && current < last ? current : first;
  return (
    <div
      class="virtual"
      ref={box}
      onKeyDown={onKeyDown}
      role="region"
      aria-label={label}
      tabIndex={-1}
      style={fits(total, rowHeight)}
    >
      <table aria-rowcount={total + 1}>
        <caption class="hidden">{label}. Arrow keys move between rows, Enter opens one.</caption>
        <thead>{head}</thead>
        <tbody>
          {first > 0 ? <Gap height={first * rowHeight} columns={columns} /> : null}
          {shown.map((index) => (
            <tr
              key={index}
              data-row={index}
              aria-rowindex={index + 2}
              class={index === reachable ? 'current' : ''}
              style={{ height: `${rowHeight}px` }}
              onFocusIn={() => setCurrent(index)}
            >
              <RowCells cells={cells(index)} columns={columns} />
            </tr>
          ))}
          {last < total ? <Gap height={(total - last) * rowHeight} columns={columns} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function RowCells({ cells, columns }: { cells: ComponentChildren | undefined; columns: number }): JSX.Element {
  if (cells !== undefined) return <>{cells}</>;
  return (
    <td colSpan={columns}>
      <span class="bone" />
    </td>
  );
}

function Gap({ height, columns }: { height: number; columns: number }): JSX.Element {
  return (
    <tr class="gap" aria-hidden="true" style={{ height: `${height}px` }}>
      <td colSpan={columns} />
    </tr>
  );
}
