/**
 * Inventories and what crafting does to them: which items pay for a command, generic ingredients and mixed counts
 * included. Pure; the session keeps the state and the answers their wording.
 */
import { answers } from './answers.ts';
import type { Ingredient, Recipe, RecipeBook } from './recipes.ts';

/** Items carried and how many (at least 1 each), in the order they last changed. */
export type Inventory = Map<string, number>;

/** How many of an item, or of all members of a generic ingredient, are carried. */
export function held(inventory: ReadonlyMap<string, number>, name: string, book: RecipeBook): number {
  const members = book.generics.get(name);
  if (!members) return inventory.get(name) ?? 0;
  let sum = 0;
  for (const member of members) sum += inventory.get(member) ?? 0;
  return sum;
}

/** Adds `count` (which may be negative) of an item. */
export function change(inventory: Inventory, item: string, count: number): void {
  const total = (inventory.get(item) ?? 0) + count;
  inventory.delete(item);
  if (total > 0) inventory.set(item, total);
}

/**
 * Whether the ingredients as named are those of the recipe: undefined if so, else what is wrong first. A generic
 * ingredient may be named as such, by members, or both, as long as the counts add up.
 */
export function mismatch(recipe: Recipe, named: readonly Ingredient[], book: RecipeBook): string | undefined {
  const rest = new Map(named.map(({ name, count }) => [name, count]));
  let wrong: string | undefined;
  for (const ingredient of recipe.ingredients) {
    let count = 0;
    for (const name of [ingredient.name, ...(book.generics.get(ingredient.name) ?? [])]) {
      count += rest.get(name) ?? 0;
      rest.delete(name);
    }
    if (count !== ingredient.count) wrong ??= answers.needs(recipe.output, ingredient);
  }
  const [extra] = rest.keys();
  if (extra === undefined) return wrong;
  const known = book.items.has(extra) || book.generics.has(extra);
  return known ? answers.needsNot(recipe.output, extra) : answers.unknown();
}

/**
 * Takes the ingredients as named from the inventory: items first, then generic names from whatever members are left.
 * Returns what there is not enough of, and then takes nothing.
 */
export function pay(inventory: Inventory, named: readonly Ingredient[], book: RecipeBook): string | undefined {
  const left = new Map(inventory);
  const generic = named.filter(({ name }) => book.generics.has(name));
  for (const ingredient of [...named.filter(({ name }) => !book.generics.has(name)), ...generic]) {
    const have = held(left, ingredient.name, book);
    if (have < ingredient.count) return answers.notEnough(ingredient, have);
    let due = ingredient.count;
    for (const item of book.generics.get(ingredient.name) ?? [ingredient.name]) {
      const taken = Math.min(due, left.get(item) ?? 0);
      if (taken > 0) change(left, item, -taken);
      due -= taken;
    }
  }
  inventory.clear();
  for (const [item, count] of left) inventory.set(item, count);
  return undefined;
}
