/** The data of a task: seven invented papers, eight authors, who wrote what and which paper cites which, from a seed. */
import { random, seedOf } from '../../../seeds.ts';
import { FIRST_NAMES, LAST_NAMES } from '../tools/people.ts';
import { DOC_TYPES, FIRST_YEAR, KEYWORDS, METHODS, ORGS, QUALITIES, VENUES, YEARS } from './names.ts';
import { distinct, take } from '../tools/draws.ts';

export interface Author {
  readonly name: string;
  readonly org: string;
}

export interface Paper {
  readonly title: string;
  /** In the order of the paper. */
  readonly authors: readonly Author[];
  readonly year: number;
  readonly venue: string;
  /** Times cited, by papers within and without the net. */
  readonly citations: number;
  readonly keywords: readonly string[];
  readonly type: string;
  /** Papers of the net that it cites: older ones. */
  readonly cites: readonly Paper[];
}

export interface Snapshot {
  /** From old to new; no two of a year, a title or a number of citations. */
  readonly papers: readonly Paper[];
  readonly authors: readonly Author[];
}

export type NetName = 'PaperNet' | 'AuthorNet';

/** A task's live state: its nets, and which of them are loaded. */
export interface Nets extends Snapshot {
  readonly loaded: Set<NetName>;
}

const PAPERS = 7;
const AUTHORS = 8;

export function snapshotOf(seed: number): Snapshot {
  const stream = random(seedOf('academia', 'snapshot', seed));
  const [first, last, orgs] = [FIRST_NAMES, LAST_NAMES, ORGS].map((list) => take(list, AUTHORS, stream));
  const authors = Array.from({ length: AUTHORS }, (_, i) => ({
    name: `${first?.[i]} ${last?.[i]}`,
    org: orgs?.[i] ?? '',
  }));
  const [qualities, methods] = [take(QUALITIES, PAPERS, stream), take(METHODS, PAPERS, stream)];
  const years = distinct(PAPERS, YEARS, stream).toSorted((a, b) => a - b);
  const citations = distinct(PAPERS, 90, stream);
  const papers: Paper[] = [];
  for (let i = 0; i < PAPERS; i++) {
    papers.push({
      title: `${qualities[i]} ${methods[i]}`,
      authors: take(authors, 1 + stream.below(3), stream),
      year: FIRST_YEAR + (years[i] ?? 0),
      venue: stream.pick(VENUES),
      citations: 10 + (citations[i] ?? 0),
      keywords: take(KEYWORDS, 2, stream),
      type: stream.pick(DOC_TYPES),
      cites: take(papers, Math.min(i, 1 + stream.below(3)), stream),
    });
  }
  return { papers, authors };
}

/** Those who wrote a paper with an author, in the order of the authors. */
export function collaborators({ papers, authors }: Snapshot, author: Author): Author[] {
  const own = papers.filter((paper) => paper.authors.includes(author));
  return authors.filter((one) => one !== author && own.some((paper) => paper.authors.includes(one)));
}

/** The papers that two authors wrote together. */
export function together({ papers }: Snapshot, a: Author, b: Author): Paper[] {
  return papers.filter(({ authors }) => authors.includes(a) && authors.includes(b));
}

/** Everything in it, as text without repetition. */
export function textOfSnapshot({ papers, authors }: Snapshot): string {
  const told = papers.map(({ authors: by, cites, ...rest }) => ({
    ...rest,
    by: by.map(({ name }) => name),
    cites: cites.map(({ title }) => title),
  }));
  return JSON.stringify({ papers: told, authors });
}
