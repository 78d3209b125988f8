/** Goals and tasks in a user's catalogue, from WebShop's instruction files. A product's goals are all in one split. */
import { random, seedOf } from '../../../seeds.ts';
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { splitByHash } from '../splits.ts';
import type { GoalBank } from './bank.ts';
import { unusable } from '../json-file.ts';
import { HINT, type Marks, marksOf, productsOf, type Told, toldOf } from './files.ts';
import { guidedMove } from './guide.ts';
import { type Goal, type Product, Shop } from './shop.ts';

export interface ShopFiles {
  readonly products: string;
  readonly attributes: string;
  readonly instructions?: string;
}

interface Contents {
  readonly shop: Shop;
  readonly goals: readonly Goal[];
  readonly tasks: Readonly<Record<Split, readonly Task[]>>;
}

/** Goals that are made of one product's options at most. */
const MOST_COMBINATIONS = 100;

/** Read at the first use. @throws AgentgymError E_CONFIG_INVALID for files that are not of that shape. */
export function fileBank(files: ShopFiles): GoalBank {
  let read: Contents | undefined;
  const contents = (): Contents => {
    read ??= contentsOf(files);
    return read;
  };
  return {
    shop: () => contents().shop,
    count: (split) => contents().tasks[split].length,
    tasks: (split) => contents().tasks[split],
    at: (index) => contents().goals[index],
    expert: guidedMove,
  };
}

function contentsOf(files: ShopFiles): Contents {
  const marks = marksOf(files.attributes);
  const products = productsOf(files.products, marks);
  const told = files.instructions === undefined ? undefined : toldOf(files.instructions);
  const goals = products.flatMap((product) => (told ? humanGoals(product, told) : madeGoals(product, marks)));
  if (goals.length === 0)
    throw unusable(files.instructions ?? files.attributes, `it has no instruction for a product of ${files.products}`, {
      hint: HINT,
    });
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  for (const [index, { target, options }] of goals.entries()) {
    const split = splitByHash(['shop file split', target.id], { train: 60, dev: 80 });
    tasks[split].push({ itemId: `shop_${index}`, index, split, group: `${options.length} options` });
  }
  for (const split of SPLITS) tasks[split] = random(seedOf('shop file order', split)).shuffle(tasks[split]);
  return { shop: new Shop(products), goals, tasks };
}

function humanGoals(product: Product, told: Told): Goal[] {
  return (told[product.id] ?? []).flatMap((row, i) => {
    if (row.instruction_attributes.length === 0) return [];
    const options = Object.values(row.instruction_options).map((value) => ({ name: '', value: value.toLowerCase() }));
    const wanted = { product, attributes: row.instruction_attributes, options };
    return [goalOf(wanted, row.instruction.replaceAll(/^\.+|\.+$/gu, ''), i)];
  });
}

/** One for each combination of options, as in the original. */
function madeGoals(product: Product, marks: Marks): Goal[] {
  const { instruction, instruction_attributes: attributes } = marks[product.id] ?? {};
  if (!instruction || !attributes || attributes.length === 0) return [];
  return combinations(product).map((options, i) => {
    const said = options.map(({ name, value }) => `${name}: ${value}`).join(', and ');
    return goalOf({ product, attributes, options }, `${instruction}${said === '' ? '' : ` with ${said}`}`, i);
  });
}

type Wanted = Goal['options'][number];

function combinations({ options }: Product): Wanted[][] {
  let all: Wanted[][] = [[]];
  for (const { name, values } of options.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    all = all.flatMap((one) => values.map((value) => [...one, { name, value }])).slice(0, MOST_COMBINATIONS);
  return all;
}

/** @param number of the goal among its product's: says which price limit is drawn. */
function goalOf(
  { product, attributes, options }: { product: Product; attributes: readonly string[]; options: readonly Wanted[] },
  told: string,
  number: number,
): Goal {
  const limit = limitOf(product.price, number, product.id);
  const price = limit === undefined ? '' : `, and price lower than ${limit.toFixed(2)} dollars`;
  const instruction = `${told}${price}`;
  const goal = { instruction, target: product, attributes, options, queries: [product.title, told] };
  return limit === undefined ? goal : { ...goal, limit };
}

/** One of the second to fourth multiples of 10 above the price, up to 990: the greater of two drawn of four. */
function limitOf(price: number, number: number, id: string): number | undefined {
  const first = Math.floor(price / 10) + 1;
  const range = [0, 1, 2, 3].map((i) => 10 * (first + i)).filter((limit) => limit <= 990);
  if (range.length < 2) return undefined;
  const [a = 0, b = 0] = random(seedOf('shop file limit', id, number)).shuffle(range);
  return Math.max(a, b);
}
