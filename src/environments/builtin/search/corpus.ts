/** Passages to search in: which of them a query brings up, and how they are shown. Knows no question. */
import { digest } from '../../../seeds.ts';
import { Bm25 } from '../bm25.ts';

export interface Passage {
  readonly title?: string;
  readonly text: string;
}

/** What is read of a query; longer ones are no queries. */
const LONGEST_QUERY = 1000;
/** What is shown of a passage, in characters. */
const LONGEST_SHOWN = 2000;

export class Corpus {
  /** The passages as they are shown, by number: one line each, with its title where the text does not say it. */
  readonly lines: readonly string[];
  readonly #index: Bm25;
  #digest: string | undefined;

  constructor(passages: readonly Passage[]) {
    this.lines = passages.map(line);
    // What a passage is about counts once more, or else short passages that only mention it would come first.
    const texts = passages.map(({ title = '' }, i) => words(`${title} ${this.lines[i] ?? ''}`));
    this.#index = new Bm25(texts, { k1: 0.9, b: 0.4 });
  }

  /** The numbers of the best passages that have a word of the query, best first. */
  search(query: string, limit: number): readonly number[] {
    return this.#index.search(words(query.slice(0, LONGEST_QUERY)), limit).map(({ document }) => document);
  }

  /** Equal for equal passages in equal order. */
  get digest(): string {
    this.#digest ??= digest('search corpus', ...this.lines);
    return this.#digest;
  }
}

/** Runs of letters and digits in lower case. */
function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function line({ title, text }: Passage): string {
  const told = title === undefined || text.includes(title) ? text : `${title}: ${text}`;
  const one = told.replaceAll(/\s+/gu, ' ').trim();
  return one.length <= LONGEST_SHOWN ? one : `${one.slice(0, LONGEST_SHOWN)}…`;
}
