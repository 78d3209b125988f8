/** The goals of the academia world by level, each with the calls that lead to its answer. */
import type { Random } from '../../../seeds.ts';
import { move, planned } from '../tools/plan.ts';
import type { Level, Move, Trial } from '../tools/world.ts';
import { type Author, collaborators, type NetName, type Paper, type Snapshot, together } from './data.ts';

export type Goal = Pick<Trial<unknown>, 'goal' | 'answer' | 'facts' | 'expert'>;
/** Undefined where the snapshot has nothing to ask like that. */
type Maker = (snapshot: Snapshot, random: Random) => Goal | undefined;

export const asks = {
  find: (what: string, of: string) => `Find the ${what} of ${of}.`,
  paper: (title: string) => `the paper ${title}`,
  author: (name: string) => `the author ${name}`,
  together: (a: string, b: string) => `Which papers did ${a} and ${b} write together?`,
  cited: (title: string) => `Which papers does the paper ${title} cite?`,
  firstAuthor: (paper: string) => `the first author of ${paper}`,
  citedBy: (title: string) => `the paper that ${title} cites`,
  newestCited: (title: string) => `the newest paper that ${title} cites`,
  mostCited: (a: string, b: string) => `the most cited paper that ${a} and ${b} wrote together`,
  colleague: (name: string, org: string) => `Which collaborator of ${name} is at ${org}?`,
  onlyPaper: (name: string) => `Which papers did ${name} write with the one collaborator?`,
} as const;

export const thoughts = {
  load: (net: string) => `I need ${net}.`,
  need: (what: string, name: string) => `I need the ${what} of ${name}.`,
  lookAt: (name: string) => `I look at ${name}.`,
  is: (what: string, name: string) => `The ${what} is ${name}.`,
  answer: (answer: string) => `The answer is ${answer}.`,
} as const;

interface Asked {
  readonly name: string;
  readonly of: (paper: Paper) => readonly string[];
}

export const OF_PAPER: readonly Asked[] = [
  { name: 'authors', of: ({ authors }) => authors.map(({ name }) => name) },
  { name: 'year', of: ({ year }) => [String(year)] },
  { name: 'venue', of: ({ venue }) => [venue] },
  { name: 'number of citations', of: ({ citations }) => [String(citations)] },
  { name: 'keywords', of: ({ keywords }) => keywords },
];
const ORG = 'organization';

const load = (net: NetName): Move => move(thoughts.load(net), `load${net}`);
const paperNode = ({ title }: Paper, why: string): Move => move(why, 'paperNodeCheck', { node: title });
const authorNode = ({ name }: Author, why: string): Move => move(why, 'authorNodeCheck', { node: name });
const cited = ({ title }: Paper): Move =>
  move(thoughts.need('cited papers', title), 'neighbourCheck', { graph: 'PaperNet', node: title });
const colleagues = ({ name }: Author): Move =>
  move(thoughts.need('collaborators', name), 'neighbourCheck', { graph: 'AuthorNet', node: name });
const edge = (a: Author, b: Author): Move =>
  move(thoughts.need('papers', `${a.name} and ${b.name}`), 'authorEdgeCheck', { node1: a.name, node2: b.name });

function done(goal: string, steps: readonly Move[], answer: readonly string[], why = thoughts.answer): Goal {
  return { goal, ...planned(steps, answer, why(answer.join(', '))) };
}

const namesOf = (authors: readonly Author[]): string[] => authors.map(({ name }) => name);
const titlesOf = (papers: readonly Paper[]): string[] => papers.map(({ title }) => title);

/** Pairs of authors with so many papers together, or any number of them. */
function pairs(snapshot: Snapshot, count?: number): { a: Author; b: Author; papers: Paper[] }[] {
  const { authors } = snapshot;
  return authors.flatMap((a, i) =>
    authors.slice(i + 1).flatMap((b) => {
      const papers = together(snapshot, a, b);
      return papers.length > 0 && (count ?? papers.length) === papers.length ? [{ a, b, papers }] : [];
    }),
  );
}

/** A random entry, if there is one. */
function some<T>(list: readonly T[], random: Random): T | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

const easy: readonly Maker[] = [
  ({ papers }, random) => {
    const [paper, what] = [random.pick(papers), random.pick(OF_PAPER)];
    const steps = [load('PaperNet'), paperNode(paper, thoughts.need(what.name, paper.title))];
    return done(asks.find(what.name, asks.paper(paper.title)), steps, what.of(paper));
  },
  ({ authors }, random) => {
    const author = random.pick(authors);
    const steps = [load('AuthorNet'), authorNode(author, thoughts.need(ORG, author.name))];
    return done(asks.find(ORG, asks.author(author.name)), steps, [author.org]);
  },
  ({ papers }, random) => {
    const paper = random.pick(papers.slice(1));
    return done(asks.cited(paper.title), [load('PaperNet'), cited(paper)], titlesOf(paper.cites));
  },
  (snapshot, random) => {
    const pair = some(pairs(snapshot), random);
    if (!pair) return undefined;
    const { a, b, papers } = pair;
    return done(asks.together(a.name, b.name), [load('AuthorNet'), edge(a, b)], titlesOf(papers));
  },
];

/** From a paper to its first author's organization. */
function toOrg(paper: Paper, why: string): Move[] {
  const [first] = paper.authors as [Author];
  return [paperNode(paper, why), load('AuthorNet'), authorNode(first, thoughts.is('first author', first.name))];
}

function orgOf({ authors }: Paper): readonly string[] {
  return authors.slice(0, 1).map(({ org }) => org);
}

const medium: readonly Maker[] = [
  ({ papers }, random) => {
    const paper = random.pick(papers);
    const steps = [load('PaperNet'), ...toOrg(paper, thoughts.need('first author', paper.title))];
    return done(asks.find(ORG, asks.firstAuthor(asks.paper(paper.title))), steps, orgOf(paper));
  },
  ({ papers }, random) => {
    const paper = some(
      papers.filter(({ cites }) => cites.length === 1),
      random,
    );
    if (!paper) return undefined;
    const [what, other] = [random.pick(OF_PAPER), paper.cites[0] as Paper];
    const steps = [load('PaperNet'), cited(paper), paperNode(other, thoughts.is('cited paper', other.title))];
    return done(asks.find(what.name, asks.citedBy(paper.title)), steps, what.of(other));
  },
  (snapshot, random) => {
    const author = some(
      snapshot.authors.filter((one) => collaborators(snapshot, one).length === 1),
      random,
    );
    if (!author) return undefined;
    const other = collaborators(snapshot, author)[0] as Author;
    const last = { ...edge(author, other), thought: thoughts.is('collaborator', other.name) };
    const papers = titlesOf(together(snapshot, author, other));
    return done(asks.onlyPaper(author.name), [load('AuthorNet'), colleagues(author), last], papers);
  },
];

const hard: readonly Maker[] = [
  ({ papers }, random) => {
    const paper = some(
      papers.filter(({ cites }) => cites.length === 1),
      random,
    );
    if (!paper) return undefined;
    const other = paper.cites[0] as Paper;
    const steps = [load('PaperNet'), cited(paper), ...toOrg(other, thoughts.is('cited paper', other.title))];
    return done(asks.find(ORG, asks.firstAuthor(asks.citedBy(paper.title))), steps, orgOf(other));
  },
  ({ papers }, random) => {
    const paper = some(
      papers.filter(({ cites }) => cites.length > 1),
      random,
    );
    if (!paper) return undefined;
    const what = random.pick(OF_PAPER);
    const newest = paper.cites.reduce((best, one) => (one.year > best.year ? one : best));
    const steps = [
      load('PaperNet'),
      cited(paper),
      ...paper.cites.map((one) => paperNode(one, thoughts.lookAt(one.title))),
    ];
    return done(asks.find(what.name, asks.newestCited(paper.title)), steps, what.of(newest));
  },
  (snapshot, random) => {
    const author = some(
      snapshot.authors.filter((one) => collaborators(snapshot, one).length > 1),
      random,
    );
    if (!author) return undefined;
    const others = collaborators(snapshot, author);
    const wanted = random.pick(others);
    const steps = [
      load('AuthorNet'),
      colleagues(author),
      ...others.slice(0, others.indexOf(wanted) + 1).map((one) => authorNode(one, thoughts.lookAt(one.name))),
    ];
    return done(asks.colleague(author.name, wanted.org), steps, namesOf([wanted]));
  },
  (snapshot, random) => {
    const pair = some(pairs(snapshot, 2), random);
    if (!pair) return undefined;
    const { a, b, papers } = pair;
    const what = random.pick(OF_PAPER.filter(({ name }) => name !== 'authors'));
    const most = papers.reduce((best, one) => (one.citations > best.citations ? one : best));
    const steps = [
      load('AuthorNet'),
      edge(a, b),
      load('PaperNet'),
      ...papers.map((one) => paperNode(one, thoughts.lookAt(one.title))),
    ];
    return done(asks.find(what.name, asks.mostCited(a.name, b.name)), steps, what.of(most));
  },
];

const MAKERS: Readonly<Record<Level, readonly Maker[]>> = { easy, medium, hard };

/** The goal of that number: the kinds of a level's goals go round, except where the snapshot has none of a kind. */
export function goalOf(level: Level, seed: number, { snapshot, random }: { snapshot: Snapshot; random: Random }): Goal {
  const makers = MAKERS[level];
  for (let next = 0; next < makers.length; next++) {
    const goal = makers[(seed + next) % makers.length]?.(snapshot, random);
    if (goal) return goal;
  }
  // The newest paper cites others, so that every level has a goal for every snapshot.
  throw new Error(`academia: no goal for ${level} ${seed}`);
}
