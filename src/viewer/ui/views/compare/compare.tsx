/** Two runs, or two states of one, on the tasks that both played: by how much they differ, and in which tasks. */
import type { JSX } from 'preact';
import type { ComparisonView, Rate, RunsAnswer, TaskPair } from '../../../api.ts';
import { api, views } from '../../addresses.ts';
import { useAnswer } from '../../client.ts';
import { Differences } from '../../parts/differences.tsx';
import { RateFigure } from '../../parts/figures.tsx';
import { Notes } from '../../parts/notes.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { go, usePlace } from '../../router.ts';
import { missingPairs, points, pValue } from '../../wording.ts';
import { SidePicker } from './side-picker.tsx';
import { TaskPairs } from './task-pairs.tsx';

export function CompareView(): JSX.Element {
  const { query } = usePlace();
  const runs = useAnswer<RunsAnswer>(api.runs);
  const [a, b] = [query.get('a') ?? '', query.get('b') ?? ''];
  const both = a !== '' && b !== '';
  const asked = useAnswer<ComparisonView>(both ? api.compare(a, b) : null);
  return (
    <Page title="Compare">
      <Answered asked={runs} what="Looking for runs">
        {(answer) => (
          <div class="toolbar sides">
            <SidePicker title="A" value={a} runs={answer.runs} onChange={(side) => show(side, b)} />
            <button type="button" class="plain swap" onClick={() => show(b, a)} disabled={!both}>
              Swap
            </button>
            <SidePicker title="B" value={b} runs={answer.runs} onChange={(side) => show(a, side)} />
          </div>
        )}
      </Answered>
      {both ? (
        <Answered asked={asked} what="Comparing task by task">
          {(view) => <Compared view={view} asked={{ a, b, environment: query.get('environment') }} />}
        </Answered>
      ) : (
        <Empty title="Choose two sides.">
          <p>A side is a run as it ended, or the agent of one of its iterations.</p>
        </Empty>
      )}
    </Page>
  );
}

function show(a: string, b: string): void {
  go(views.compare(a, b), true);
}

/** What the URL asks for. */
interface AskedFor {
  a: string;
  b: string;
  /** Whose gained and lost tasks are shown; null: all. */
  environment: string | null;
}

function Compared({ view, asked }: { view: ComparisonView; asked: AskedFor }): JSX.Element {
  const { a, b, total, split, notes } = view;
  const { difference, low, high } = total.success;
  return (
    <>
      <p class="verdict">
        {difference === null
          ? 'They share no task that both have finished.'
          : `B (${b.title}) against A (${a.title}), on ${split}: ${points(difference)} points (${points(low)} to ${points(high)}), ` +
            `${total.gained} ${total.gained === 1 ? 'task' : 'tasks'} gained and ${total.lost} lost of ${total.pairs}, p ${pValue(total.p)}${total.bounds === undefined ? '' : `; ${missingPairs(total)}`}.`}
      </p>
      <Notes title="note" texts={notes} />
      <Section id="differences" title="By environment">
        <Differences
          comparison={view}
          caption={`${b.title} against ${a.title}`}
          extra={{
            heads: ['A', 'B'],
            hrefOf: (name) => views.compare(asked.a, asked.b, name),
            cells: (name) => (
              <>
                <td>
                  <RateFigure rate={rateOf(a, name)} mark="hollow" />
                </td>
                <td>
                  <RateFigure rate={rateOf(b, name)} tone="accent" />
                </td>
              </>
            ),
          }}
        />
      </Section>
      <div class="two">
        <TaskPairs id="gained" title="Gained" pairs={pairsOf(view.gained, asked)} a={a} b={b} />
        <TaskPairs id="lost" title="Lost" pairs={pairsOf(view.lost, asked)} a={a} b={b} />
      </div>
      {asked.environment === null ? null : (
        <p class="hint only">
          Only tasks of {asked.environment}.{' '}
          <a href={views.compare(asked.a, asked.b)}>Show those of all environments</a>
        </p>
      )}
    </>
  );
}

function rateOf(side: ComparisonView['a'], name: string | null): Rate | undefined {
  return name === null ? side.total : side.environments[name];
}

function pairsOf(pairs: readonly TaskPair[], { environment }: AskedFor): readonly TaskPair[] {
  return environment === null ? pairs : pairs.filter((pair) => pair.environment === environment);
}
