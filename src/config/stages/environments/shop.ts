/** Settings of a shop environment. */
import { z } from 'zod';
import { clash } from '../fields.ts';

export const shopFields = {
  kind: z.literal('shop').default('shop').describe('A web shop: find a product and buy it.'),
  levels: z
    .array(z.enum(['attribute', 'price', 'option', 'options', 'features']))
    .min(1)
    .exactOptional()
    .describe('Levels of the goals in its own catalogue; default: all.'),
  observation: z
    .enum(['compact', 'full'])
    .default('compact')
    .describe("compact: short lines, 5 results a page; full: WebShop's form, 10 results a page."),
  products: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Your products: a JSON file in the shape of WebShop's `items_shuffle.json`."),
  attributes: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Their attributes: a JSON file in the shape of WebShop's `items_ins_v2.json`."),
  instructions: z
    .string()
    .min(1)
    .exactOptional()
    .describe("What people ask for: a JSON file in the shape of WebShop's `items_human_ins.json`; default: made up."),
};

interface Chosen {
  levels?: readonly string[];
  products?: string;
  attributes?: string;
  instructions?: string;
}

/** What does not go together. */
export function checkShop(
  { levels, products, attributes, instructions }: Chosen,
  context: z.core.$RefinementCtx,
): void {
  if ((products === undefined) !== (attributes === undefined)) {
    const [there, missing] = products === undefined ? ['attributes', 'products'] : ['products', 'attributes'];
    clash(context, { path: [there] }, `\`products\` and \`attributes\` go together: \`${missing}\` is missing`);
  }
  if (instructions !== undefined && products === undefined)
    clash(context, { path: ['instructions'] }, '`instructions` are of `products`, which is missing');
  if (products !== undefined && levels !== undefined)
    clash(context, { path: ['levels'], involves: [['products']] }, '`levels` are those of its own catalogue');
}
