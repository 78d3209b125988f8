import { describe, expect, it } from 'vitest';
import { Corpus } from '../../../../src/environments/builtin/search/corpus.ts';
import { ownCorpus } from '../../../../src/environments/builtin/search/own/passages.ts';
import { LEVELS, ownQuestion } from '../../../../src/environments/builtin/search/own/questions.ts';
import { relation } from '../../../../src/environments/builtin/search/own/relations.ts';
import { world } from '../../../../src/environments/builtin/search/own/world.ts';
import { createSearch } from '../../../../src/environments/builtin/search/environment.ts';
import { SPLITS, type Task } from '../../../../src/environments/contract.ts';

const environment = createSearch();
const all = SPLITS.flatMap((split) => environment.tasks(split));
const asked = ({ index }: Task) => ownQuestion(LEVELS[index % 4] ?? '1 hop', Math.floor(index / 4));

describe('the invented world', () => {
  it('is the same everywhere', () => {
    const { passages } = ownCorpus();
    expect([world().things.length, passages.length]).toEqual([1660, 3406]);
    expect(new Corpus(passages).digest).toBe('cc930f7af36598b5394eeb14f12c9cb8624331171899103584d8068e725e2840');
    expect(passages[0]?.text).toBe('Tara Bloom was born in Violet Bridge in 1952.');
    expect(passages.at(-1)?.text).toBe('The film Dance of Summer is based on The Quiet Road.');
  });

  it('has short passages, and names nothing twice', () => {
    const { passages } = ownCorpus();
    expect(Math.max(...passages.map(({ text }) => text.split(' ').length))).toBeLessThanOrEqual(20);
    expect(new Set(world().things.map(({ name }) => name)).size).toBe(world().things.length);
  });

  it('links things of one split alone', () => {
    for (const { name, split, facts } of world().things)
      for (const value of facts.values()) if (typeof value !== 'string') expect(value.split, name).toBe(split);
  });

  it('has people do what they did as grown-ups, and marry each other', () => {
    for (const thing of world().things) {
      const spouse = thing.facts.get('spouse');
      if (spouse !== undefined) expect(typeof spouse === 'string' ? '' : spouse.facts.get('spouse')).toBe(thing);
      for (const [role, year] of [
        ['founder', 'founding'],
        ['author', 'published'],
        ['director', 'shown'],
      ] as const) {
        const person = thing.facts.get(role);
        if (person === undefined || typeof person === 'string') continue;
        expect(Number(thing.facts.get(year)) - Number(person.facts.get('birth'))).toBeGreaterThanOrEqual(20);
      }
    }
  });

  it('tells every fact in the passage that the expert’s words for it bring up first', () => {
    const own = ownCorpus();
    const corpus = new Corpus(own.passages);
    let facts = 0;
    for (const thing of world().things) {
      for (const name of thing.facts.keys()) {
        const [first] = corpus.search(`${thing.name} ${relation(name).key}`, 1);
        expect(first, `${thing.name} ${name}`).toBe(own.telling(thing, name));
        facts += 1;
      }
    }
    expect(facts).toBe(6296);
  });
});

describe('the questions', () => {
  it('are counted, pinned, and in fair order', async () => {
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([1600, 400, 300]);
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([1600, 400, 300]);
    expect(
      SPLITS.map((split) =>
        environment
          .tasks(split)
          .slice(0, 5)
          .map(({ index }) => index),
      ),
    ).toEqual([
      [4, 1, 6, 7, 8],
      [20, 5, 26, 15, 24],
      [0, 13, 2, 3, 28],
    ]);
    for (const split of SPLITS)
      expect(
        environment
          .tasks(split)
          .slice(0, 4)
          .map(({ group }) => group),
      ).toEqual([...LEVELS]);
    const session = await environment.open();
    const pinned = SPLITS.flatMap((split) => environment.tasks(split).slice(0, 2));
    const states = [];
    for (const task of pinned) states.push((await session.reset(task, 0)).fingerprint.slice(0, 12));
    expect(states).toEqual([
      '6472d8da426a',
      '0d3e852f482e',
      'a152d024ad20',
      '08eb02e13ffb',
      '006808252f62',
      '988abffecef2',
    ]);
  });

  it('are in one split, and asked once', () => {
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(all.map((task) => asked(task).asks)).size).toBe(all.length);
    expect(new Set(all.map((task) => asked(task).text)).size).toBe(all.length);
    for (const task of all) expect(asked(task).split).toBe(task.split);
  });

  it('of two splits look nothing up in the same passage', () => {
    const passages = new Map<number, string>();
    for (const task of all) {
      for (const { passage = -1 } of asked(task).lookUps) {
        expect(passages.get(passage) ?? task.split).toBe(task.split);
        passages.set(passage, task.split);
      }
    }
    expect(passages.size).toBeGreaterThan(1500);
  });

  it('of a level need so many facts', () => {
    const most = { '1 hop': 1, '2 hops': 2, '3 hops': 3, comparison: 2 };
    for (const task of all) {
      const question = asked(task);
      expect(question.lookUps).toHaveLength(most[(task.group ?? '') as keyof typeof most]);
      expect(new Set(question.lookUps.map(({ query }) => query)).size).toBe(question.lookUps.length);
      expect(question.answers).toHaveLength(1);
      if (task.group !== 'comparison') expect(question.text).not.toContain(question.answers[0]);
    }
  });

  it('compare fairly: either comes first about as often', () => {
    const first = all
      .filter(({ group }) => group === 'comparison')
      .filter((task) => {
        const { text, answers } = asked(task);
        return text.indexOf(answers[0] ?? '') < text.indexOf(' or ');
      });
    expect(first.length / 575).toBeGreaterThan(0.42);
    expect(first.length / 575).toBeLessThan(0.58);
  });

  it('can be of some levels alone', () => {
    const easy = createSearch({ levels: ['2 hops', '1 hop'] });
    expect(easy.taskCount('dev')).toBe(200);
    expect(new Set(easy.tasks('dev').map(({ group }) => group))).toEqual(new Set(['1 hop', '2 hops']));
    expect(all).toEqual(expect.arrayContaining([...easy.tasks('dev')]));
  });
});
