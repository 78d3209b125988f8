/**
 * WebShop's product files, when the user has them: `items_shuffle.json` (products), `items_ins_v2.json` (attributes and
 * made-up instructions) and `items_human_ins.json` (instructions that people wrote). Read from disk; nothing is fetched.
 */
import { z } from 'zod';
import { readJsonFile } from '../json-file.ts';
import type { Options, Product } from './shop.ts';
import { nounsOf } from './nouns.ts';

const text = z.string();
const Item = z.looseObject({
  asin: text.min(1),
  name: text.min(1),
  category: text,
  query: text,
  product_category: text,
  full_description: text.nullish(),
  small_description: z.union([z.array(text), text]).nullish(),
  pricing: text.nullish(),
  customization_options: z
    .union([z.record(text, z.array(z.looseObject({ value: text })).nullable()), z.literal('')])
    .nullish(),
});
type ItemRow = z.output<typeof Item>;

const Marks = z.record(
  text,
  z.looseObject({
    attributes: z.array(text).optional(),
    instruction: text.nullish(),
    instruction_attributes: z.array(text).nullish(),
  }),
);
export type Marks = z.output<typeof Marks>;

const Told = z.record(
  text,
  z.array(
    z.looseObject({
      instruction: text.min(1),
      instruction_attributes: z.array(text),
      instruction_options: z.union([z.array(text), z.record(text, text)]),
    }),
  ),
);
export type Told = z.output<typeof Told>;

/** What is said where a file is wrong. */
export const HINT = "Expected a file of WebShop's in the shape that docs/environments/shop.md says.";

/** The price of what has none, as in the original. */
const NO_PRICE = 100;

/** The products of a file, in its order, each once. @throws AgentgymError E_CONFIG_INVALID that names file and entry. */
export function productsOf(file: string, marks: Marks): Product[] {
  const rows = readJsonFile(file, z.array(Item).min(1), HINT);
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    if (row.asin === 'nan' || row.asin.length > 10 || seen.has(row.asin)) return [];
    seen.add(row.asin);
    return [productOf(row, marks[row.asin]?.attributes ?? [])];
  });
}

export function marksOf(file: string): Marks {
  return readJsonFile(file, Marks, HINT);
}

export function toldOf(file: string): Told {
  return readJsonFile(file, Told, HINT);
}

function productOf(row: ItemRow, attributes: readonly string[]): Product {
  const features = row.small_description ?? [];
  return {
    id: row.asin,
    title: row.name,
    nouns: nounsOf(row.name),
    query: row.query.toLowerCase().trim(),
    path: row.product_category.split('›').map((name) => name.trim()),
    attributes,
    features: typeof features === 'string' ? [features] : features,
    description: row.full_description ?? '',
    reviews: [],
    rating: 'N.A.',
    price: priceOf(row.pricing ?? ''),
    options: optionsOf(row),
  };
}

/** Of a range, the middle: the original draws anew at each start. */
function priceOf(pricing: string): number {
  const prices = pricing
    .split('$')
    .slice(1, 3)
    .map((part) => Number.parseFloat(part.replaceAll(/[^\d.]/gu, '')))
    .filter(Number.isFinite);
  if (prices.length === 0) return NO_PRICE;
  const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length;
  return Math.round(100 * mean) / 100;
}

function optionsOf({ customization_options: all }: ItemRow): Options[] {
  return Object.entries(all === '' ? {} : (all ?? {})).flatMap(([name, values]) => {
    if (values === null) return [];
    const own = values.map(({ value }) => value.trim().replaceAll('/', ' | ').toLowerCase()).filter(Boolean);
    return own.length === 0 ? [] : [{ name: name.toLowerCase(), values: [...new Set(own)] }];
  });
}
