/** What all sections of a report's page are made of: tables, lists of facts, and markup that escapes what it is given. */
import { html, raw } from 'hono/html';

/** Made by `html`: whatever is put into it is escaped, but other markup. */
export type Markup = ReturnType<typeof html>;

export { html };

/** SVG of environments/svg.ts, which escapes for itself. */
export function drawing(svg: string): Markup {
  return raw(svg);
}

export interface Column {
  title: string;
  /** Sentences, which are broken into lines. */
  text?: boolean;
}

type Cell = string | number | Markup;

export interface Row {
  cells: readonly Cell[];
  /** Whether it sums up the others. */
  total?: boolean;
}

/** A figure, and under it what is missing of it; that may be empty. */
export function withMissing(figure: string, missing: string): Markup {
  return html`${figure} ${missing === '' ? '' : html`<span class="missing">${missing}</span>`}`;
}

/** The first cell of a row is its head. */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${columns.map(({ title, text }) => html`<th scope="col" class="${text === true ? 'text' : ''}">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => line(row, columns))}</tbody></table></div>`;
}

function line({ cells: [head, ...cells], total }: Row, columns: readonly Column[]): Markup {
  return html`<tr class="${total === true ? 'total' : ''}"><th scope="row">${head}</th>${cells.map(
    (cell, i) => html`<td class="${columns[i + 1]?.text === true ? 'text' : ''}">${cell}</td>`,
  )}</tr>
`;
}

/** Facts that are not known are left out. */
export function facts(list: readonly (readonly [string, string | number | null | undefined])[]): Markup {
  const known = list.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A difference of rates, marked where it is a loss. */
export function difference(said: string): Markup {
  return html`<span class="${said.startsWith('−') || said.startsWith('-') ? 'worse' : ''}">${said}</span>`;
}
