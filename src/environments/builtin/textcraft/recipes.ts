/**
 * The recipe book: every recipe and generic ingredient of the game, with names in words and the depth of each item.
 * Read from data/textcraft/recipes.json at first use. Knows nothing of tasks.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `name` is an item or a generic ingredient, in words: `oak planks`, `planks`. */
export interface Ingredient {
  readonly name: string;
  readonly count: number;
}

export interface Recipe {
  readonly output: string;
  readonly count: number;
  /** Deepest first: making one of them never uses up another that comes later. */
  readonly ingredients: readonly Ingredient[];
  /** `4 oak planks, 2 stick` */
  readonly using: string;
  /** `craft 3 oak fence using 4 oak planks, 2 stick` */
  readonly command: string;
}

export interface RecipeBook {
  readonly recipes: readonly Recipe[];
  /** Recipes by output; an item without any is a base item, which `get` finds. */
  readonly byOutput: ReadonlyMap<string, readonly Recipe[]>;
  /** Members of each generic ingredient. */
  readonly generics: ReadonlyMap<string, readonly string[]>;
  /** Every item of the game, sorted. */
  readonly items: ReadonlySet<string>;
  /** 0 for base items; else the least over its recipes of 1 + the deepest ingredient; a generic is as its least member. */
  depth(name: string): number;
}

interface DataFile {
  generics: Record<string, string[]>;
  recipes: [output: string, count: number, ingredients: Record<string, number>][];
}

/** Beside both `dist` and `src`, at the same distance from this file. */
const DATA = new URL('../../../../data/textcraft/recipes.json', import.meta.url);

/** `oak_planks`, `minecraft:oak_planks` → `oak planks`. */
export function inWords(name: string): string {
  return name.replace(/^minecraft:/, '').replaceAll('_', ' ');
}

let loaded: RecipeBook | undefined;

/** The book; the file is read on the first call. */
export function recipeBook(): RecipeBook {
  if (loaded) return loaded;
  const data: DataFile = JSON.parse(readFileSync(fileURLToPath(DATA), 'utf8'));
  loaded = makeBook(data);
  return loaded;
}

function makeBook(data: DataFile): RecipeBook {
  const generics = new Map(
    Object.entries(data.generics).map(([name, members]) => [inWords(name), members.map(inWords)]),
  );
  const depth = depths(data, generics);
  const recipes = data.recipes.map((row) => makeRecipe(row, depth));
  const byOutput = new Map<string, Recipe[]>();
  for (const recipe of recipes) byOutput.set(recipe.output, [...(byOutput.get(recipe.output) ?? []), recipe]);
  const named = recipes.flatMap((recipe) => [recipe.output, ...recipe.ingredients.map(({ name }) => name)]);
  const items = [...named, ...[...generics.values()].flat()].filter((name) => !generics.has(name));
  return { recipes, byOutput, generics, items: new Set(items.toSorted()), depth };
}

function makeRecipe([output, count, inputs]: DataFile['recipes'][number], depth: RecipeBook['depth']): Recipe {
  const ingredients = Object.entries(inputs)
    .map(([name, amount]) => ({ name: inWords(name), count: amount }))
    .toSorted((a, b) => depth(b.name) - depth(a.name) || b.count - a.count || (a.name < b.name ? -1 : 1));
  const using = ingredients.map(({ name, count: amount }) => `${amount} ${name}`).join(', ');
  const name = inWords(output);
  return { output: name, count, ingredients, using, command: `craft ${count} ${name} using ${using}` };
}

function depths(data: DataFile, generics: ReadonlyMap<string, readonly string[]>): RecipeBook['depth'] {
  const inputs = new Map<string, string[][]>();
  for (const [output, , ingredients] of data.recipes) {
    const name = inWords(output);
    inputs.set(name, [...(inputs.get(name) ?? []), Object.keys(ingredients).map(inWords)]);
  }
  const known = new Map<string, number>();
  const depth = (name: string): number => {
    let value = known.get(name);
    if (value !== undefined) return value;
    const members = generics.get(name);
    const ways = inputs.get(name);
    if (members) value = Math.min(...members.map(depth));
    else if (ways) value = Math.min(...ways.map((way) => 1 + Math.max(...way.map(depth))));
    else value = 0;
    known.set(name, value);
    return value;
  };
  return depth;
}
