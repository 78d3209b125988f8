/** The tables that tasks are about: made from a stream of random numbers, over a closed vocabulary of single words. */
import type { Random } from '../../../seeds.ts';
import { type Sheet, sheetOf, type Value } from './state.ts';
import { some } from '../tools/draws.ts';

interface Theme {
  /** Head of the first column. */
  readonly head: string;
  readonly items: readonly string[];
  /** Heads of columns of numbers. */
  readonly numbers: readonly string[];
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

const COLORS = ['red', 'blue', 'green', 'yellow', 'black', 'white', 'brown', 'gray'];
const CITIES = ['Rome', 'Oslo', 'Lima', 'Cairo', 'Paris', 'Delhi', 'Quito', 'Bern'];
const RATINGS = ['good', 'fair', 'poor'];

export const THEMES: readonly Theme[] = [
  {
    head: 'fruit',
    items: ['apple', 'pear', 'plum', 'banana', 'cherry', 'grape', 'lemon', 'mango', 'melon', 'orange', 'peach', 'kiwi'],
    numbers: ['price', 'stock', 'sold', 'weight'],
    texts: { color: COLORS, quality: RATINGS },
  },
  {
    head: 'tool',
    items: [
      'hammer',
      'saw',
      'drill',
      'wrench',
      'ladder',
      'rope',
      'chisel',
      'shovel',
      'brush',
      'bucket',
      'pliers',
      'axe',
    ],
    numbers: ['price', 'stock', 'weight', 'age'],
    texts: { color: COLORS, state: RATINGS },
  },
  {
    head: 'name',
    items: ['Anna', 'Ben', 'Carla', 'David', 'Emma', 'Felix', 'Grace', 'Henry', 'Iris', 'Jack', 'Kate', 'Leo'],
    numbers: ['hours', 'score', 'visits', 'pay'],
    texts: { city: CITIES, grade: RATINGS },
  },
  {
    head: 'animal',
    items: ['horse', 'cow', 'goat', 'sheep', 'pig', 'hen', 'duck', 'goose', 'donkey', 'rabbit', 'dog', 'cat'],
    numbers: ['age', 'weight', 'number', 'price'],
    texts: { color: COLORS, health: RATINGS },
  },
];

/** New heads for columns, and heads for new ones. */
export const HEADS: readonly string[] = ['cost', 'amount', 'value', 'points', 'size', 'level'];
export const NOTES: readonly string[] = ['check', 'late', 'new', 'best', 'done', 'paid', 'old', 'ask'];
/** Numbers of cells are 1 to this. */
export const LARGEST_CELL = 20;
const CELL_NUMBERS: readonly number[] = Array.from({ length: LARGEST_CELL }, (_, i) => i + 1);
/** Names of sheets. */
export const SHEETS: readonly string[] = Array.from({ length: 20 }, (_, i) => `Sheet${i + 1}`);

export interface Table {
  readonly theme: Theme;
  readonly sheet: Sheet;
}

export interface Size {
  readonly rows: number;
  readonly numbers: number;
  readonly texts: number;
}

/** A head row, then a row for each item; the numbers of a column are all different. */
export function makeTable(draws: Random, { rows, numbers, texts }: Size): Table {
  const theme = draws.pick(THEMES);
  const items = some(draws, theme.items, rows);
  const columns: [string, readonly Value[]][] = [[theme.head, items]];
  for (const head of some(draws, Object.keys(theme.texts), texts))
    columns.push([head, items.map(() => draws.pick(theme.texts[head] ?? COLORS))]);
  for (const head of some(draws, theme.numbers, numbers)) columns.push([head, distinct(draws, rows)]);
  const values = Array.from({ length: rows + 1 }, (_, row) =>
    columns.map(([head, body]) => (row === 0 ? head : (body[row - 1] ?? ''))),
  );
  return { theme, sheet: sheetOf(values) };
}

/** So many different numbers of cells. */
export function distinct(draws: Random, many: number): number[] {
  return some(draws, CELL_NUMBERS, many);
}

/** All single words of tables. */
export function tableWords(): string[] {
  const themes = THEMES.flatMap(({ head, items, numbers, texts }) => [
    head,
    ...items,
    ...numbers,
    ...Object.entries(texts).flatMap(([name, values]) => [name, ...values]),
  ]);
  return [...themes, ...HEADS, ...NOTES, ...SHEETS];
}
