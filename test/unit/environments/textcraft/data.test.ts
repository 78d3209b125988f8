import { describe, expect, it } from 'vitest';
import { type RawRecipe, render, trim } from '../../../../scripts/build-textcraft-data.ts';
import { recipeBook } from '../../../../src/environments/builtin/textcraft/recipes.ts';

const ITEMS = [
  'oak_planks',
  'birch_planks',
  'oak_slab',
  'birch_slab',
  'barrel',
  'stick',
  'bamboo',
  'ingot',
  'nugget',
  'poppy',
  'beetroot',
  'red_dye',
  'snow',
  'snow_block',
].map((name, index) => ({ id: index + 1, name }));

const id = (name: string): number => ITEMS.find((item) => item.name === name)?.id ?? Number.NaN;
const shaped = (output: string, count: number, rows: (string | null)[][]): RawRecipe => ({
  inShape: rows.map((row) => row.map((name) => (name === null ? null : id(name)))),
  result: { count, id: id(output) },
});
const shapeless = (output: string, count: number, names: string[]): RawRecipe => ({
  ingredients: names.map(id),
  result: { count, id: id(output) },
});

const barrel = (planks: string, slab: string) =>
  shaped('barrel', 1, [
    [planks, slab, planks],
    [planks, null, planks],
  ]);
const RECIPES: RawRecipe[] = [
  ...['oak', 'birch'].flatMap((a) => ['oak', 'birch'].map((b) => barrel(`${a}_planks`, `${b}_slab`))),
  shaped('stick', 4, [['oak_planks'], ['oak_planks']]),
  shaped('stick', 4, [['birch_planks'], ['birch_planks']]),
  shaped('stick', 1, [['bamboo'], ['bamboo']]),
  shapeless(
    'ingot',
    1,
    Array.from({ length: 9 }, () => 'nugget'),
  ),
  shapeless('nugget', 9, ['ingot']),
  shapeless('red_dye', 1, ['poppy']),
  shapeless('red_dye', 1, ['beetroot']),
  shaped('snow', 6, [['snow_block', 'snow_block', 'snow_block']]),
];

function byOutput(recipes: readonly RawRecipe[]): Record<string, RawRecipe[]> {
  const grouped: Record<string, RawRecipe[]> = {};
  recipes.forEach((recipe, index) => {
    grouped[String(index)] = [recipe];
  });
  return grouped;
}

describe('build-textcraft-data', () => {
  it('rebuilds generic ingredients, keeps nameless alternatives apart, and removes unpacking and cycles', () => {
    expect(trim(byOutput(RECIPES), ITEMS)).toEqual({
      generics: { planks: ['birch_planks', 'oak_planks'], wooden_slabs: ['birch_slab', 'oak_slab'] },
      recipes: [
        ['barrel', 1, { planks: 4, wooden_slabs: 1 }],
        ['ingot', 1, { nugget: 9 }],
        ['red_dye', 1, { beetroot: 1 }],
        ['red_dye', 1, { poppy: 1 }],
        ['stick', 1, { bamboo: 2 }],
        ['stick', 4, { planks: 2 }],
      ],
    });
  });

  it('gives the same file whatever the order of recipes and items', () => {
    const forwards = render(trim(byOutput(RECIPES), ITEMS));
    const backwards = render(trim(byOutput([...RECIPES].toReversed()), [...ITEMS].toReversed()));
    expect(backwards).toBe(forwards);
  });

  it('refuses alternatives of which a combination is missing', () => {
    expect(() => trim(byOutput(RECIPES.slice(1)), ITEMS)).toThrow('3 of 4 combinations');
  });
});

describe('the recipe book', () => {
  const book = recipeBook();

  it('has 544 craftable items, of these depths', () => {
    // The Python original counts 125/291/117/11 for the same 544 items, because it takes recipe groups for item tags:
    // wooden slabs are then base items (composter, daylight detector: 3 → 1; barrel: 3 → 2), and white wool is no wool
    // (painting: 2 → 3).
    const histogram = new Map<number, number>();
    for (const item of book.byOutput.keys()) {
      const depth = book.depth(item);
      histogram.set(depth, (histogram.get(depth) ?? 0) + 1);
    }
    expect([...histogram].toSorted(([a], [b]) => a - b)).toEqual([
      [1, 123],
      [2, 291],
      [3, 119],
      [4, 11],
    ]);
    const four = ['composter', 'daylight detector', 'barrel', 'painting'];
    expect(four.map((item) => book.depth(item))).toEqual([3, 3, 3, 2]);
  });

  it('has generic ingredients whose members are items', () => {
    expect(book.generics.size).toBe(15);
    expect(book.generics.get('planks')).toHaveLength(8);
    expect(book.generics.get('logs')).toHaveLength(32);
    for (const members of book.generics.values()) for (const member of members) expect(book.items).toContain(member);
    expect(book.byOutput.get('stick')?.map(({ command }) => command)).toEqual([
      'craft 1 stick using 2 bamboo',
      'craft 4 stick using 2 planks',
    ]);
  });

  it('lists ingredients deepest first', () => {
    for (const { ingredients } of book.recipes) {
      const depths = ingredients.map(({ name }) => book.depth(name));
      expect(depths).toEqual([...depths].toSorted((a, b) => b - a));
    }
  });
});
