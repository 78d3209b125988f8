/** Calls that make sense in a task of the academia world, for the random policy and for people. */
import { once } from '../once.ts';
import { FINISH } from '../tools/game.ts';
import type { ToolCall } from '../tools/world.ts';
import type { Snapshot } from './data.ts';

/** The same list at every step, made at the first. */
export function listedCalls(snapshot: Snapshot): () => readonly ToolCall[] {
  return once(() => makeCalls(snapshot));
}

function makeCalls({ papers, authors }: Snapshot): ToolCall[] {
  const [paper, author] = [papers.at(-1), authors[0]];
  const answers = [paper?.title, paper?.venue, String(paper?.year), author?.name, author?.org];
  return [
    { tool: 'loadPaperNet', args: {} },
    { tool: 'loadAuthorNet', args: {} },
    ...papers.flatMap(({ title, cites }) => [
      { tool: 'paperNodeCheck', args: { node: title } },
      { tool: 'neighbourCheck', args: { graph: 'PaperNet', node: title } },
      ...cites.slice(0, 1).map((one) => ({ tool: 'paperEdgeCheck', args: { node1: title, node2: one.title } })),
    ]),
    ...authors.flatMap(({ name }) => [
      { tool: 'authorNodeCheck', args: { node: name } },
      { tool: 'neighbourCheck', args: { graph: 'AuthorNet', node: name } },
    ]),
    ...papers.flatMap(({ authors: [a, b] }) =>
      a && b ? [{ tool: 'authorEdgeCheck', args: { node1: a.name, node2: b.name } }] : [],
    ),
    ...answers.map((answer) => ({ tool: FINISH, args: { answer: answer ?? '' } })),
  ];
}
