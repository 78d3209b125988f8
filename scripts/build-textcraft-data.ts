/**
 * Rebuilds data/textcraft/recipes.json from the npm package minecraft-data 3.117.0 (MIT), pc/1.16.1:
 *
 *     npm pack minecraft-data@3.117.0 && tar xzf minecraft-data-3.117.0.tgz
 *     npx tsx scripts/build-textcraft-data.ts ./package
 *
 * Keeps names and counts, rebuilds the generic ingredients that the package has expanded ("planks"), and removes what
 * would make an item an ingredient of itself. Every rule works on sets and the output is sorted, so the result depends
 * on what is in the files and never on their order. Shapes, ids and items that no recipe uses are dropped.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A recipe of the package: shaped (rows of item ids, null where empty) or shapeless. */
export interface RawRecipe {
  inShape?: (number | null)[][];
  ingredients?: number[];
  result: { count: number; id: number };
}

export interface RawItem {
  id: number;
  name: string;
}

/** What is written: `[output, output count, {ingredient: count}]`; an ingredient is an item or a generic name. */
export interface TextcraftData {
  generics: Record<string, string[]>;
  recipes: [output: string, count: number, ingredients: Record<string, number>][];
}

interface Recipe {
  output: string;
  count: number;
  /** Recipes of one form can differ only in what fills their cells. */
  form: string;
  /** Item of each filled cell: in reading order when shaped, sorted when shapeless. */
  cells: string[];
}

const WOODS = ['oak', 'spruce', 'birch', 'jungle', 'acacia', 'dark_oak'];
const STEMS = ['crimson', 'warped'];

/**
 * Names of generic ingredients, after the item tags of the game; the first whose pattern fits every member is taken.
 * Alternatives that fit none of them (poppy or beetroot for red dye) stay separate recipes.
 */
const GENERIC_NAMES: readonly [name: string, members: RegExp][] = [
  ...WOODS.map((wood): [string, RegExp] => [`${wood}_logs`, new RegExp(`^(stripped_)?${wood}_(log|wood)$`)]),
  ...STEMS.map((stem): [string, RegExp] => [`${stem}_stems`, new RegExp(`^(stripped_)?${stem}_(stem|hyphae)$`)]),
  ['logs', /_(log|wood|stem|hyphae)$/],
  ['planks', /_planks$/],
  ['wooden_slabs', /_slab$/],
  ['wool', /_wool$/],
  ['coals', /^(char)?coal$/],
  ['stone_crafting_materials', /^(cobblestone|blackstone)$/],
  ['soul_fire_base_blocks', /^soul_(sand|soil)$/],
];

function tally(cells: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of cells) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function read(raw: RawRecipe, nameOf: ReadonlyMap<number, string>): Recipe {
  const name = (id: number): string => {
    const found = nameOf.get(id);
    if (found === undefined) throw new Error(`item id ${id} has no name`);
    return found;
  };
  const rows = raw.inShape;
  const ids = (rows?.flat() ?? raw.ingredients ?? []).filter((id) => id !== null);
  const cells = ids.map(name);
  const form = rows ? rows.map((row) => row.map((id) => (id === null ? '.' : '#')).join('')).join('/') : 'shapeless';
  return { output: name(raw.result.id), count: raw.result.count, form, cells: rows ? cells : cells.toSorted() };
}

/** The two items by which recipes of one output, count and form differ, when they differ in one slot only. */
function oneSlotApart(a: Recipe, b: Recipe): [string, string] | undefined {
  const countsA = tally(a.cells);
  const countsB = tally(b.cells);
  const onlyA = [...countsA.keys()].filter((item) => !countsB.has(item));
  const onlyB = [...countsB.keys()].filter((item) => !countsA.has(item));
  const [from, to] = [onlyA[0], onlyB[0]];
  if (onlyA.length !== 1 || onlyB.length !== 1 || from === undefined || to === undefined) return undefined;
  const replaced = a.cells.map((item) => (item === from ? to : item));
  const compared = a.form === 'shapeless' ? replaced.toSorted() : replaced;
  return compared.join() === b.cells.join() ? [from, to] : undefined;
}

/** Sets of items that stand for one another in recipes of one output, count and form. */
function alternatives(recipes: readonly Recipe[]): Set<string>[] {
  const sets: Set<string>[] = [];
  for (const a of recipes) {
    for (const b of recipes) {
      const pair = oneSlotApart(a, b);
      if (!pair) continue;
      const joined = sets.filter((set) => set.has(pair[0]) || set.has(pair[1]));
      for (const set of joined) sets.splice(sets.indexOf(set), 1);
      sets.push(new Set([...joined.flatMap((set) => [...set]), ...pair]));
    }
  }
  return sets;
}

function genericName(members: ReadonlySet<string>): string | undefined {
  return GENERIC_NAMES.find(([, pattern]) => [...members].every((member) => pattern.test(member)))?.[0];
}

/** Replaces alternatives by their generic name (all their combinations must exist); fills `generics`. */
function generalise(recipes: readonly Recipe[], generics: Map<string, string[]>): Recipe[] {
  const groups = new Map<string, Recipe[]>();
  for (const recipe of recipes) {
    const key = [recipe.output, recipe.count, recipe.form].join('|');
    groups.set(key, [...(groups.get(key) ?? []), recipe]);
  }
  const result: Recipe[] = [];
  for (const group of groups.values()) {
    const named = new Map<string, string>();
    for (const set of alternatives(group)) {
      const name = genericName(set);
      if (name === undefined) continue;
      const members = [...set].toSorted();
      if ((generics.get(name) ?? members).join() !== members.join()) throw new Error(`"${name}" has two meanings`);
      generics.set(name, members);
      for (const member of members) named.set(member, name);
    }
    const merged = new Map<string, { recipe: Recipe; from: number }>();
    for (const recipe of group) {
      const cells = recipe.cells.map((item) => named.get(item) ?? item);
      const key = cells.toSorted().join('|');
      merged.set(key, { recipe: { ...recipe, cells }, from: (merged.get(key)?.from ?? 0) + 1 });
    }
    for (const { recipe, from } of merged.values()) {
      const sizes = [...new Set(recipe.cells)].map((cell) => generics.get(cell)?.length ?? 1);
      const combinations = sizes.reduce((product, size) => product * size, 1);
      if (from !== combinations) throw new Error(`${recipe.output}: ${from} of ${combinations} combinations exist`);
      result.push(recipe);
    }
  }
  return result;
}

/**
 * Recipes that only take blocks apart (9 coal from 1 coal block, but also quartz slabs from quartz blocks), with the
 * alternatives of such recipes: gone in the Python original too, and so its 544 goals come out.
 */
function withoutUnpacking(recipes: readonly Recipe[]): Recipe[] {
  const kind = (recipe: Recipe) => [recipe.output, recipe.count, recipe.form].join('|');
  const single = (recipe: Recipe) => new Set(recipe.cells).size === 1;
  const unpacking = new Set(recipes.filter((r) => single(r) && r.cells[0]?.endsWith('_block')).map(kind));
  return recipes.filter((recipe) => !(single(recipe) && unpacking.has(kind(recipe))));
}

/** Items and generic names that `start` can be made from, at any depth. */
function reachable(start: string, inputs: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    for (const input of inputs.get(item) ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      open.push(input);
    }
  }
  return seen;
}

/**
 * Removes cycles: of the recipes on a cycle those with the largest output go (taking 1 ingot apart gives 9 nuggets,
 * putting 9 nuggets together gives 1 ingot), again until no cycle is left. Ties go together, so order plays no part.
 */
function withoutCycles(recipes: readonly Recipe[], generics: ReadonlyMap<string, string[]>): Recipe[] {
  const inputs = new Map<string, Set<string>>();
  for (const [name, members] of generics) inputs.set(name, new Set(members));
  for (const { output, cells } of recipes) inputs.set(output, new Set([...(inputs.get(output) ?? []), ...cells]));
  const from = new Map([...inputs.keys()].map((item) => [item, reachable(item, inputs)]));
  const onCycle = recipes.filter((recipe) => recipe.cells.some((cell) => from.get(cell)?.has(recipe.output)));
  if (onCycle.length === 0) return [...recipes];
  const drop = new Set<Recipe>();
  for (const recipe of onCycle) {
    // The cycle's other recipes: their outputs and this one's are made from each other.
    const same = onCycle.filter(
      (r) => from.get(r.output)?.has(recipe.output) && from.get(recipe.output)?.has(r.output),
    );
    if (recipe.count === Math.max(...same.map((r) => r.count))) drop.add(recipe);
  }
  return withoutCycles(
    recipes.filter((recipe) => !drop.has(recipe)),
    generics,
  );
}

/** The data file's content, from the parsed `recipes.json` and `items.json` of the package. */
export function trim(rawRecipes: Record<string, readonly RawRecipe[]>, items: readonly RawItem[]): TextcraftData {
  const nameOf = new Map(items.map(({ id, name }) => [id, name]));
  const all = Object.values(rawRecipes).flatMap((list) => list.map((raw) => read(raw, nameOf)));
  const generics = new Map<string, string[]>();
  const recipes = withoutCycles(generalise(withoutUnpacking(all), generics), generics);
  const rows = new Map<string, TextcraftData['recipes'][number]>();
  for (const { output, count, cells } of recipes) {
    const ingredients = Object.fromEntries([...tally(cells)].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    rows.set(JSON.stringify([output, count, ingredients]), [output, count, ingredients]);
  }
  const used = new Set(recipes.flatMap(({ cells }) => cells));
  return {
    generics: Object.fromEntries(
      [...generics].filter(([name]) => used.has(name)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    recipes: [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  };
}

/** One line per generic name and per recipe, so that a change can be read in a diff. */
export function render({ generics, recipes }: TextcraftData): string {
  const names = Object.entries(generics).map(
    ([name, members]) => `  ${JSON.stringify(name)}: ${JSON.stringify(members)}`,
  );
  const rows = recipes.map((row) => `  ${JSON.stringify(row)}`);
  return `{"generics": {\n${names.join(',\n')}\n},\n"recipes": [\n${rows.join(',\n')}\n]}\n`;
}

function main(folder: string | undefined): void {
  if (folder === undefined) throw new Error('usage: build-textcraft-data.ts FOLDER_OF_THE_UNPACKED_PACKAGE');
  const source = path.join(folder, 'minecraft-data/data/pc/1.16.1');
  const load = (file: string) => JSON.parse(readFileSync(path.join(source, file), 'utf8'));
  const target = fileURLToPath(new URL('../data/textcraft/recipes.json', import.meta.url));
  const data = trim(load('recipes.json'), load('items.json'));
  writeFileSync(target, render(data));
  process.stdout.write(
    `${data.recipes.length} recipes, ${Object.keys(data.generics).length} generic names: ${target}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
