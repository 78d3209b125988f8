/** The iterations of a run, one at a time: chosen by links, so that each has its URL. */
import type { JSX } from 'preact';
import type { IterationView, Rate, RunPage } from '../../../api.ts';
import { views } from '../../addresses.ts';
import { LossCurve } from '../../charts/loss.tsx';
import { Differences } from '../../parts/differences.tsx';
import { Section } from '../../parts/page.tsx';
import { interval, missingOf, percent, unbroken, VERDICTS } from '../../wording.ts';
import { DataCard } from './data-card.tsx';
import { Exploration } from './exploration.tsx';
import { Funnel } from './funnel.tsx';
import { StageSplit } from './stage-split.tsx';

export function Iterations({ page, selected }: { page: RunPage; selected: number }): JSX.Element {
  const shown = page.iterations.find(({ index }) => index === selected) ?? page.iterations.at(-1);
  return (
    <Section id="iterations" title="Iterations">
      <nav class="steps" aria-label="Iterations">
        {page.iterations.map((one) => (
          <a
            key={one.index}
            href={views.run(page.id, one.index)}
            aria-current={one.index === shown?.index ? 'true' : undefined}
          >
            <span class={`dot dot-${toneOf(one)}`} aria-hidden="true" />
            {one.index === 0 ? 'Cloning' : one.index}
            <span class="hidden">, {wordOf(one)}</span>
          </a>
        ))}
      </nav>
      {shown === undefined ? null : <Panel page={page} one={shown} />}
    </Section>
  );
}

function toneOf({ promoted, finished, index }: IterationView): string {
  if (index === 0 || promoted === true) return 'filled';
  return finished ? 'hollow' : 'open';
}

function wordOf({ index, finished, verdict, promoted }: IterationView): string {
  if (index === 0) return 'the cloned agent';
  if (!finished) return 'under way';
  return promoted === true ? 'promoted' : VERDICTS[verdict ?? 'reject'];
}

function Panel({ page, one }: { page: RunPage; one: IterationView }): JSX.Element {
  const { index } = one;
  const title = index === 0 ? 'Cloning' : `Iteration ${index}`;
  return (
    <div class="panel">
      <div class="panel-head">
        <h3>{index === 0 ? title : `${title}: ${wordOf(one)}`}</h3>
        <p class="links">
          {one.explored === null || index === 0 ? null : (
            <a href={views.trajectories(page.id, { kind: 'explore', iteration: index })}>Exploration</a>
          )}
          <a href={views.trajectories(page.id, { kind: 'dev', iteration: index })}>Dev rollouts</a>
          {index > 0 && one.finished ? (
            <a href={views.compare(`${page.id}@${index - 1}`, `${page.id}@${index}`)}>Against the one before</a>
          ) : null}
        </p>
      </div>
      {one.reason === '' ? null : (
        <p class="reason">
          {unbroken(one.reason)}
          {one.looks === null || one.looks < 2 ? '' : ` The gate took ${one.looks} looks.`}
        </p>
      )}
      <OnDev rate={page.curve.find(({ iteration }) => iteration === index)?.total} />
      <div class="panel-grid">
        <div>
          <Exploration run={page.id} one={one} />
          <Funnel one={one} />
        </div>
        <div>
          <StageSplit one={one} />
          <LossCurve losses={one.losses} />
          {one.loss === null ? null : (
            <p class="hint">Loss {one.loss.toFixed(4)} nats a token, over the last tenth of the steps.</p>
          )}
        </div>
      </div>
      {one.comparison === null ? null : (
        <>
          <h4>Candidate against incumbent, on the same tasks</h4>
          <Differences comparison={one.comparison} caption={`${title}: candidate against incumbent on dev`} />
        </>
      )}
      <DataCard card={one.dataCard} />
    </div>
  );
}

function OnDev({ rate }: { rate: Rate | undefined }): JSX.Element | null {
  if (rate === undefined || rate.success === null) return null;
  const figure = `On dev: ${percent(rate.success)} (${interval(rate)})`;
  return (
    <p class="hint">
      {figure}
      {rate.missing === undefined ? null : <span class="signal">, {missingOf(rate)}</span>}
    </p>
  );
}
