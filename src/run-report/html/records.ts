/** What stands behind a report's figures: stages, lineage, settings, and how to do it again. */
import { duration, percent } from '../../report/format.ts';
import type { LineageRow, RunPage } from '../../viewer/api.ts';
import { tokensText } from '../results.ts';
import { html, type Markup, table } from './parts.ts';

export function recordsSection(page: RunPage): Markup {
  return html`<section><h2>Records</h2>${stages(page)}${lineage(page.lineage)}${notes('Warnings', page.warnings)}${notes('What could not be read', page.faults)}</section>`;
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
      dev === null ? '' : percent(dev.success),
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

export function repeatSection({ config, version, seed }: RunPage): Markup {
  return html`<section><h2>How to repeat it</h2>
<p>With agentgym ${version ?? 'of the same version'}, the settings below in a file of their own${seed === null ? '' : ` (the seed, ${seed}, is among them)`}:</p>
<pre>npx agentgym evolve --config config.resolved.yaml</pre>
<p class="muted">The same seed gives the same result on the same machine with parts that run in process.</p>
${config === null ? '' : html`<details><summary>config.resolved.yaml</summary><pre>${config}</pre></details>`}</section>`;
}
