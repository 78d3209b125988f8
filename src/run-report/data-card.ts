/**
 * A data card in words, for both forms of a report: what entered and from where, how varied it is, how the entropy went,
 * and which tasks were gained and forgotten. What was trained on and left out is told with the iteration (results.ts).
 */
import type { DataCard, Entered } from '../data-card/card.ts';
import { remarksOf } from '../data-card/remarks.ts';
import { percent } from '../report/format.ts';

export interface CardWords {
  /** What stands out, if anything does. */
  remarks: string[];
  facts: [string, string | null][];
  /** By environment and origin; the first column is its name. */
  rows: (string | number)[][];
}

export const CARD_COLUMNS = [
  'data',
  'trajectories',
  'tasks',
  'duplicates',
  'sequences a task',
  'nats a token',
  'parse errors',
];

/** Tasks that are named of those gained, and of those forgotten. */
const MOST_NAMED = 8;

/** Undefined of a card of another version, which is left to be read in its file. Throws for what is no card. */
export function cardWords(said: unknown): CardWords | undefined {
  const card = said as DataCard | null;
  if (card?.version !== 1) return undefined;
  const { entered, files = {}, environments, entropy, dev } = card;
  const { lastIteration, incumbent } = dev;
  const both = incumbent === undefined || incumbent.iteration === lastIteration?.iteration;
  return {
    remarks: remarksOf(card),
    facts: [
      ['entered', entered.map(enteredText).join('; ')],
      ['read', filesText(files)],
      ['entropy', entropyText(entropy)],
      ['on dev', lastIteration === undefined ? null : againstText(lastIteration)],
      ['and', both ? null : againstText(incumbent)],
    ],
    rows: Object.entries(environments).flatMap(([name, parts]) =>
      Object.entries(parts).map(([origin, part]) => [
        `${name}, ${origin}`,
        part.missing === 0 ? part.trajectories : `${part.trajectories}, ${percent(part.missing)} missing`,
        part.tasks,
        part.duplicates,
        part.sequences.mean?.toFixed(2) ?? 'n/a',
        part.entropy.perToken?.toFixed(3) ?? 'n/a',
        part.parseErrors,
      ]),
    ),
  };
}

/** `explored 360 of babyai by checkpoint 0123456789abcdef`. */
function enteredText({ origin, trajectories, environment, from }: Entered): string {
  const whose =
    from === 'expert'
      ? 'by the expert'
      : /^[0-9a-f]{16}$/u.test(from)
        ? `by checkpoint ${from}`
        : from === 'random' || from.startsWith('endpoint:')
          ? `by ${from}`
          : `from ${from}`;
  return `${origin} ${trajectories.toLocaleString('en')} of ${environment} ${whose}`;
}

function filesText(files: NonNullable<DataCard['files']>): string {
  const rows = Object.entries(files).flatMap(([file, counts]) =>
    Object.entries(counts).map(
      ([environment, count]) => `${count.toLocaleString('en')} of ${environment} from ${file}`,
    ),
  );
  return rows.join('; ');
}

/** `2.320, 1.871 nats a token in iterations 1 to 2`. */
function entropyText(entropy: DataCard['entropy']): string | null {
  if (entropy.every((one) => one === null)) return null;
  const figures = entropy.map((one) => (one === null ? 'not known' : one.toFixed(3))).join(', ');
  return `${figures} nats a token in ${entropy.length === 1 ? 'iteration 1' : `iterations 1 to ${entropy.length}`}`;
}

type Against = NonNullable<DataCard['dev']['lastIteration']>;

function againstText({ iteration, tasks, gained, forgotten }: Against): string {
  const whom = iteration === 0 ? 'the cloned agent' : `iteration ${iteration}`;
  return `of ${tasks} tasks, against ${whom}: ${gained.count} gained${named(gained)}, ${forgotten.count} forgotten${named(forgotten)}`;
}

function named({ tasks, count }: Against['gained']): string {
  if (tasks.length === 0) return '';
  return ` (${tasks.slice(0, MOST_NAMED).join(', ')}${count > MOST_NAMED ? ', …' : ''})`;
}
