/** The databases that come with the program, as declarations: tables, columns and what stands in them. */
import { PEOPLE, TITLES, TOWNS } from './words.ts';

export type Column =
  /** One of few values. */
  | { readonly kind: 'choice'; readonly name: string; readonly values: readonly string[] }
  /** `from`, `from + step`, …, `to`. */
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly step: number;
    }
  /** The id of a row of another table. */
  | { readonly kind: 'reference'; readonly name: string; readonly table: string };

export interface Table {
  /** As in SQL, and the word for one of its rows. */
  readonly name: string;
  readonly plural: string;
  /** The column that names a row; all different. */
  readonly label: string;
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: number;
}

export interface Schema {
  readonly name: string;
  /** Every table after those it refers to. */
  readonly tables: readonly Table[];
}

function choice(name: string, values: string | readonly string[]): Column {
  return { kind: 'choice', name, values: typeof values === 'string' ? values.split(' ') : values };
}

function number(name: string, [from, to, step]: readonly [number, number, number]): Column {
  return { kind: 'number', name, from, to, step };
}

function reference(table: string): Column {
  return { kind: 'reference', name: `${table}_id`, table };
}

const town = choice('town', TOWNS);
/** Other numbers go to 60 at most, so that averages and counts are among few, too. */
const year = number('year', [2001, 2012, 1]);
const age = number('age', [20, 60, 5]);

function people(name: string, columns: readonly Column[], rows: number): Table {
  return { name, plural: `${name}s`, label: 'name', labels: PEOPLE, columns, rows };
}

function titled(name: string, columns: readonly Column[], rows: number): Table {
  return { name, plural: `${name}s`, label: 'title', labels: TITLES, columns, rows };
}

export const SCHEMAS: readonly Schema[] = [
  {
    name: 'shop',
    tables: [
      people('customer', [town, age], 12),
      {
        name: 'product',
        plural: 'products',
        label: 'name',
        labels:
          'apple bread cheese chair cup desk hat kettle lamp melon mirror pan pen shirt shoe soap spoon tea'.split(' '),
        columns: [choice('kind', 'food home office wear'), number('price', [2, 20, 1]), number('stock', [0, 30, 2])],
        rows: 18,
      },
      {
        name: 'sale',
        plural: 'sales',
        label: 'code',
        labels: Array.from({ length: 24 }, (_, i) => `s${i + 1}`),
        columns: [number('amount', [1, 9, 1]), year, reference('customer'), reference('product')],
        rows: 24,
      },
    ],
  },
  {
    name: 'library',
    tables: [
      people('author', [town, age], 9),
      titled(
        'book',
        [choice('genre', 'crime history poetry travel'), number('pages', [10, 60, 5]), year, reference('author')],
        24,
      ),
    ],
  },
  {
    name: 'school',
    tables: [
      people('teacher', [choice('subject', 'art biology history music sport'), age], 8),
      {
        name: 'course',
        plural: 'courses',
        label: 'code',
        labels: Array.from({ length: 12 }, (_, i) => `c${i + 1}`),
        columns: [
          choice('day', 'Monday Tuesday Wednesday Thursday Friday'),
          number('hours', [1, 8, 1]),
          reference('teacher'),
        ],
        rows: 12,
      },
      people('pupil', [choice('house', 'east north south west'), number('grade', [1, 12, 1]), reference('course')], 20),
    ],
  },
  {
    name: 'flights',
    tables: [
      titled('airline', [town, number('planes', [4, 30, 2])], 8),
      {
        name: 'flight',
        plural: 'flights',
        label: 'code',
        labels: Array.from({ length: 24 }, (_, i) => `f${i + 1}`),
        columns: [
          choice('origin', TOWNS),
          choice('destination', TOWNS),
          number('price', [10, 60, 5]),
          number('hours', [1, 9, 1]),
          reference('airline'),
        ],
        rows: 24,
      },
    ],
  },
  {
    name: 'clinic',
    tables: [
      people('doctor', [choice('field', 'bones ears eyes heart skin'), number('room', [1, 12, 1])], 8),
      people('patient', [town, age, number('visits', [1, 12, 1]), reference('doctor')], 20),
    ],
  },
  {
    name: 'zoo',
    tables: [
      people('keeper', [choice('shift', 'day evening night'), age], 7),
      people(
        'animal',
        [
          choice('species', 'bear camel fox lion otter wolf'),
          choice('area', 'forest hall island lake'),
          number('weight', [5, 60, 5]),
          reference('keeper'),
        ],
        18,
      ),
    ],
  },
  {
    name: 'league',
    tables: [
      titled('team', [town, number('points', [6, 40, 2])], 8),
      people(
        'player',
        [choice('role', 'back goal left middle right'), number('goals', [0, 15, 1]), age, reference('team')],
        20,
      ),
    ],
  },
  {
    name: 'music',
    tables: [
      people('singer', [town, choice('voice', 'alto bass soprano tenor')], 8),
      titled(
        'song',
        [choice('style', 'blues folk jazz pop rock'), number('minutes', [2, 9, 1]), year, reference('singer')],
        24,
      ),
    ],
  },
];
