import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearch, type SearchOptions } from '../../../../src/environments/builtin/search/environment.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';

async function opened(index: number, options: SearchOptions = {}): Promise<{ session: Session; observation: string }> {
  const session = await createSearch(options).open();
  const { observation } = await session.reset({ itemId: `search_${index}`, index, split: 'train' }, 0);
  return { session, observation };
}

/** In which town was the mayor of Rowan Ford born? */
const MAYOR = 57;

describe('a question', () => {
  it('is answered with what searching brings up', async () => {
    const { session, observation } = await opened(MAYOR);
    expect(observation).toBe('Question: In which town was the mayor of Rowan Ford born?');
    expect(session.expert?.()).toEqual({
      thought: 'I need the mayor of Rowan Ford.',
      action: 'search[Rowan Ford mayor]',
    });
    expect(await session.step('search[Rowan Ford mayor]')).toEqual({
      observation: `Information:
The mayor of Rowan Ford is Kira Lind.
Rowan Ford is a town in Galdor near Mount Grey Crane.
The mayor of Rowan Well is Rosa Ostrom.`,
      reward: 0,
      done: false,
    });
    expect(session.expert?.()).toEqual({
      thought: 'The mayor of Rowan Ford is Kira Lind. I need the birthplace of Kira Lind.',
      action: 'search[Kira Lind born]',
    });
    const { observation: found } = await session.step('<search>kira LIND, born</search>');
    expect(found.split('\n')[1]).toBe('Kira Lind was born in Juniper Rock in 1916.');
    expect(session.expert?.()).toEqual({
      thought: 'Kira Lind was born in Juniper Rock.',
      action: 'answer[Juniper Rock]',
    });
    expect(await session.step('answer[the juniper rock.]')).toEqual({
      observation: 'That is right.',
      reward: 1,
      done: true,
    });
    expect(await session.step('answer[Juniper Rock]')).toEqual({
      observation: 'The question is over. Nothing more counts.',
      reward: 0,
      done: true,
    });
  });

  it('compares two things', async () => {
    const { session, observation } = await opened(59);
    expect(observation).toBe('Question: Which film came out first, Song of Steel or Night of Snow?');
    for (let i = 0; i < 2; i++) await session.step(session.expert?.().action ?? '');
    expect(session.expert?.()).toEqual({
      thought: 'Night of Snow came out in 1967. 1961 is before 1967.',
      action: 'answer[Song of Steel]',
    });
  });

  it('is over with a wrong answer, or goes on where that is set', async () => {
    const { session } = await opened(MAYOR);
    expect(await session.step('answer[Rowan Ford]')).toEqual({ observation: 'That is wrong.', reward: 0, done: true });
    expect(await session.step('answer[Juniper Rock]')).toMatchObject({ reward: 0, done: true });
    const { session: patient } = await opened(MAYOR, { wrongAnswer: 'goes-on' });
    expect(await patient.step('answer[Rowan Ford]')).toEqual({
      observation: 'That is wrong. Search or answer again.',
      reward: 0,
      done: false,
    });
    expect(await patient.step('answer[Juniper Rock]')).toMatchObject({ reward: 1, done: true });
  });

  it.each([
    ['', 'There was no action.'],
    [' \n', 'There was no action.'],
    ['find[Kira]', 'That is not an action.'],
    ['search Kira', 'That is not an action.'],
    ['search[Kira', 'The bracket is not closed.'],
    ['search[]', 'There is nothing to search for in the brackets.'],
    ['<search> </search>', 'There is nothing to search for in the brackets.'],
    ['answer[ ]', 'There is no answer in the brackets.'],
  ])('says what is wrong with %j', async (action, why) => {
    const { session } = await opened(MAYOR);
    expect(await session.step(action)).toEqual({
      observation: `${why} Say search[words] or answer[text].`,
      reward: 0,
      done: false,
    });
  });

  it.each(['xyzzy', '?!', '東京'])('finds nothing for %j', async (query) => {
    const { session } = await opened(MAYOR);
    const { observation } = await session.step(`search[${query}]`);
    expect(observation).toBe('Information: nothing was found.');
  });

  it.each([1, 2, 5])('shows %d passages where that is set', async (results) => {
    const { session } = await opened(MAYOR, { results });
    expect((await session.step('search[Rowan]')).observation.split('\n')).toHaveLength(1 + results);
  });

  it('suggests what was named', async () => {
    const { session } = await opened(MAYOR);
    expect(session.actions?.()).toEqual(['search[Rowan Ford town]', 'search[Rowan Ford mayor]', 'answer[Rowan Ford]']);
    await session.step('search[Rowan Ford mayor]');
    expect(session.actions?.()).toEqual(expect.arrayContaining(['search[Kira Lind born]', 'answer[Galdor]']));
  });

  it('does not exist under another id', async () => {
    const session = await createSearch().open();
    await expect(session.reset({ itemId: 'search_2', index: 3, split: 'train' }, 0)).rejects.toMatchObject({
      code: 'E_ENV_TASK',
    });
    await expect(session.reset({ itemId: 'search_-1', index: -1, split: 'train' }, 0)).rejects.toMatchObject({
      code: 'E_ENV_TASK',
    });
  });
});

describe('the expert', () => {
  it.each([1, 3])('answers every question by listed actions within the rounds, %d passages shown', async (results) => {
    const environment = createSearch({ results });
    const session = await environment.open();
    const lost: string[] = [];
    for (const task of SPLITS.flatMap((split) => environment.tasks(split))) {
      await session.reset(task, 0);
      let last = { reward: 0, done: false };
      for (let round = 0; round < environment.maxRounds && !last.done; round++) {
        const { action } = session.expert?.() ?? { action: '' };
        if (session.actions?.().includes(action) !== true) lost.push(`${task.itemId}: ${action}`);
        last = await session.step(action);
      }
      if (last.reward !== 1) lost.push(task.itemId);
    }
    expect(lost).toEqual([]);
  });

  it('says only what was shown, and goes on after searches that were not its own', async () => {
    const environment = createSearch();
    const session = await environment.open();
    const draws = random(7);
    for (const task of environment.tasks('dev').slice(0, 80)) {
      let seen = (await session.reset(task, 0)).observation;
      for (let round = 0, done = false; !done; round++) {
        const { thought, action } = session.expert?.() ?? { thought: '', action: '' };
        // Names and numbers that are told have been seen.
        const words = thought.match(/\b(?:[A-Z][a-z]+ [A-Z][a-z]+|\d+)\b/gu) ?? [];
        for (const word of words.filter((one) => !/^(?:I|The|Mount) /u.test(one))) expect(seen).toContain(word);
        const searches = session.actions?.().filter((one) => one.startsWith('search')) ?? [];
        const step = await session.step(round % 2 === 0 ? draws.pick(searches) : action);
        seen += step.observation;
        ({ done } = step);
        if (done) expect(step.reward).toBe(1);
      }
    }
  });
});

describe('rules', () => {
  const word = fc.constantFrom('Rowan', 'Ford', 'mayor', 'the', 'Lind', '1912', ']', '[', '<answer>', '</answer>');
  const action = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('search[', 'answer[', '<search>', ''), fc.array(word))
      .map(([a, b]) => `${a}${b.join(' ')}]`),
  );

  it('hold for any actions: rewards stay in range, only answers end it, and the same again is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5000), fc.array(action, { maxLength: 12 }), async (index, actions) => {
        const [one, other] = [await opened(index), await opened(index)];
        let over = false;
        for (const said of actions) {
          const step = await one.session.step(said);
          expect(await other.session.step(said)).toEqual(step);
          expect([0, 1]).toContain(step.reward);
          expect(step.observation).not.toBe('');
          if (over) expect(step).toMatchObject({ reward: 0, done: true });
          else if (step.done) expect(said.toLowerCase()).toContain('answer');
          over ||= step.done;
        }
      }),
    );
  });

  it('stand 100,000 random steps', async () => {
    const environment = createSearch();
    const session = await environment.open();
    const draws = random(3);
    const tasks = environment.tasks('train');
    let [won, wrong] = [0, 0];
    for (let steps = 0, episode = 0; steps < 100_000; episode++) {
      await session.reset(draws.pick(tasks), episode);
      for (let done = false; !done; steps++) {
        const step = await session.step(draws.pick(session.actions?.() ?? []));
        if (step.reward !== 0 && !(step.reward === 1 && step.done)) wrong += 1;
        won += step.reward;
        ({ done } = step);
      }
    }
    expect(won).toBeGreaterThan(0);
    expect(wrong).toBe(0);
  });
});
