/** A user's products, attributes and instructions, in the shapes of WebShop's files. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import { EnvironmentSchema } from '../../../../src/config/stages/environment.ts';
import { createShop } from '../../../../src/environments/builtin/shop/environment.ts';
import { createEnvironment } from '../../../../src/environments/catalog.ts';
import { type Environment, SPLITS } from '../../../../src/environments/contract.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const folder = scratchDirectory('shop-files');

const SHIRT = {
  asin: 'B01SHIRT00',
  name: 'Long Sleeve Cotton Shirt for Men',
  category: 'fashion',
  query: "men's shirts ",
  product_category: 'Clothing › Men › Shirts',
  full_description: 'A shirt.',
  small_description: ['Machine wash', 'Button closure'],
  pricing: '$24.99',
  images: ['x.jpg'],
  customization_options: {
    Color: [
      { value: 'Navy Blue', image: 'x.jpg' },
      { value: 'Black/White', image: null },
    ],
    Size: [{ value: 'Small' }, { value: 'Large' }],
    Fit: null,
  },
};
const LAMP = {
  asin: 'B02LAMP000',
  name: 'Desk Lamp',
  category: 'garden',
  query: 'lamps',
  product_category: 'Home › Lamps',
  full_description: null,
  small_description: '',
  pricing: '$10.00$20.00',
  images: [],
  customization_options: '',
};
const MARKS = {
  B01SHIRT00: {
    attributes: ['machine wash', 'long sleeve'],
    instruction: 'Find me long sleeve shirts',
    instruction_attributes: ['long sleeve'],
  },
  B02LAMP000: { attributes: ['easy clean'], instruction: null, instruction_attributes: null },
};
const TOLD = {
  B01SHIRT00: [
    {
      asin: 'B01SHIRT00',
      instruction: 'i want a navy shirt that can be machine washed.',
      instruction_attributes: ['machine wash'],
      instruction_options: ['navy blue', 'large'],
      worker_id: 'x',
    },
    { instruction: 'i want a shirt', instruction_attributes: [], instruction_options: [] },
  ],
  B02LAMP000: [{ instruction: 'i want a lamp', instruction_attributes: ['easy clean'], instruction_options: {} }],
};

let files = 0;
function file(value: unknown): string {
  const path = join(folder, `${files++}.json`);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

function shopOf(changes: { items?: unknown; marks?: unknown; told?: unknown } = {}): Environment {
  const { items = [SHIRT, LAMP], marks = MARKS, told } = changes;
  const human = told === undefined ? {} : { instructions: file(told) };
  return createShop({ products: file(items), attributes: file(marks), ...human, observation: 'full' });
}

const tasksOf = (environment: Environment) =>
  SPLITS.flatMap((split) => environment.tasks(split)).toSorted((a, b) => a.index - b.index);

describe('goals that people wrote', () => {
  it('are played: shown, searched, and scored by the formula', async () => {
    const environment = shopOf({ told: TOLD });
    expect(environment.unlisted).toBe(true);
    const tasks = tasksOf(environment);
    expect(tasks.map(({ itemId, group }) => [itemId, group])).toEqual([
      ['shop_0', '2 options'],
      ['shop_1', '0 options'],
    ]);
    const [first] = tasks;
    if (!first) throw new Error('no tasks');
    const session = await environment.open();
    const { observation } = await session.reset(first, 0);
    expect(observation).toMatch(
      /^WebShop \[SEP\] Instruction: \[SEP\] i want a navy shirt that can be machine washed, and price lower than (40|50|60)\.00 dollars \[SEP\] Search$/u,
    );
    expect((await session.step('search[cotton shirt]')).observation).toContain(
      'B01SHIRT00 [SEP] Long Sleeve Cotton Shirt for Men [SEP] $24.99',
    );
    expect((await session.step('click[b01shirt00]')).observation).toContain(
      'color [SEP] navy blue [SEP] black | white [SEP] size [SEP] small [SEP] large [SEP] Long Sleeve',
    );
    await session.step('click[navy blue]');
    expect(await session.step('click[buy now]')).toMatchObject({ reward: 3 / 4, done: true });
  });

  it('are won by the expert', async () => {
    const environment = shopOf({ told: TOLD });
    const session = await environment.open();
    for (const task of tasksOf(environment)) {
      await session.reset(task, 0);
      let last = { reward: 0, done: false };
      for (let round = 0; round < environment.maxRounds && !last.done; round++) {
        const { action } = session.expert?.() ?? { action: '' };
        expect(session.actions?.()).toContain(action);
        last = await session.step(action);
      }
      expect(last).toMatchObject({ reward: 1, done: true });
    }
  });

  it('take another product for what it is worth', async () => {
    const environment = shopOf({ told: TOLD });
    const session = await environment.open();
    const [first] = tasksOf(environment);
    if (!first) throw new Error('no tasks');
    await session.reset(first, 0);
    for (const action of ['search[lamp]', 'click[B02LAMP000]']) await session.step(action);
    expect(await session.step('click[Buy Now]')).toMatchObject({ reward: 0, done: true });
  });
});

it('makes goals of the attributes where nobody wrote any: one for each combination of options', async () => {
  const environment = shopOf();
  const tasks = tasksOf(environment);
  expect(tasks).toHaveLength(4);
  const session = await environment.open();
  const [, second] = tasks;
  const { observation } = second ? await session.reset(second, 0) : { observation: '' };
  expect(observation).toContain(
    'Find me long sleeve shirts with color: navy blue, and size: large, and price lower than',
  );
  expect(new Set(tasks.map(({ split }) => split)).size).toBe(1);
});

it.each([
  [{ items: '[' }, 'JSON'],
  [{ items: [] }, 'Too small'],
  [{ items: [SHIRT, { ...LAMP, name: 7 }] }, '1.name: '],
  [{ items: [{ ...SHIRT, customization_options: { Color: [{ image: 'x' }] } }] }, '0.customization_options'],
  [{ marks: [] }, 'expected record'],
  [{ marks: { B01SHIRT00: { attributes: 'x' } } }, 'B01SHIRT00.attributes'],
  [{ told: { B01SHIRT00: [{ instruction: 'x' }] } }, 'B01SHIRT00.0.instruction_attributes'],
  [{ told: {} }, 'no instruction for a product'],
])('says which file and entry are wrong: %j', (changes, why) => {
  const environment = shopOf(changes);
  expect(() => environment.taskCount('dev')).toThrow(why);
  expect(() => environment.taskCount('dev')).toThrow(folder);
});

it('says which file is missing', () => {
  const environment = createShop({ products: join(folder, 'none.json'), attributes: file(MARKS) });
  expect(() => environment.tasks('train')).toThrow('none.json cannot be used');
});

describe('the config', () => {
  const parse = (entry: object) =>
    EnvironmentSchema.safeParse({ name: 'shop', ...entry }).error?.issues.map(({ message }) => message) ?? [];

  it.each([
    [{}, ''],
    [{ levels: ['price'], observation: 'full' }, ''],
    [{ products: 'a', attributes: 'b', instructions: 'c' }, ''],
    [{ products: 'a' }, '`products` and `attributes` go together: `attributes` is missing'],
    [{ attributes: 'a' }, '`products` and `attributes` go together: `products` is missing'],
    [{ instructions: 'a' }, '`instructions` are of `products`, which is missing'],
    [{ products: 'a', attributes: 'b', levels: ['price'] }, '`levels` are those of its own catalogue'],
  ])('%j', (entry, message) => {
    expect(parse(entry).join()).toBe(message);
  });

  it('opens a shop from files, relative to a base', async () => {
    file([SHIRT]);
    const products = `${files - 1}.json`;
    file(MARKS);
    const attributes = `${files - 1}.json`;
    const entry = EnvironmentSchema.parse({ name: 'shop', products, attributes });
    expect(tasksOf(await createEnvironment(entry, { base: folder }))).toHaveLength(4);
  });

  it('finds files beside itself, and says which one is missing', async () => {
    const products = file([SHIRT]);
    const attributes = file(MARKS);
    const load = async (named: string) => {
      const config = join(folder, 'shop.yaml');
      const entry = { name: 'shop', products: basename(products), attributes: named };
      writeFileSync(config, JSON.stringify({ name: 'x', environments: [entry] }));
      return (await loadConfig(config)).config.environments[0];
    };
    expect(await load(basename(attributes))).toMatchObject({ products, attributes });
    await expect(load('none.json')).rejects.toMatchObject({
      message: expect.stringContaining('`none.json` does not exist'),
    });
  });
});
