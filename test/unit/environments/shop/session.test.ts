import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createShop, type ShopOptions } from '../../../../src/environments/builtin/shop/environment.ts';
import type { Session } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';

async function opened(index: number, options: ShopOptions = {}): Promise<{ session: Session; observation: string }> {
  const session = await createShop(options).open();
  const { observation } = await session.reset({ itemId: `shop_${index}`, index, split: 'train' }, 0);
  return { session, observation };
}

/** Plays actions; the last answer. */
async function after(session: Session, ...actions: string[]) {
  let last = { observation: '', reward: 0, done: false };
  for (const action of actions) last = await session.step(action);
  return last;
}

describe('a visit', () => {
  it('finds a product, chooses an option and buys', async () => {
    const { session, observation } = await opened(2);
    const goal = 'Find: canvas sneakers, color blue.';
    const buttons = 'Buttons: Description, Features, Reviews, Buy Now, < Prev, Back to Search';
    expect(observation).toBe(`${goal}\nSearch page.`);
    expect((await session.step('search[canvas sneakers]')).observation).toBe(`${goal}
Page 1 of 10:
sneakers 1: Ilmaro canvas warm sneakers, 32 dollars
sneakers 15: Quinbo vegan canvas sneakers, 81 dollars
sneakers 22: Lumeno canvas cushioned sneakers, 14 dollars
sneakers 26: Ilmaro canvas cushioned sneakers, 69 dollars
sneakers 36: Ilmaro lined canvas sneakers, 29 dollars
Buttons: Next >, Back to Search`);
    expect((await session.step('click[sneakers 15]')).observation).toBe(`${goal}
sneakers 15: Quinbo vegan canvas sneakers, 81 dollars
color: black, white, blue, gray, brown
size: 6, 9, 10, 11, 12
${buttons}`);
    expect((await session.step('click[blue]')).observation).toContain('\nChosen: blue\n');
    expect(await session.step('click[Buy Now]')).toEqual({
      observation: 'You bought sneakers 15. Your score: 100 of 100.',
      reward: 1,
      done: true,
    });
    expect(await session.step('click[Buy Now]')).toEqual({ observation: 'The visit is over.', reward: 0, done: true });
  });

  it('gives part of the reward for part of what was asked for', async () => {
    const { session } = await opened(2);
    expect(await after(session, 'search[canvas sneakers]', 'click[sneakers 15]', 'click[Buy Now]')).toEqual({
      observation: 'You bought sneakers 15. Your score: 67 of 100.',
      reward: 2 / 3,
      done: true,
    });
    const { session: other } = await opened(2);
    expect(await after(other, 'search[mug]', 'click[mug 1]', 'click[Buy Now]')).toMatchObject({
      reward: 0,
      done: true,
    });
  });

  it('turns pages and goes back', async () => {
    const { session } = await opened(2);
    const first = await after(session, 'search[sneakers]');
    const second = await after(session, 'click[Next >]');
    expect(second.observation).toContain('Page 2 of 9:');
    const item = /\n(sneakers \d+):/u.exec(second.observation)?.[1] ?? '';
    const page = await after(session, `click[${item}]`);
    for (const sub of ['Description', 'Features', 'Reviews']) {
      expect((await session.step(`click[${sub}]`)).observation).toContain(`${sub} of ${item}:`);
      expect(session.actions?.()).toEqual(['click[< Prev]', 'click[Back to Search]']);
      expect(await session.step('click[< Prev]')).toEqual(page);
    }
    expect(await session.step('click[< Prev]')).toEqual(second);
    expect(await session.step('click[< Prev]')).toEqual(first);
    expect((await session.step('click[Back to Search]')).observation).toContain('Search page.');
    expect((await session.step('search[qwertz]')).observation).toContain('No results.\nButtons: Back to Search');
  });

  it('keeps options while reading about the product, and forgets them when it is opened again', async () => {
    const { session } = await opened(2);
    const chosen = ['click[sneakers 15]', 'click[black]', 'click[blue]', 'click[9]'];
    const kept = await after(session, 'search[canvas sneakers]', ...chosen, 'click[Features]', 'click[< Prev]');
    expect(kept.observation).toContain('Chosen: blue, 9\n');
    const again = await after(session, 'click[< Prev]', 'click[sneakers 15]');
    expect(again.observation).not.toContain('Chosen');
  });

  it.each([
    ['', 'there was no action'],
    ['buy now', 'actions are search[words] and click[label]'],
    ['click[sneakers 15] now', 'actions are search[words] and click[label]'],
    ['search[]', 'a search needs words'],
    ['click[Buy Now]', 'there is no such thing to click here'],
    ['click[]', 'there is no such thing to click here'],
  ])('says why `%s` does nothing', async (action, why) => {
    const { session, observation } = await opened(2);
    expect(await session.step(action)).toEqual({
      observation: `Nothing happens: ${why}.\n${observation}`,
      reward: 0,
      done: false,
    });
  });

  it('searches on the search page alone', async () => {
    const { session } = await opened(2);
    const results = await session.step('search[sneakers]');
    expect((await session.step('search[boots]')).observation).toBe(
      `Nothing happens: only the search page can search.\n${results.observation}`,
    );
  });

  it('reads actions as a word-level model writes them', async () => {
    const { session } = await opened(2);
    const { observation } = await after(session, ' Search [ canvas sneakers ]', 'CLICK [ next> ]', 'click[ <  prev ]');
    expect(observation).toContain('Page 1 of 10:');
  });

  it('has the form of WebShop in the full view, with ten results a page', async () => {
    const { session, observation } = await opened(2, { observation: 'full' });
    const head = 'Instruction: [SEP] Find: canvas sneakers, color blue.';
    expect(observation).toBe(`WebShop [SEP] ${head} [SEP] Search`);
    const results = (await session.step('search[canvas sneakers]')).observation;
    expect(results).toContain(
      `${head} [SEP] Back to Search [SEP] Page 1 (Total results: 50) [SEP] Next > [SEP] sneakers 1 [SEP] Ilmaro canvas warm`,
    );
    expect(results.match(/\[SEP\] \$/gu)).toHaveLength(10);
    expect((await session.step('click[sneakers 15]')).observation).toBe(
      `${head} [SEP] Back to Search [SEP] < Prev [SEP] color [SEP] black [SEP] white [SEP] blue [SEP] gray [SEP] brown ` +
        '[SEP] size [SEP] 6 [SEP] 9 [SEP] 10 [SEP] 11 [SEP] 12 [SEP] Quinbo vegan canvas sneakers [SEP] Price: $81 ' +
        '[SEP] Rating: 5 of 5 [SEP] Description [SEP] Features [SEP] Reviews [SEP] Buy Now',
    );
    expect(await after(session, 'click[blue]', 'click[Buy Now]')).toMatchObject({ reward: 1, done: true });
  });

  it('tells a server its instruction and what can be clicked', async () => {
    const { session } = await opened(2);
    expect(session.details?.()).toEqual({
      instruction_text: 'Instruction: Find: canvas sneakers, color blue.',
      has_search_bar: true,
      clickables: ['search'],
    });
    await session.step('search[qwertz]');
    expect(session.details?.()).toMatchObject({ has_search_bar: false, clickables: ['back to search'] });
  });
});

describe('the expert', () => {
  it('goes on after moves that were not its own', async () => {
    const environment = createShop({ maxRounds: 60 });
    const session = await environment.open();
    const draws = random(7);
    for (const task of environment.tasks('train').slice(0, 25)) {
      let last = await session.reset(task, 0).then(() => ({ reward: 0, done: false }));
      for (let round = 0; round < 60 && !last.done; round++) {
        const others = (session.actions?.() ?? []).filter((action) => action !== 'click[Buy Now]');
        const action = round % 4 === 1 ? draws.pick(others) : (session.expert?.().action ?? '');
        last = await session.step(action);
      }
      expect([task.itemId, last.reward]).toEqual([task.itemId, 1]);
    }
  });

  it('says what is so: a product that it turns down lacks what it says', async () => {
    const { session } = await opened(2);
    const { observation } = await after(session, 'search[canvas sneakers]', 'click[sneakers 1]');
    expect(observation).toContain('color: red, gray, pink, yellow, purple');
    expect(session.expert?.()).toEqual({
      thought: 'sneakers 1 has no color blue. I go back.',
      action: 'click[< Prev]',
    });
    expect(await after(session, 'click[< Prev]')).toMatchObject({ done: false });
    expect(session.expert?.().action).toBe('click[sneakers 15]');
  });
});

describe('rules', () => {
  const someActions = ['search[warm coat]', 'click[Next >]', 'click[Buy Now]', 'click[red]', 'click[coat 1]'];
  const anything = fc.array(fc.oneof(fc.constantFrom(...someActions), fc.nat(), fc.string()), { maxLength: 25 });

  it('hold for any actions: what is listed does something, what is not does nothing, rewards stay in range', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3000), anything, async (index, moves) => {
        const { session } = await opened(index);
        let page = '';
        for (const move of moves) {
          const listed = session.actions?.() ?? [];
          const action = typeof move === 'number' ? (listed[move % listed.length] ?? '') : move;
          const { observation, reward, done } = await session.step(action);
          const refused = observation.startsWith('Nothing happens');
          if (listed.includes(action)) expect(refused).toBe(false);
          else if (!action.startsWith('search[')) expect(refused).toBe(true);
          if (refused && page !== '') expect(observation.endsWith(page)).toBe(true);
          expect(reward >= 0 && reward <= 1 && (done || reward === 0)).toBe(true);
          if (done) return;
          page = refused ? observation.slice(observation.indexOf('\n') + 1) : observation;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same in a replay', async () => {
    const draws = random(3);
    const [{ session }, { session: again }] = [await opened(4), await opened(4)];
    for (let i = 0; i < 60; i++) {
      const action = draws.pick(session.actions?.() ?? []);
      const there = await session.step(action);
      expect(await again.step(action)).toEqual(there);
      if (there.done) return;
    }
  });

  it('stand 100,000 random steps', async () => {
    for (const observation of ['compact', 'full'] as const) {
      const environment = createShop({ observation });
      const tasks = environment.tasks('train');
      const session = await environment.open();
      const draws = random(5);
      let done = true;
      for (let step = 0; step < 50_000; step++) {
        if (done) await session.reset(draws.pick(tasks), step);
        const actions = done || step % 7 ? (session.actions?.() ?? []) : someActions;
        const result = await session.step(draws.pick(actions));
        if (!(result.reward >= 0 && result.reward <= 1)) throw new Error(`reward ${result.reward} at ${step}`);
        done = result.done;
      }
    }
  }, 60_000);
});
