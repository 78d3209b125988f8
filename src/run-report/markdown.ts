/** A report as Markdown for a pull request or an issue: the figures and the verdicts, without trajectories. */
import type { IterationView } from '../viewer/api.ts';
import type { Contents } from './contents.ts';
import { pairedText } from '../report/format.ts';
import { CARD_COLUMNS } from './data-card.ts';
import {
  factsOf,
  GAIN_COLUMNS,
  gains,
  heldOut,
  learnedFacts,
  onDev,
  REPEAT,
  repeatWords,
  type Results,
} from './results.ts';

export function asMarkdown(contents: Contents): string {
  const { page } = contents;
  const held = heldOut(page);
  const against = gains(contents);
  const parts = [
    `## ${plain(page.name)}`,
    plain(page.verdict ?? 'Nothing has been evaluated yet.'),
    ...(held === undefined ? [] : [`### Held out (${plain(held.split)})`, resultTable(held)]),
    ...(against.length === 0
      ? []
      : [
          'Promoted against baseline on the same tasks:',
          table(
            ['environment', ...GAIN_COLUMNS],
            against.map(({ name, cells }) => [name, ...cells]),
          ),
        ]),
    ...(page.curve.length === 0 ? [] : ['### Evolution (dev; ↑ promoted)', resultTable(onDev(page))]),
    iterations(contents),
    ...page.iterations.map((view) => dataCard(view, contents)),
    '### Run',
    factTable(factsOf(contents)),
    ...(contents.faults.length === 0
      ? []
      : ['### What could not be read', contents.faults.map((fault) => `- ${plain(fault)}`).join('\n')]),
    '### How to repeat it',
    repeat(contents),
    ...(page.config === null
      ? []
      : [`<details><summary>config.resolved.yaml</summary>\n\n${fenced(page.config)}\n\n</details>`]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function repeat({ page }: Contents): string {
  const { before, after } = repeatWords(page);
  return `${plain(before)}\n\n    ${REPEAT}\n\n${plain(after)}`;
}

function resultTable({ columns, rows }: Results): string {
  return table(
    ['environment', ...columns],
    rows.map(({ environment, cells }) => [
      environment,
      ...cells.map(({ figure, missing }) => (missing === '' ? figure : `${figure}; ${missing}`)),
    ]),
  );
}

function iterations({ page }: Contents): string {
  const judged = page.iterations.filter(({ reason }) => reason !== '');
  return judged
    .map(({ index, reason, comparison, kept, explored }) => {
      const compared = comparison === null ? '' : ` Against the incumbent: ${pairedText(comparison.total)}.`;
      return plain(`- iteration ${index}: ${explored ?? 0} explored, ${kept ?? 0} examples. ${reason}${compared}`);
    })
    .join('\n');
}

/** All of it, folded: what entered, what became of it, and how varied it is. */
function dataCard(view: IterationView, { page, cards }: Contents): string {
  const card = cards.get(view.index);
  if (card === undefined) return '';
  const what = view.index === 0 ? 'cloning' : `iteration ${view.index}`;
  const said = card.remarks.length === 0 ? '' : plain(`: ${card.remarks.join('; ')}`);
  const rows = card.rows.map((cells) => cells.map(String));
  return `<details><summary>Data card of ${what}${said}</summary>\n\n${factTable([...learnedFacts(view, page), ...card.facts])}\n\n${table(CARD_COLUMNS, rows)}\n\n</details>`;
}

function factTable(facts: readonly (readonly [string, string | number | null])[]): string {
  return table(
    ['', ''],
    facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, String(value)]])),
  );
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    line(columns),
    `| ${columns.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Names come from configs: on one line, and neither markup nor a mention of somebody. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/<(?=[a-z/!?])|&(?=[a-z#])/giu, (character) => (character === '<' ? '&lt;' : '&amp;'))
    .replaceAll(/@(?=[\w-])/gu, '@\u200B');
}

/** A fence that is longer than any within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}yaml\n${text.trimEnd()}\n${fence}`;
}
