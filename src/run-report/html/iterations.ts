/** The iterations of a run on a report's page: what each explored, learned from and came to, and its data card in words. */
import type { DataCard } from '../../data-card/card.ts';
import { remarksOf } from '../../data-card/remarks.ts';
import { duration } from '../../report/format.ts';
import type { IterationView } from '../../viewer/api.ts';
import { lossChart } from '../chart.ts';
import { againstText, tokensText } from '../results.ts';
import { drawing, facts, html, type Markup, table } from './parts.ts';

export function iterationsSection(iterations: readonly IterationView[]): Markup {
  return html`<section><h2>Iterations</h2>${iterations.map(iteration)}</section>`;
}

function iteration(view: IterationView): Markup {
  const { index, explored, kept, reason, losses } = view;
  const head = index === 0 ? 'Cloning' : `Iteration ${index}`;
  return html`<article><h3>${head}${view.promoted === true ? ' – promoted' : ''}</h3>
${reason === '' ? '' : html`<p>${reason}</p>`}
${comparison(view)}
${facts([
  ['explored', explored === null ? null : `${explored.toLocaleString('en')} trajectories${outcomesText(view)}`],
  ['trained on', kept === null ? null : `${kept.toLocaleString('en')} examples${worthText(view)}`],
  ['left out', view.dropped.map(({ count, why }) => `${count.toLocaleString('en')}: ${why}`).join('; ')],
  ['loss', view.loss === null ? null : `${view.loss.toFixed(3)} nats a token at the end`],
  ['took', timesText(view)],
  ['tokens', view.tokens.explore === null ? null : `exploring ${tokensText(view.tokens.explore)}`],
])}
${losses.length < 2 ? '' : html`<figure><figcaption>Loss by optimiser step</figcaption>${drawing(lossChart(losses, { width: 320, height: 60 }))}</figure>`}
${dataCard(view)}</article>`;
}

function comparison({ comparison: compared }: IterationView): Markup | string {
  if (compared === null) return '';
  return html`<p class="muted">Against the incumbent on dev: ${againstText(compared.total)}.</p>`;
}

function outcomesText({ outcomes }: IterationView): string {
  const known = Object.entries(outcomes ?? {}).filter(([, count]) => count > 0);
  return known.length === 0
    ? ''
    : `: ${known.map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ')}`;
}

function worthText({ effectiveSampleSize: size }: IterationView): string {
  return size === null ? '' : `, worth ${size.toFixed(0)} of equal weight`;
}

function timesText({ seconds }: IterationView): string {
  const known = Object.entries(seconds).flatMap(([stage, time]) =>
    time === null ? [] : [`${stage} ${duration(time)}`],
  );
  return known.join(', ');
}

/** What the run wrote as data-card.json; one of another version is left to be read there. */
function dataCard({ dataCard: said }: IterationView): Markup | string {
  const card = said as DataCard | null;
  if (card?.version !== 1) return '';
  const rows = Object.entries(card.environments).flatMap(([name, parts]) =>
    Object.entries(parts).map(([origin, part]) => ({
      cells: [
        `${name}, ${origin}`,
        part.trajectories,
        part.tasks,
        part.duplicates,
        part.sequences.mean?.toFixed(2) ?? 'n/a',
        part.entropy.perToken?.toFixed(3) ?? 'n/a',
        part.parseErrors,
      ],
    })),
  );
  const columns = ['data', 'trajectories', 'tasks', 'duplicates', 'sequences a task', 'nats a token', 'parse errors'];
  const remarks = remarksOf(card);
  return html`<details><summary>Data card${remarks.length === 0 ? '' : `: ${remarks.join('; ')}`}</summary>
${table(
  'What was weighed, by environment and origin',
  columns.map((title) => ({ title })),
  rows,
)}
${card.dev.lastIteration === undefined ? '' : against(card.dev.lastIteration)}</details>`;
}

function against({ iteration: m, tasks, gained, forgotten }: NonNullable<DataCard['dev']['lastIteration']>): Markup {
  return html`<p>Of ${tasks} dev tasks, against ${m === 0 ? 'the cloned agent' : `iteration ${m}`}: ${gained.count} gained${named(gained.tasks)}, ${forgotten.count} forgotten${named(forgotten.tasks)}.</p>`;
}

function named(tasks: readonly string[]): string {
  return tasks.length === 0 ? '' : ` (${tasks.slice(0, 8).join(', ')}${tasks.length > 8 ? ', …' : ''})`;
}
