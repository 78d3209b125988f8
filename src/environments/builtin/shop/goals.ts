/** Goals in the shop's own catalogue: what is asked for at each level, made of a product that has it. */
import { random, seedOf } from '../../../seeds.ts';
import { IN_TITLE, ownShop } from './catalogue.ts';
import type { Goal, Product } from './shop.ts';

interface Ask {
  /** One more attribute, which no title says. */
  readonly hidden: boolean;
  readonly price: boolean;
  readonly options: 0 | 1 | 2;
}

/** From easy to hard; each asks for a type and an attribute of the title. */
const ASKS: Readonly<Record<string, Ask>> = {
  attribute: { hidden: false, price: false, options: 0 },
  price: { hidden: false, price: true, options: 0 },
  option: { hidden: false, price: false, options: 1 },
  options: { hidden: false, price: true, options: 2 },
  features: { hidden: true, price: true, options: 2 },
};
export const LEVELS: readonly string[] = Object.keys(ASKS);

export interface OwnGoal extends Goal {
  readonly level: string;
}

/** The goal of an index from 0 on: its level is index mod 5, the rest a seed. */
export function goalAt(index: number): OwnGoal {
  const level = LEVELS[index % LEVELS.length] ?? 'attribute';
  const { hidden, price, options } = ASKS[level] as Ask;
  const draws = random(seedOf('shop goal', index));
  const target = draws.pick(ownShop().products);
  const attributes = [draws.pick(target.attributes.slice(0, IN_TITLE))];
  if (hidden) attributes.push(draws.pick(target.attributes.slice(IN_TITLE)));
  const asked = draws
    .shuffle(target.options)
    .slice(0, options)
    .toSorted((a, b) => target.options.indexOf(a) - target.options.indexOf(b))
    .map(({ name, values }) => ({ name, value: draws.pick(values) }));
  const limit = price ? 10 * (Math.floor(target.price / 10) + 1) : undefined;
  const goal = { target, attributes, options: asked, ...(limit === undefined ? {} : { limit }) };
  const type = target.query;
  const queries = [`${attributes.join(' ')} ${type}`, type, ...attributes];
  return { ...goal, level, queries, instruction: sentence(goal) };
}

/** `Find: warm waterproof coat, color red, size large, at most 40 dollars.` */
export function sentence({ target, attributes, options, limit }: Omit<Goal, 'instruction' | 'queries'>): string {
  const parts = [
    [...attributes, target.query].join(' '),
    ...options.map(({ name, value }) => `${name} ${value}`),
    ...(limit === undefined ? [] : [`at most ${limit} dollars`]),
  ];
  return `Find: ${parts.join(', ')}.`;
}

/** What goals of different splits never share: the type with the attributes. */
export function kindOf({ target, attributes }: { target: Product; attributes: readonly string[] }): string[] {
  return [target.query, ...attributes.toSorted()];
}
