/** The tools of the academia world, by AgentBoard's names and arguments. They only read; a net must be loaded first. */
import { textOf } from '../tools/calls.ts';
import type { Args, Result, Tool, ToolParameter } from '../tools/world.ts';
import { type Author, collaborators, type NetName, type Nets, type Paper, together } from './data.ts';

export const faults = {
  notLoaded: (net: string) => `${net} is not loaded. Use load${net} first.`,
  noPaper: (name: string) => `there is no paper ${short(name)}.`,
  noAuthor: (name: string) => `there is no author ${short(name)}.`,
  noGraph: () => 'graph must be PaperNet or AuthorNet.',
  noEdge: () => 'there is no edge between them.',
} as const;

export const says = {
  loaded: (net: string) => `${net} is loaded.`,
  neighbors: (names: readonly string[]) => (names.length === 0 ? 'no neighbors' : `neighbors ${names.join(', ')}`),
  author: ({ name, org }: Author) => `name ${name}; org ${org}`,
  paper: ({ authors, year, venue, citations, keywords, type }: Paper) =>
    [
      `authors ${authors.map(({ name }) => name).join(', ')}`,
      `year ${year}; venue ${venue}; n_citation ${citations}`,
      `keywords ${keywords.join(', ')}; doc_type ${type}`,
    ].join('; '),
  papers: (papers: readonly Paper[]) => `papers ${papers.map(({ title }) => title).join(', ')}`,
  cites: (from: string, to: string) => `${from} cites ${to}.`,
} as const;

const node = (name: string, description: string): ToolParameter => ({ name, type: 'string', description });

function short(name: string): string {
  return name.slice(0, 40);
}

function named<T>(list: readonly T[], nameOf: (one: T) => string, name: string): T | undefined {
  return list.find((one) => nameOf(one).toLowerCase() === name.toLowerCase());
}

function withPaper(state: Nets, name: string, answer: (paper: Paper) => Result): Result {
  if (!state.loaded.has('PaperNet')) return { fault: faults.notLoaded('PaperNet') };
  const paper = named(state.papers, ({ title }) => title, name);
  return paper ? answer(paper) : { fault: faults.noPaper(name) };
}

function withAuthor(state: Nets, name: string, answer: (author: Author) => Result): Result {
  if (!state.loaded.has('AuthorNet')) return { fault: faults.notLoaded('AuthorNet') };
  const author = named(state.authors, (one) => one.name, name);
  return author ? answer(author) : { fault: faults.noAuthor(name) };
}

function load(net: NetName, description: string): Tool<Nets> {
  return {
    name: `load${net}`,
    description,
    parameters: [],
    run: ({ loaded }) => {
      loaded.add(net);
      return { text: says.loaded(net) };
    },
  };
}

function neighbours(state: Nets, args: Args): Result {
  const name = textOf(args, 'node');
  switch (textOf(args, 'graph').toLowerCase()) {
    case 'papernet':
      return withPaper(state, name, ({ cites }) => ({ text: says.neighbors(cites.map(({ title }) => title)) }));
    case 'authornet':
      return withAuthor(state, name, (author) => ({
        text: says.neighbors(collaborators(state, author).map((one) => one.name)),
      }));
    default:
      return { fault: faults.noGraph() };
  }
}

export const tools: readonly Tool<Nets>[] = [
  load('PaperNet', 'Loads the net of papers and what they cite.'),
  load('AuthorNet', 'Loads the net of authors who wrote papers together.'),
  {
    name: 'neighbourCheck',
    description: 'Lists the papers that a paper cites, or the collaborators of an author.',
    parameters: [node('graph', 'PaperNet or AuthorNet'), node('node', 'paper or author')],
    run: neighbours,
  },
  {
    name: 'paperNodeCheck',
    description: 'Tells authors, year, venue, citations, keywords and type of a paper.',
    parameters: [node('node', 'title of the paper')],
    run: (state, args) => withPaper(state, textOf(args, 'node'), (paper) => ({ text: says.paper(paper) })),
  },
  {
    name: 'authorNodeCheck',
    description: 'Tells the organization of an author.',
    parameters: [node('node', 'name of the author')],
    run: (state, args) => withAuthor(state, textOf(args, 'node'), (author) => ({ text: says.author(author) })),
  },
  {
    name: 'authorEdgeCheck',
    description: 'Lists the papers that two authors wrote together.',
    parameters: [node('node1', 'one author'), node('node2', 'the other author')],
    run: (state, args) =>
      withAuthor(state, textOf(args, 'node1'), (a) =>
        withAuthor(state, textOf(args, 'node2'), (b) => {
          const papers = a === b ? [] : together(state, a, b);
          return papers.length === 0 ? { fault: faults.noEdge() } : { text: says.papers(papers) };
        }),
      ),
  },
  {
    name: 'paperEdgeCheck',
    description: 'Tells which of two papers cites the other.',
    parameters: [node('node1', 'one paper'), node('node2', 'the other paper')],
    run: (state, args) =>
      withPaper(state, textOf(args, 'node1'), (a) =>
        withPaper(state, textOf(args, 'node2'), (b) => {
          if (a.cites.includes(b)) return { text: says.cites(a.title, b.title) };
          return b.cites.includes(a) ? { text: says.cites(b.title, a.title) } : { fault: faults.noEdge() };
        }),
      ),
  },
];
