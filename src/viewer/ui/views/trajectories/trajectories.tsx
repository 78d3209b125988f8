/** All trajectories of a run: filters, whose values are in the URL, and a table that fetches what is in sight. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunChanged, TrajectoryQuery } from '../../../api.ts';
import { api, views } from '../../addresses.ts';
import { useEvents } from '../../client.ts';
import { Page, RunTabs } from '../../parts/page.tsx';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { go, usePlace } from '../../router.ts';
import { count, plural } from '../../wording.ts';
import { Filters } from './filters.tsx';
import { usePages } from './pages.ts';
import { queryOf } from './query.ts';
import { TrajectoryTable } from './table.tsx';

export function TrajectoriesView({ run }: { run: string }): JSX.Element {
  const { query: given } = usePlace();
  const query = useMemo(() => queryOf(given), [given.toString()]);
  const pages = usePages(run, query);
  useEvents(api.runEvents(run), {
    changed: (data) => {
      if ((data as RunChanged).what.includes('trajectories')) pages.again();
    },
  });
  const show = (change: TrajectoryQuery): void => go(views.trajectories(run, { ...query, ...change }), true);
  const { head } = pages;
  return (
    <Page title="Trajectories" trail={<Trail run={run} />}>
      <RunTabs run={run} here="trajectories" />
      <Filters query={query} facets={head?.facets} onChange={show} />
      {head === undefined ? null : (
        <p class="found" role="status">
          {head.total === head.of
            ? plural(head.of, 'trajectory', 'trajectories')
            : `${count(head.total)} of ${plural(head.of, 'trajectory', 'trajectories')}`}
          {head.complete ? '' : `, still looking: ${Math.round(100 * head.share)} % read`}
          {head.damaged === 0 ? '' : `; ${plural(head.damaged, 'line')} could not be read`}
        </p>
      )}
      {pages.error !== undefined ? <Failed asked={pages} /> : null}
      {pages.error === undefined && head === undefined ? <Waiting what="Reading the trajectories" /> : null}
      {head !== undefined && head.total === 0 && head.complete ? <Nothing run={run} any={head.of > 0} /> : null}
      {head !== undefined && head.total > 0 ? (
        <TrajectoryTable run={run} query={query} pages={pages} total={head.total} onChange={show} />
      ) : null}
    </Page>
  );
}

function Trail({ run }: { run: string }): JSX.Element {
  return (
    <>
      <a href={views.runs}>Runs</a> <span aria-hidden="true">/</span> <a href={views.run(run)}>{run}</a>
    </>
  );
}

function Nothing({ run, any }: { run: string; any: boolean }): JSX.Element {
  return any ? (
    <Empty title="No trajectory matches these filters.">
      <p>
        <a href={views.trajectories(run)}>Show all of them</a>
      </p>
    </Empty>
  ) : (
    <Empty title="This run has no trajectories yet.">
      <p>They appear here as rollouts finish.</p>
    </Empty>
  );
}
