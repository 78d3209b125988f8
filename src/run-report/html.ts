/**
 * A report as one HTML file that can be mailed: no script, nothing from any other place, charts as inline SVG, every
 * figure in a table. All text is escaped; that of models too is nothing but text.
 */
import { curveOf, evolutionChart } from './chart.ts';
import type { Contents } from './contents.ts';
import { episodesSection } from './html/episodes.ts';
import { iterationsSection } from './html/iterations.ts';
import { difference, drawing, facts, html, type Markup, table, withMissing } from './html/parts.ts';
import { recordsSection, repeatSection } from './html/records.ts';
import { STYLE } from './html/style.ts';
import { factsOf, GAIN_COLUMNS, gains, heldOut, onDev, type Results } from './results.ts';
import { raw } from 'hono/html';

/** Allows what the file holds itself, and nothing to be fetched or run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export async function asHtml(contents: Contents): Promise<string> {
  const { page, episodes } = contents;
  const markup = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${page.name}: agentgym report</title><style>${raw(STYLE)}</style></head>
<body><header><h1>${page.name}</h1><p class="verdict">${page.verdict ?? 'Nothing has been evaluated yet.'}</p>
${facts(factsOf(contents))}</header>
<main>${resultSection(contents)}${curveSection(contents)}${iterationsSection(contents)}${episodesSection(episodes)}${recordsSection(contents)}${repeatSection(page)}</main>
</body></html>
`;
  return String(await markup);
}

function resultSection(contents: Contents): Markup | string {
  const held = heldOut(contents.page);
  if (held === undefined) return '';
  const rows = gains(contents).map(({ name, cells: [points = '', ...rest], total }) => ({
    cells: [name, difference(points), ...rest],
    total,
  }));
  const columns = ['environment', ...GAIN_COLUMNS].map((title) => ({ title }));
  return html`<section><h2>Held out</h2>
${resultTable(`Success on ${held.split}, % with 95 % interval, and points against the baseline`, held)}
${rows.length === 0 ? '' : table('Promoted against baseline on the same tasks', columns, rows)}</section>`;
}

function resultTable(caption: string, { columns, rows }: Results): Markup {
  return table(
    caption,
    ['environment', ...columns].map((title) => ({ title })),
    rows.map(({ environment, cells, total }) => ({
      cells: [environment, ...cells.map(({ figure, missing }) => withMissing(figure, missing))],
      total,
    })),
  );
}

function curveSection({ page }: Contents): Markup | string {
  if (page.curve.length === 0) return '';
  const mean = curveOf(page);
  const each = page.environments.length > 1 ? page.environments : [];
  return html`<section><h2>Evolution</h2>
<figure>${drawing(evolutionChart(mean, { width: 720, height: 260 }))}
<figcaption>Success on dev (%) by iteration with 95 % intervals: filled where the candidate was promoted. Squares: held out.</figcaption></figure>
<div class="small">${each.map(
    (name) =>
      html`<figure>${drawing(evolutionChart(curveOf(page, name), { width: 320, height: 150 }))}<figcaption>${name}</figcaption></figure>`,
  )}</div>
${resultTable('Success on dev, % with 95 % interval, and points against the baseline; ↑ promoted', onDev(page))}</section>`;
}
