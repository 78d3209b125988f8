import { describe, expect, it } from 'vitest';
import { collaborators, snapshotOf, together } from '../../../../src/environments/builtin/academia/data.ts';
import { createAcademia } from '../../../../src/environments/builtin/academia/environment.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';

const environment = createAcademia();

async function opened(index: number): Promise<{ session: Session; observation: string; fingerprint: string }> {
  const session = await environment.open();
  return { session, ...(await session.reset({ itemId: `academia_${index}`, index, split: 'train' }, 0)) };
}

/** A task with the papers Hybrid Sorting and Random Networks, both by Leon Ivarsen and Viktor Yardley. */
const TWO = 11;

describe('academia', () => {
  it('is answered by calls that build on each other', async () => {
    const { session, observation } = await opened(TWO);
    expect(observation).toBe(
      'Goal: Find the year of the most cited paper that Leon Ivarsen and Viktor Yardley wrote together.',
    );
    const step = async (action: string) => (await session.step(action)).observation;
    expect(await step('loadAuthorNet with Action Input: {}')).toBe('AuthorNet is loaded.');
    const pair = '{"node1": "Leon Ivarsen", "node2": "Viktor Yardley"}';
    expect(await step(`authorEdgeCheck with Action Input: ${pair}`)).toBe('papers Hybrid Sorting, Random Networks');
    expect(await step('loadPaperNet')).toBe('PaperNet is loaded.');
    expect(await step('paperNodeCheck with Action Input: {"node": "Hybrid Sorting"}')).toBe(
      'authors Viktor Yardley, Dario Sandoval, Leon Ivarsen; year 2002; venue Radian; n_citation 26; ' +
        'keywords language, music; doc_type Conference',
    );
    expect(await step('paperNodeCheck with Action Input: {"node": "Random Networks"}')).toContain('n_citation 54');
    expect(await session.step('finish with Action Input: {"answer": "2018"}')).toMatchObject({ reward: 1, done: true });
  });

  it.each([
    ['paperNodeCheck with Action Input: {"node": "Hybrid Sorting"}', 'PaperNet is not loaded. Use loadPaperNet first.'],
    [
      'authorNodeCheck with Action Input: {"node": "Leon Ivarsen"}',
      'AuthorNet is not loaded. Use loadAuthorNet first.',
    ],
    [
      'neighbourCheck with Action Input: {"graph": "PaperNet", "node": "x"}',
      'PaperNet is not loaded. Use loadPaperNet first.',
    ],
    ['neighbourCheck with Action Input: {"graph": "Net", "node": "x"}', 'graph must be PaperNet or AuthorNet.'],
  ])('says why %s gives nothing before a net is loaded', async (action, why) => {
    const { session } = await opened(TWO);
    expect((await session.step(action)).observation).toBe(`Error: ${why}`);
  });

  it.each([
    ['paperNodeCheck with Action Input: {"node": "Leon Ivarsen"}', 'there is no paper Leon Ivarsen.'],
    ['authorNodeCheck with Action Input: {"node": "Hybrid Sorting"}', 'there is no author Hybrid Sorting.'],
    [
      'authorEdgeCheck with Action Input: {"node1": "Leon Ivarsen", "node2": "leon ivarsen"}',
      'there is no edge between them.',
    ],
    [
      'paperEdgeCheck with Action Input: {"node1": "Hybrid Sorting", "node2": "Hybrid Sorting"}',
      'there is no edge between them.',
    ],
    [
      'paperEdgeCheck with Action Input: {"node1": "Hybrid Sorting"}',
      'the argument node2 is missing. paperEdgeCheck takes node1, node2.',
    ],
  ])('says why %s gives nothing', async (action, why) => {
    const { session } = await opened(TWO);
    await session.step('loadPaperNet');
    await session.step('loadAuthorNet');
    expect((await session.step(action)).observation).toBe(`Error: ${why}`);
  });

  it('loads its nets anew in each episode', async () => {
    const { session } = await opened(TWO);
    await session.step('loadPaperNet');
    await session.reset({ itemId: `academia_${TWO}`, index: TWO, split: 'train' }, 0);
    expect((await session.step('paperNodeCheck with Action Input: {"node": "Hybrid Sorting"}')).observation).toContain(
      'not loaded',
    );
  });
});

describe('its data', () => {
  it('are of one piece', () => {
    for (let seed = 0; seed < 60; seed++) {
      const snapshot = snapshotOf(seed);
      const { papers, authors } = snapshot;
      expect(new Set(papers.map(({ title }) => title)).size).toBe(7);
      expect(new Set(authors.map(({ org }) => org)).size).toBe(8);
      for (const [i, { cites, year }] of papers.entries()) {
        for (const cited of cites) expect(cited.year).toBeLessThan(year);
        expect(cites.length).toBeGreaterThanOrEqual(Math.min(i, 1));
      }
      for (const author of authors)
        for (const other of collaborators(snapshot, author)) {
          expect(collaborators(snapshot, other)).toContain(author);
          expect(together(snapshot, author, other).length).toBeGreaterThan(0);
        }
    }
  });

  it('stay the same tasks', async () => {
    const prints = await Promise.all([0, 1, 2, 3].map(async (index) => (await opened(index)).fingerprint.slice(0, 12)));
    expect(prints).toEqual(['8fad57dc6be8', '15ca586f5e9e', 'ac133ef2352a', 'f12ab9e87ab4']);
    const first = SPLITS.map((split) =>
      environment
        .tasks(split)
        .slice(0, 6)
        .map(({ index }) => index),
    );
    expect(first).toEqual([
      [6, 1, 8, 15, 7, 20],
      [3, 16, 2, 9, 46, 5],
      [0, 4, 11, 27, 19, 26],
    ]);
  });
});
