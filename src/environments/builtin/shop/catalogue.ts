/** The shop's own catalogue: products made of the word lists, the same on every machine. */
import { random, seedOf } from '../../../seeds.ts';
import { type Options, type Product, Shop } from './shop.ts';
import { BRANDS, type Department, DEPARTMENTS, OPINIONS, USES } from './words.ts';

/** Products of each type. */
export const EACH = 44;
const ATTRIBUTES = 4;
/** How many of its attributes a title says; the others are among the features alone. */
export const IN_TITLE = 2;
/** Dollars. */
const [LOWEST, HIGHEST] = [5, 99];

let made: Shop | undefined;

/** Made at the first call. */
export function ownShop(): Shop {
  made ??= new Shop(
    DEPARTMENTS.flatMap((department) =>
      department.types.flatMap((type) => Array.from({ length: EACH }, (_, i) => productOf(department, type, i + 1))),
    ),
  );
  return made;
}

function productOf(department: Department, type: string, number: number): Product {
  const draws = random(seedOf('shop product', type, number));
  const attributes = draws.shuffle(department.attributes).slice(0, ATTRIBUTES);
  const brand = draws.pick(BRANDS);
  const uses = draws.shuffle(USES).slice(0, 2);
  const stars = 2 + draws.below(4);
  // Kept in the order of the list: small before large.
  const options = department.axes.map(({ name, values, offered }): Options => {
    const kept = new Set(draws.shuffle(values).slice(0, offered));
    return { name, values: values.filter((value) => kept.has(value)) };
  });
  return {
    id: `${type} ${number}`,
    title: `${brand} ${attributes.slice(0, IN_TITLE).join(' ')} ${type}`,
    nouns: [type],
    query: type,
    path: [department.name, type],
    attributes,
    features: draws.shuffle(attributes),
    description: `${brand} makes this ${type} for ${uses.join(' and ')}.`,
    reviews: draws.shuffle(OPINIONS).slice(0, 2),
    rating: `${stars} of 5`,
    price: LOWEST + draws.below(HIGHEST - LOWEST + 1),
    options,
  };
}
