/** The iterations of a run on a report's page: what each explored, learned from and came to, and its data card in words. */
import { duration, pairedText } from '../../report/format.ts';
import type { IterationView } from '../../viewer/api.ts';
import { lossChart } from '../chart.ts';
import type { Contents } from '../contents.ts';
import { CARD_COLUMNS, type CardWords } from '../data-card.ts';
import { learnedFacts, tokensText } from '../results.ts';
import { drawing, facts, html, type Markup, table } from './parts.ts';

export function iterationsSection(contents: Contents): Markup {
  const { iterations } = contents.page;
  return html`<section><h2>Iterations</h2>${iterations.map((view) => iteration(view, contents))}</section>`;
}

function iteration(view: IterationView, { page, cards }: Contents): Markup {
  const { index, reason, losses } = view;
  const head = index === 0 ? 'Cloning' : `Iteration ${index}`;
  const card = cards.get(index);
  return html`<article><h3>${head}${view.promoted === true ? ' – promoted' : ''}</h3>
${reason === '' ? '' : html`<p>${reason}</p>`}
${comparison(view)}
${facts([
  ...learnedFacts(view, page),
  ['loss', view.loss === null ? null : `${view.loss.toFixed(3)} nats a token at the end`],
  ['took', timesText(view)],
  ['tokens', view.tokens.explore === null ? null : `exploring ${tokensText(view.tokens.explore)}`],
])}
${losses.length < 2 ? '' : html`<figure><figcaption>Loss by optimiser step</figcaption>${drawing(lossChart(losses, { width: 320, height: 60 }))}</figure>`}
${card === undefined ? '' : dataCard(card)}</article>`;
}

function comparison({ comparison: compared }: IterationView): Markup | string {
  if (compared === null) return '';
  return html`<p class="muted">Against the incumbent on dev: ${pairedText(compared.total)}.</p>`;
}

/** Stages that took no time worth a word are left out. */
function timesText({ index, seconds }: IterationView): string {
  const known = Object.entries(seconds).flatMap(([stage, time]) => {
    const took = duration(time ?? 0);
    return took === duration(0) ? [] : [`${index === 0 && stage === 'explore' ? 'demonstrate' : stage} ${took}`];
  });
  return known.join(', ');
}

function dataCard({ remarks, facts: said, rows }: CardWords): Markup {
  return html`<details><summary>Data card${remarks.length === 0 ? '' : `: ${remarks.join('; ')}`}</summary>
${facts(said)}
${table(
  'What was weighed, by environment and origin',
  CARD_COLUMNS.map((title) => ({ title })),
  rows.map((cells) => ({ cells })),
)}</details>`;
}
