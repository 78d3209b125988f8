/** Goals from level and seed: a workbook of two sheets, and an order made of parts, whose moves lead to what is wanted. */
import { type Random, random, seedOf } from '../../../seeds.ts';
import { move } from '../tools/plan.ts';
import type { Level, Move, Tool } from '../tools/world.ts';
import type { Book } from './changes.ts';
import { orders, thoughts } from './orders.ts';
import type { Draw, Part } from './part.ts';
import { FIRST_PARTS, LAST_PARTS, MIDDLE_PARTS, NAME_PARTS } from './parts-by-name.ts';
import { POSITION_PARTS } from './parts-by-position.ts';
import type { Sheet, State } from './state.ts';
import { makeTable, SHEETS, type Size } from './tables.ts';
import { some } from '../tools/draws.ts';
import { cellTools } from './tools-of-cells.ts';
import { structureTools } from './tools-of-structure.ts';

export const TOOLS: readonly Tool<State>[] = [...structureTools, ...cellTools];
const BY_NAME = new Map(TOOLS.map((tool) => [tool.name, tool]));

export interface Goal {
  readonly text: string;
  /** The workbook at the start. */
  readonly book: Book;
  /** The sheet to open; undefined where none needs to be. */
  readonly sheet: string | undefined;
  /** Whether the table must be looked at before the first change. */
  readonly look: boolean;
  readonly moves: readonly Move[];
  /** The workbook before each move, and after the last. */
  readonly books: readonly Book[];
}

const SIZES: Readonly<Record<Level, Size>> = {
  easy: { rows: 3, numbers: 2, texts: 0 },
  medium: { rows: 3, numbers: 2, texts: 0 },
  hard: { rows: 4, numbers: 2, texts: 1 },
};
/** Hard goals make at most so many changes. */
const MOST_MOVES = 7;

export function makeGoal(level: Level, seed: number): Goal {
  const draws = random(seedOf('sheet', level, seed));
  const [name = '', other = ''] = some(draws, SHEETS, 2);
  const { sheet } = makeTable(draws, SIZES[level]);
  const { sheet: beside } = makeTable(draws, { rows: 2, numbers: 1, texts: 0 });
  const entries: [string, Sheet][] = [
    [name, sheet],
    [other, beside],
  ];
  const book: Book = new Map(draws.below(2) === 0 ? entries : entries.toReversed());
  // One easy goal of twelve is to delete a sheet.
  if (level === 'easy' && draws.below(12) === 0) {
    const remove = move(thoughts.remove(other), 'del_sheet', { name: other });
    return {
      text: orders.deleteSheet(other),
      book,
      sheet: undefined,
      look: false,
      ...played(book, undefined, [remove]),
    };
  }
  const parts = drawParts(draws, level, { book, name });
  const text = orders.goal(
    name,
    parts.map(({ order }) => order),
  );
  const moves = parts.flatMap((part) => part.moves);
  return { text, book, sheet: name, look: level !== 'easy', ...played(book, name, moves) };
}

interface Place {
  readonly book: Book;
  readonly name: string;
}

function drawParts(draws: Random, level: Level, place: Place): Part[] {
  if (level !== 'hard') return drawNext(draws, level === 'easy' ? POSITION_PARTS : NAME_PARTS, place, []);
  const first = drawNext(draws, FIRST_PARTS, place, []);
  const second = drawNext(draws, MIDDLE_PARTS, place, first);
  const few = second.flatMap(({ moves }) => moves).length < MOST_MOVES;
  return few && draws.below(2) === 0 ? drawNext(draws, LAST_PARTS, place, second) : second;
}

/** Draws until one fits the sheet as the parts so far leave it, and changes it; none where none does. */
function drawNext(draws: Random, from: readonly Draw[], { book, name }: Place, parts: Part[]): Part[] {
  const moves = parts.flatMap((part) => part.moves);
  const now = moves.length === 0 ? book : played(book, name, moves).books.at(-1);
  const sheet = now?.get(name);
  if (sheet === undefined) return parts;
  for (let attempt = 0; attempt < 30; attempt++) {
    const part = draws.pick(from)(draws, sheet);
    if (part !== undefined) return [...parts, part];
  }
  return parts;
}

/** Makes the moves on a copy, and keeps the workbook before each and after the last. */
function played(book: Book, open: string | undefined, moves: readonly Move[]): Pick<Goal, 'moves' | 'books'> {
  const state: State = { sheets: new Map(book), open };
  const books: Book[] = [book];
  for (const { tool, args } of moves) {
    const result = BY_NAME.get(tool)?.run(state, args);
    if (result === undefined || 'fault' in result) throw new RangeError(`sheet: ${tool} cannot be used here.`);
    books.push(new Map(state.sheets));
  }
  return { moves, books };
}
