/**
 * Rows of the trajectories a page at a time, as they come in sight. A change of the filters keeps what was shown until the
 * first page of the new answer is there; a change of the run asks for the pages in sight again.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError, TrajectoriesAnswer, TrajectoryQuery, TrajectoryRow } from '../../../api.ts';
import { api } from '../../addresses.ts';
import { ask, Refused } from '../../client.ts';

const PAGE = 200;
/** While the server is still reading, it is asked again after this long (ms). */
const AGAIN = 400;

export interface Pages {
  /** The newest answer, for its totals and facets. */
  head: TrajectoriesAnswer | undefined;
  error: ApiError | undefined;
  row: (index: number) => TrajectoryRow | undefined;
  /** Rows `first` to before `last` are in sight. */
  need: (first: number, last: number) => void;
  again: () => void;
}

interface Held {
  key: string;
  rows: Map<number, readonly TrajectoryRow[]>;
  asked: Set<number>;
  abort: AbortController;
}

export function usePages(run: string, query: TrajectoryQuery): Pages {
  const key = api.trajectories(run, query);
  const [head, setHead] = useState<TrajectoriesAnswer | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [, redraw] = useState(0);
  const [turn, setTurn] = useState(0);
  const held = useRef<Held>({ key: '', rows: new Map(), asked: new Set(), abort: new AbortController() });
  const sight = useRef({ first: 0, last: PAGE });

  const fetchPage = useCallback(
    (page: number): void => {
      const mine = held.current;
      if (mine.asked.has(page)) return;
      mine.asked.add(page);
      const url = api.trajectories(run, { ...query, offset: page * PAGE, limit: PAGE });
      ask<TrajectoriesAnswer>(url, mine.abort.signal).then(
        (answer) => {
          if (held.current !== mine) return;
          mine.rows.set(page, answer.rows);
          setError(undefined);
          setHead(answer);
          redraw((one) => one + 1);
        },
        (failed: unknown) => {
          if (mine.abort.signal.aborted || held.current !== mine) return;
          mine.asked.delete(page);
          setError(failed instanceof Refused ? failed.said : { code: 'E_VIEW', message: String(failed) });
        },
      );
    },
    [key],
  );

  useEffect(() => {
    const before = held.current;
    before.abort.abort();
    // The same question again: its rows stay until the new ones are there.
    const rows = before.key === key ? new Map(before.rows) : new Map<number, readonly TrajectoryRow[]>();
    held.current = { key, rows, asked: new Set(), abort: new AbortController() };
    if (before.key !== key) sight.current = { first: 0, last: PAGE };
    for (const page of pagesOf(sight.current)) fetchPage(page);
  }, [key, turn]);
  useEffect(() => {
    if (head === undefined || head.complete) return undefined;
    const timer = setTimeout(() => setTurn((one) => one + 1), AGAIN);
    return () => clearTimeout(timer);
  }, [head]);

  const need = useCallback(
    (first: number, last: number): void => {
      sight.current = { first, last };
      for (const page of pagesOf(sight.current)) fetchPage(page);
    },
    [fetchPage],
  );
  return {
    head,
    error,
    row: (index) => held.current.rows.get(Math.floor(index / PAGE))?.[index % PAGE],
    need,
    again: () => setTurn((one) => one + 1),
  };
}

function pagesOf({ first, last }: { first: number; last: number }): number[] {
  const [from, to] = [Math.floor(first / PAGE), Math.floor(Math.max(first, last - 1) / PAGE)];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
