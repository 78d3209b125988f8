import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { wordsOf } from './words.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { allGoals } from '../../../../src/environments/builtin/textcraft/goals.ts';
import { recipeBook } from '../../../../src/environments/builtin/textcraft/recipes.ts';
import { type Session, SPLITS, type Task } from '../../../../src/environments/contract.ts';

const environment = createTextcraft();
const all = SPLITS.flatMap((split) => environment.tasks(split));
const task = (goal: string): Task => {
  const index = allGoals().findIndex(({ item }) => item === goal);
  return { itemId: `textcraft_${index}`, index, split: 'train' };
};

describe('a textcraft session', () => {
  let session: Session;
  const say = async (action: string) => (await session.step(action)).observation.split('\n');
  /** The first line of the answer. */
  const answer = async (action: string) => (await say(action))[0];

  beforeEach(async () => {
    session = await environment.open();
    await session.reset(task('chest'), 0);
  });

  it('restates what is carried and the goal after every action', async () => {
    const { observation } = await session.reset(task('torch'), 0);
    expect(observation).toMatch(/^Crafting commands:\n[\s\S]*\nGoal: craft torch\.$/);
    expect(await say('inventory')).toEqual(['You have nothing.', 'Goal: craft torch.']);
    expect(await say('get 2 coal')).toEqual(['Got 2 coal.', 'You have 2 coal.', 'Goal: craft torch.']);
    expect(await say('get 2 bamboo')).toEqual(['Got 2 bamboo.', 'You have 2 bamboo, 2 coal.', 'Goal: craft torch.']);
    expect(await say('craft 1 stick using 2 bamboo')).toEqual([
      'Crafted 1 stick.',
      'You have 1 stick, 2 coal.',
      'Goal: craft torch.',
    ]);
    expect(await say('nonsense')).toHaveLength(3);
  });

  it('rewards the goal once, and accepts nothing afterwards', async () => {
    await session.reset(task('torch'), 0);
    for (const action of ['get 1 charcoal', 'get 2 bamboo', 'craft 1 stick using 2 bamboo']) {
      expect(await session.step(action)).toMatchObject({ reward: 0, done: false });
    }
    expect(await session.step('craft 4 torch using 1 coals, 1 stick')).toEqual({
      observation: 'Crafted 4 torch.\nThe goal is reached.',
      reward: 1,
      done: true,
    });
    for (const action of ['get 1 coal', 'craft 4 torch using 1 coals, 1 stick', 'inventory', '']) {
      expect(await session.step(action)).toEqual({ observation: 'The task is over.', reward: 0, done: true });
    }
  });

  it('forgives case, white space, a full stop and the game’s own names', async () => {
    expect(await answer('  GET 2   minecraft:oak_log. ')).toBe('Got 2 oak log.');
    expect(await answer('get 1 oak_log')).toBe('Got 1 oak log.');
    expect((await say('Inventory'))[0]).toBe('You have 3 oak log.');
  });

  it.each([
    ['', /^The action is empty\. Say get N item/],
    ['   \n ', /^The action is empty/],
    ['dance', /^The action is not understood\. Say get N item/],
    ['get', /not understood/],
    ['get oak log', /not understood/],
    ['get two oak log', /not understood/],
    ['get 1.5 oak log', /not understood/],
    ['get 0 oak log', 'The number must be at least 1.'],
    ['get -3 oak log', 'The number must be at least 1.'],
    ['get 100 oak log', 'You can carry at most 99 oak log.'],
    [`get ${'9'.repeat(400)} oak log`, 'You can carry at most 99 oak log.'],
    ['get 1 unobtainium', 'There is no such item.'],
    ['get 1 constructor', 'There is no such item.'],
    ['get 1 stick', 'stick cannot be found. It must be crafted.'],
    ['get 1 chest', 'chest cannot be found. It must be crafted.'],
    ['get 4 planks', /^planks can be any of several items, such as \w+( \w+)? planks\. Name one\.$/],
    ['craft 8 planks using 2 oak log', /^planks can be any of several items/],
    ['craft chest', /not understood/],
    ['craft 1 chest', /not understood/],
    ['craft 1 chest using planks', /^After using, each item needs a number/],
    ['craft 1 chest using 8 planks,', /^After using, each item needs a number/],
    ['craft 1 chest using 0 planks', /^After using, each item needs a number/],
    ['craft 1 chest using 7 planks', 'chest needs exactly 8 planks.'],
    ['craft 1 chest using 8 planks, 1 stick', 'chest does not need stick.'],
    ['craft 1 chest using 8 planks, 1 gadget', 'There is no such item.'],
    ['craft 2 chest using 8 planks', 'The listed command makes 1 chest. Say exactly that.'],
    ['craft 2 chest using 16 planks', 'chest needs exactly 8 planks.'],
    ['craft -1 chest using 8 planks', 'The listed command makes 1 chest. Say exactly that.'],
    ['craft 1 chest using 8 planks', 'Not enough planks. 8 needed, 0 carried.'],
    ['craft 1 oak log using 1 stick', 'oak log cannot be crafted. Get it.'],
    ['craft 1 netherite block using 9 netherite ingot', 'No listed command crafts netherite block.'],
    ['craft 1 gadget using 1 stick', 'There is no such item.'],
  ] as const)('answers %j', async (action, expected) => {
    const { observation, reward, done } = await session.step(action);
    const [first] = observation.split('\n');
    if (typeof expected === 'string') expect(first).toBe(expected);
    else expect(first).toMatch(expected);
    expect({ reward, done, after: (await say('inventory'))[0] }).toEqual({
      reward: 0,
      done: false,
      after: 'You have nothing.',
    });
  });

  it('carries at most 99 of an item', async () => {
    expect(await answer('get 99 oak log')).toBe('Got 99 oak log.');
    expect(await answer('get 1 oak log')).toBe('You can carry at most 99 oak log.');
  });

  it('takes any member of a generic ingredient, mixed, by its generic name or by name', async () => {
    await session.reset(task('smoker'), 0);
    const furnace = 'craft 1 furnace using 8 stone crafting materials';
    expect(await answer('get 5 cobblestone')).toBe('Got 5 cobblestone.');
    expect(await answer(furnace)).toBe('Not enough stone crafting materials. 8 needed, 5 carried.');
    expect(await answer('get 4 blackstone')).toBe('Got 4 blackstone.');
    expect(await answer('craft 1 furnace using 3 cobblestone, 5 blackstone')).toBe(
      'Not enough blackstone. 5 needed, 4 carried.',
    );
    expect(await answer('craft 1 furnace using 3 cobblestone, 4 blackstone')).toBe(
      'furnace needs exactly 8 stone crafting materials.',
    );
    expect(await say('craft 1 furnace using 4 blackstone, 4 cobblestone')).toEqual([
      'Crafted 1 furnace.',
      'You have 1 furnace, 1 cobblestone.',
      'Goal: craft smoker.',
    ]);
    for (const action of ['get 1 oak log', 'get 2 crimson stem', 'get 1 stripped warped stem'])
      await session.step(action);
    expect(await answer('craft 1 smoker using 1 furnace, 4 logs')).toBe('Crafted 1 smoker.');
  });

  it('takes ingredients in any order, and by member and generic name together', async () => {
    await session.reset(task('smoker'), 0);
    for (const action of [
      'get 8 cobblestone',
      'craft 1 furnace using 8 cobblestone',
      'get 3 oak log',
      'get 1 birch log',
    ]) {
      expect((await session.step(action)).observation).toMatch(/^(Got|Crafted)/);
    }
    expect(await session.step('craft 1 smoker using 2 oak log, 2 logs, 1 furnace')).toMatchObject({
      reward: 1,
      done: true,
    });
  });

  it('begins anew at every reset', async () => {
    await session.step('get 9 oak log');
    const again = await session.reset(task('chest'), 0);
    expect(again).toEqual(await session.reset(task('chest'), 1));
    expect(await answer('inventory')).toBe('You have nothing.');
  });

  it('cannot be used before it is reset', async () => {
    await expect((await environment.open()).step('inventory')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it('offers actions that are all understood', async () => {
    for (const one of all.slice(0, 200)) {
      await session.reset(one, 0);
      const actions = session.actions?.() ?? [];
      expect(actions).toContain('inventory');
      for (const action of actions)
        expect(await answer(action)).toMatch(/^(Got|Crafted|You have|Not enough|The task is)/);
    }
  });
});

describe('a policy that says anything', () => {
  const book = recipeBook();
  const names = [...book.items, ...book.generics.keys(), 'gadget', '', 'constructor', '__proto__'];
  const name = fc.constantFrom(...names);
  const count = fc.oneof(fc.integer({ min: -3, max: 120 }), fc.double(), fc.constant('two'));
  const part = fc.tuple(count, name).map(([n, item]) => `${n} ${item}`);
  const action = fc.oneof(
    part.map((wanted) => `get ${wanted}`),
    fc.tuple(part, fc.array(part, { maxLength: 4 })).map(([made, parts]) => `craft ${made} using ${parts.join(', ')}`),
    fc.string(),
    fc.constant('inventory'),
    fc.nat(),
  );

  it('is answered shortly, in known words, never thrown at, and rewarded for the goal alone', async () => {
    const lexicon = wordsOf(...environment.lexicon());
    const session = await environment.open();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), fc.array(action, { maxLength: 40 }), async (one, actions) => {
        await session.reset(one, 0);
        const goal = allGoals()[one.index % 544]?.item ?? '';
        let over = false;
        for (const next of actions) {
          // A number stands for one of the legal actions.
          const legal = session.actions?.() ?? [];
          const { observation, reward, done } = await session.step(
            typeof next === 'number' ? (legal[next % legal.length] ?? '') : next,
          );
          expect(observation.split(/\s+/).length).toBeLessThanOrEqual(40);
          expect([...wordsOf(observation)].filter((word) => !lexicon.has(word))).toEqual([]);
          for (const number of observation.match(/-?\d+/g) ?? []) {
            expect(Number(number)).toBeGreaterThanOrEqual(0);
            expect(Number(number)).toBeLessThanOrEqual(99);
          }
          const reached = !over && new RegExp(`^Crafted \\d+ ${goal}\\.\n`).test(observation);
          expect({ reward, done }).toEqual({ reward: reached ? 1 : 0, done: over || reached });
          over = done;
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('the instructions', () => {
  it('are short, give the answer format, and are answered', () => {
    const messages = environment.instructions('react');
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(messages[0]?.content.split(/\s+/).length).toBeLessThanOrEqual(80);
    expect(messages[0]?.content).toMatch(/Thought: .+\nAction: /);
    expect(messages[1]?.content).toBe('OK.');
  });
});
