/**
 * Ranking documents for a query by BM25 (Robertson and Zaragoza 2009): words that few documents have count most, repeated
 * words count less each time, and long documents count less. Takes documents and queries as lists of words: how texts
 * become words is the caller's matter.
 */

export interface Hit {
  /** Its number in the list of documents, from 0. */
  readonly document: number;
  /** Above 0. */
  readonly score: number;
}

export interface Bm25Options {
  /** How soon further occurrences of a word stop counting; default: 1.2. */
  readonly k1?: number;
  /** How much a document's length counts, 0 to 1; default: 0.75. */
  readonly b?: number;
}

/** A word's documents, from `from` up to `to` in the lists of all, by number; `most` bounds its weight in any of them. */
interface Postings {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  /** How often the query says the word. */
  readonly times: number;
}

/** Sums of weights are rounded: bounds are taken a hair higher. */
const HAIR = 1.000001;

export class Bm25 {
  readonly #terms = new Map<string, number>();
  /** Where each word's documents begin in the two lists below; one more entry than words. */
  readonly #starts: Int32Array;
  readonly #documents: Int32Array;
  /** What each word adds to the score of each of its documents. */
  readonly #weights: Float64Array;
  readonly #most: Float64Array;
  /** Scores of the search in progress; all 0 between searches. */
  readonly #scores: Float64Array;

  constructor(documents: readonly (readonly string[])[], options: Bm25Options = {}) {
    const words = this.#number(documents);
    this.#starts = startsOf(documents, words, this.#terms.size);
    const postings = this.#starts.at(-1) ?? 0;
    this.#documents = new Int32Array(postings);
    this.#weights = new Float64Array(postings);
    this.#most = new Float64Array(this.#terms.size);
    this.#scores = new Float64Array(documents.length);
    this.#count(documents, words);
    this.#weigh(documents, options);
  }

  /**
   * The best documents that have a word of the query, best first; among equals, the one that comes first in the list.
   * @param limit how many at most, from 1.
   */
  search(query: readonly string[], limit: number): readonly Hit[] {
    const rest = this.#postings(query);
    const found: number[] = [];
    let ahead = weightOf(rest);
    let best: readonly Hit[] = [];
    // Once the words ahead weigh too little to bring in a document that has none of the words so far, no more come in.
    while (rest.length > 0 && !(best.length === limit && ahead * HAIR < (best.at(-1)?.score ?? 0))) {
      this.#add(rest.shift() as Postings, found);
      ahead = weightOf(rest);
      best = this.#best(found, limit);
    }
    if (rest.length > 0) {
      const least = (best.at(-1)?.score ?? 0) - ahead * HAIR;
      const close = found.filter((document) => (this.#scores[document] as number) >= least);
      for (const postings of rest) this.#addTo(close, postings);
      best = this.#best(close, limit);
    }
    for (const document of found) this.#scores[document] = 0;
    return best;
  }

  /** The number of each word of each document, one after another. */
  #number(documents: readonly (readonly string[])[]): Int32Array {
    const words = new Int32Array(documents.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const document of documents) {
      for (const word of document) {
        let term = this.#terms.get(word);
        if (term === undefined) {
          term = this.#terms.size;
          this.#terms.set(word, term);
        }
        words[at++] = term;
      }
    }
    return words;
  }

  /** Fills the documents of each word, and as weights how often each has it. */
  #count(documents: readonly (readonly string[])[], words: Int32Array): void {
    const ends = this.#starts.slice();
    let at = 0;
    for (let document = 0; document < documents.length; document++) {
      const end = at + (documents[document]?.length ?? 0);
      for (; at < end; at++) {
        const term = words[at] as number;
        const last = (ends[term] as number) - 1;
        if (last >= (this.#starts[term] as number) && this.#documents[last] === document) {
          this.#weights[last] = (this.#weights[last] as number) + 1;
          continue;
        }
        this.#documents[last + 1] = document;
        this.#weights[last + 1] = 1;
        ends[term] = last + 2;
      }
    }
  }

  /** Makes weights of the counts. */
  #weigh(documents: readonly (readonly string[])[], { k1 = 1.2, b = 0.75 }: Bm25Options): void {
    const mean = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
    for (let term = 0; term < this.#most.length; term++) {
      const [from, to] = [this.#starts[term] as number, this.#starts[term + 1] as number];
      const rarity = Math.log(1 + (documents.length - (to - from) + 0.5) / (to - from + 0.5));
      for (let i = from; i < to; i++) {
        const length = documents[this.#documents[i] as number]?.length ?? 0;
        const count = this.#weights[i] as number;
        const weight = (rarity * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / mean));
        this.#weights[i] = weight;
        if (weight > (this.#most[term] as number)) this.#most[term] = weight;
      }
    }
  }

  /** The query's words that there are, the rarest first, each once. */
  #postings(query: readonly string[]): Postings[] {
    const times = new Map<number, number>();
    for (const word of query) {
      const term = this.#terms.get(word);
      if (term !== undefined) times.set(term, (times.get(term) ?? 0) + 1);
    }
    const all = [...times].map(([term, count]) => ({
      from: this.#starts[term] as number,
      to: this.#starts[term + 1] as number,
      most: this.#most[term] as number,
      times: count,
    }));
    return all.toSorted((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from);
  }

  /** The best of the documents, best first. */
  #best(documents: readonly number[], limit: number): Hit[] {
    const best: Hit[] = [];
    let least: Hit | undefined;
    for (const document of documents) {
      const score = this.#scores[document] as number;
      if (least && score < least.score) continue;
      const hit = { document, score };
      if (least && !before(hit, least)) continue;
      const place = best.findIndex((other) => before(hit, other));
      best.splice(place === -1 ? best.length : place, 0, hit);
      if (best.length > limit) best.pop();
      if (best.length === limit) least = best.at(-1);
    }
    return best;
  }

  #add({ from, to, times }: Postings, found: number[]): void {
    for (let i = from; i < to; i++) {
      const document = this.#documents[i] as number;
      const score = this.#scores[document] as number;
      if (score === 0) found.push(document);
      this.#scores[document] = score + (this.#weights[i] as number) * times;
    }
  }

  /** Adds a word's weights to the documents found before, looking each up among the word's. */
  #addTo(found: readonly number[], { from, to, times }: Postings): void {
    for (const document of found) {
      const i = this.#find(document, from, to);
      if (i < to && this.#documents[i] === document)
        this.#scores[document] = (this.#scores[document] as number) + (this.#weights[i] as number) * times;
    }
  }

  /** Where in [from, to) the document is, or would be. */
  #find(document: number, from: number, to: number): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#documents[middle] as number) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether `a` comes before `b`: by score, and among equals by number. */
function before(a: Hit, b: Hit): boolean {
  return a.score > b.score || (a.score === b.score && a.document < b.document);
}

/** Most that words can add to a document's score. */
function weightOf(postings: readonly Postings[]): number {
  return postings.reduce((sum, { most, times }) => sum + most * times, 0);
}

/** Where each word's documents begin, when they stand one after another; the last entry is where they end. */
function startsOf(documents: readonly (readonly string[])[], words: Int32Array, terms: number): Int32Array {
  const starts = new Int32Array(terms + 1);
  const last = new Int32Array(terms).fill(-1);
  let at = 0;
  for (let document = 0; document < documents.length; document++) {
    const end = at + (documents[document]?.length ?? 0);
    for (; at < end; at++) {
      const term = words[at] as number;
      if (last[term] === document) continue;
      last[term] = document;
      starts[term + 1] = (starts[term + 1] as number) + 1;
    }
  }
  for (let term = 0; term < terms; term++) starts[term + 1] = (starts[term + 1] as number) + (starts[term] as number);
  return starts;
}
