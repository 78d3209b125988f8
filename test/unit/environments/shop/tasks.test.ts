import { describe, expect, it } from 'vitest';
import { ownShop } from '../../../../src/environments/builtin/shop/catalogue.ts';
import { createShop } from '../../../../src/environments/builtin/shop/environment.ts';
import { goalAt, kindOf, LEVELS } from '../../../../src/environments/builtin/shop/goals.ts';
import { alike } from '../../../../src/environments/builtin/shop/match.ts';
import { rewardOf } from '../../../../src/environments/builtin/shop/reward.ts';
import { fingerprint } from '../../../../src/environments/builtin/shop/session.ts';
import { splitOf } from '../../../../src/environments/builtin/shop/tasks.ts';
import { BRANDS, DEPARTMENTS, USES } from '../../../../src/environments/builtin/shop/words.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';

const environment = createShop();
const all = SPLITS.flatMap((split) => environment.tasks(split));

describe('the catalogue', () => {
  it('has 3168 products, each with its own id, four attributes and two options', () => {
    const { products } = ownShop();
    expect(products).toHaveLength(3168);
    expect(new Set(products.map(({ id }) => id)).size).toBe(3168);
    for (const { attributes, options, price, title, query } of products) {
      expect([new Set(attributes).size, options.length]).toEqual([4, 2]);
      expect(price >= 5 && price <= 99 && title.endsWith(query)).toBe(true);
    }
  });

  it('has no two words in a department that the reward would take for one another', () => {
    for (const { types, attributes, axes } of DEPARTMENTS) {
      const words = [...types, ...attributes, ...axes.flatMap(({ name, values }) => [name, ...values])];
      expect(new Set(words).size).toBe(words.length);
      for (const word of words) expect(words.filter((other) => other !== word && alike(other, word))).toEqual([]);
      // An attribute also counts where a text only has it as part of a word.
      const texts = [...types, ...attributes, ...BRANDS, ...USES, 'makes', 'this', 'for', 'and'];
      for (const attribute of attributes)
        expect(texts.filter((text) => text.toLowerCase().includes(attribute))).toEqual([attribute]);
    }
    const types = DEPARTMENTS.flatMap((one) => one.types);
    expect(new Set(types).size).toBe(types.length);
  });

  it('is searched: all words before some', () => {
    const found = ownShop().search('Canvas SNEAKERS!');
    expect(found).toHaveLength(50);
    const fitting = found.map(({ title }) => title.includes('canvas') && title.includes('sneakers'));
    expect(fitting.slice(0, 5)).toEqual([true, true, true, true, true]);
    expect(ownShop().search('qwertz')).toEqual([]);
  });
});

describe('shop tasks', () => {
  it('are enough, with no id, no instruction and no state twice', () => {
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([750, 300, 250]);
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([750, 300, 250]);
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(all.map(({ index }) => goalAt(index).instruction)).size).toBe(all.length);
    expect(new Set(all.map(({ index }) => fingerprint(ownShop(), goalAt(index)))).size).toBe(all.length);
  });

  it('ask in each split for kinds of things that no other split asks for', () => {
    const splits = new Map<string, string>();
    for (const { index, split } of all) {
      const goal = goalAt(index);
      expect(splitOf(goal)).toBe(split);
      const kind = kindOf(goal).join(' ');
      expect(splits.get(kind) ?? split).toBe(split);
      splits.set(kind, split);
    }
  });

  it('come from the levels in turn', () => {
    expect(
      environment
        .tasks('train')
        .slice(0, 5)
        .map(({ group }) => group),
    ).toEqual(LEVELS);
    const easy = createShop({ levels: ['price', 'attribute'] });
    expect(easy.taskCount('dev')).toBe(120);
    expect(new Set(easy.tasks('dev').map(({ group }) => group))).toEqual(new Set(['attribute', 'price']));
  });

  it('ask for what their product has', () => {
    for (let index = 0; index < 2000; index++) {
      const goal = goalAt(index);
      const { options, target } = goal;
      const chosen = options.map(({ value }) => value);
      expect([index, rewardOf(goal, target, chosen)]).toEqual([index, 1]);
      for (const { name, value } of options)
        expect(target.options.find((one) => one.name === name)?.values).toContain(value);
    }
  });

  it('are won by the expert, by listed actions, within the rounds, in both views', async () => {
    for (const observation of ['compact', 'full'] as const) {
      const shop = createShop({ observation });
      const session = await shop.open();
      const lost: string[] = [];
      for (const task of all) {
        await session.reset(task, 0);
        let last = { reward: 0, done: false };
        for (let round = 0; round < shop.maxRounds && !last.done; round++) {
          const { action } = session.expert?.() ?? { action: '' };
          if (session.actions?.().includes(action) !== true) lost.push(`${task.itemId}: ${action}`);
          last = await session.step(action);
        }
        if (last.reward !== 1) lost.push(task.itemId);
      }
      expect(lost).toEqual([]);
    }
  });

  it('stay the same', () => {
    expect(
      [0, 1, 2, 3, 4, 1000].map((index) => fingerprint(ownShop(), goalAt(index)).slice(0, 12)),
    ).toMatchInlineSnapshot(`
      [
        "907a13a16cc0",
        "9b385ac9f53e",
        "00d8e6f8e33c",
        "76c6b9e20a45",
        "95f4a55015f9",
        "52ae8a677f4b",
      ]
    `);
    expect([0, 1, 2, 3, 4].map((index) => goalAt(index).instruction)).toMatchInlineSnapshot(`
      [
        "Find: washable harness.",
        "Find: stackable pan, at most 100 dollars.",
        "Find: canvas sneakers, color blue.",
        "Find: round desk, color blue, size huge, at most 30 dollars.",
        "Find: stackable copper kettle, color black, size small, at most 50 dollars.",
      ]
    `);
    expect(
      environment
        .tasks('eval')
        .slice(0, 6)
        .map(({ itemId }) => itemId),
    ).toMatchInlineSnapshot(`
      [
        "shop_10",
        "shop_11",
        "shop_32",
        "shop_43",
        "shop_9",
        "shop_15",
      ]
    `);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    for (const index of [-1, 0.5, Number.NaN])
      await expect(reset(`shop_${index}`, index)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('shop_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('click[red]')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it.each([
    { levels: [] },
    { levels: ['hard'] },
    { maxRounds: 0 },
    { observation: 'html' as 'full' },
    { products: 'a.json' },
    { instructions: 'a.json' },
    { products: 'a.json', attributes: 'b.json', levels: ['price'] },
  ])('refuses options %o', (options) => {
    expect(() => createShop(options)).toThrow(/shop: /u);
  });
});
