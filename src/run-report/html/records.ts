/** What stands behind a report's figures: stages, lineage, settings, and how to do it again. */
import { missingWords } from '../../evaluate/missing.ts';
import { duration, percent } from '../../report/format.ts';
import type { LineageRow, RunPage } from '../../viewer/api.ts';
import type { Contents } from '../contents.ts';
import { REPEAT, repeatWords, tokensText } from '../results.ts';
import { html, type Markup, table, withMissing } from './parts.ts';

export function recordsSection({ page, faults }: Contents): Markup {
  return html`<section><h2>Records</h2>${stages(page)}${lineage(page.lineage)}${notes('Warnings', page.warnings)}${notes('What could not be read', faults)}</section>`;
}

function stages({ stages: list }: RunPage): Markup {
  const rows = list.map(({ title, iteration, seconds, tokens }) => ({
    cells: [
      iteration === null ? title : `iteration ${iteration}: ${title}`,
      duration(seconds),
      tokens === undefined ? '' : tokensText(tokens),
    ],
  }));
  const columns = [{ title: 'stage' }, { title: 'time' }, { title: 'tokens' }];
  return html`<details><summary>Stages, with time and tokens</summary>${table('In the order in which they were finished', columns, rows)}</details>`;
}

function lineage(list: readonly LineageRow[]): Markup | string {
  if (list.length === 0) return '';
  const rows = list.map(({ id, role, parent, iteration, demonstrations, explored, steps, dev, reason }) => ({
    cells: [
      id,
      role === 'base' ? 'base' : `${role} ${iteration}`,
      parent ?? '',
      demonstrations + explored,
      steps,
      dev === null ? '' : withMissing(percent(dev.success), dev.missing === undefined ? '' : missingWords(dev.missing)),
      reason,
    ],
  }));
  const columns = ['checkpoint', 'role', 'parent', 'trajectories', 'steps', 'dev', 'verdict'];
  return html`<details><summary>Lineage of checkpoints</summary>${table(
    'Oldest first',
    columns.map((title) => ({ title, text: title === 'verdict' })),
    rows,
  )}</details>`;
}

function notes(title: string, list: readonly string[]): Markup | string {
  if (list.length === 0) return '';
  return html`<h3>${title}</h3><ul>${list.map((note) => html`<li>${note}</li>`)}</ul>`;
}

export function repeatSection(page: RunPage): Markup {
  const { before, after } = repeatWords(page);
  const { config } = page;
  return html`<section><h2>How to repeat it</h2>
<p>${before}</p>
<pre>${REPEAT}</pre>
<p class="muted">${after}</p>
${config === null ? '' : html`<details><summary>config.resolved.yaml</summary><pre>${config}</pre></details>`}</section>`;
}
