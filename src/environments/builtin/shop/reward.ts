/**
 * The reward of a purchase, by WebShop's formula (Yao et al. 2022, section 3):
 * r = r_type × (attributes met + options met + price met) / (attributes asked + options asked + 1).
 */
import { alike, plainColor } from './match.ts';
import type { Goal, Product } from './shop.ts';

/** @param chosen the values chosen of the product's options. Returns 0 to 1. */
export function rewardOf(goal: Goal, product: Product, chosen: readonly string[]): number {
  const type = typeReward(goal.target, product);
  if (type === 0) return 0;
  const attributes = goal.attributes.filter((attribute) => hasAttribute(product, attribute)).length;
  const options = goal.options.filter(({ value }) => chosen.some((one) => sameOption(one, value))).length;
  const price = goal.limit === undefined || product.price <= goal.limit ? 1 : 0;
  return (type * (attributes + options + price)) / (goal.attributes.length + goal.options.length + 1);
}

/**
 * How far the product is of the target's type, by the share of the nouns of the target's title that its title has: 0 where
 * it has none, 0.1 below a tenth; up to a fifth 0.5, unless it is of the same query or shares two categories; else 1.
 */
export function typeReward(target: Product, product: Product): number {
  const wanted = new Set(target.nouns);
  const shared = [...wanted].filter((noun) => product.nouns.includes(noun)).length;
  const score = wanted.size === 0 ? 0.2 : shared / wanted.size;
  if (score === 0) return 0;
  if (score < 0.1) return 0.1;
  const categories = new Set(target.path.filter((name) => product.path.includes(name)));
  return product.query === target.query || categories.size >= 2 || score > 0.2 ? 1 : 0.5;
}

/** Among its attributes, or said in its title, features or description. */
export function hasAttribute({ attributes, title, features, description }: Product, wanted: string): boolean {
  if (attributes.some((attribute) => alike(attribute, wanted))) return true;
  const own = wanted.toLowerCase();
  return [title, features.join(' '), description].some((text) => text.toLowerCase().includes(own));
}

function sameOption(chosen: string, wanted: string): boolean {
  return alike(plainColor(chosen), plainColor(wanted));
}
