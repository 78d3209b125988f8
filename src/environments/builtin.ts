/**
 * The environments that come with the program: what each is about, and how its settings make it. Each is imported when it is
 * first asked for. An entry's settings are its config keys (src/config/stages/environments/) under the same names.
 */
import { resolve } from 'node:path';
import type { EnvironmentConfig } from '../config/schema.ts';
import type { BUILTIN_KINDS } from '../config/stages/environment.ts';
import type { Environment } from './contract.ts';

export type BuiltinKind = (typeof BUILTIN_KINDS)[number];

type Entry<K extends BuiltinKind> = Extract<EnvironmentConfig, { kind: K }>;
type Settings<K extends BuiltinKind> = Omit<Entry<K>, 'name' | 'kind' | 'tasks' | 'rounds'> & { maxRounds?: number };

interface Builtin<K extends BuiltinKind> {
  summary: string;
  create(settings: Settings<K>): Promise<Environment>;
  /** Settings that name files. */
  files?: readonly (keyof Settings<K>)[];
}

const BUILTINS: { readonly [K in BuiltinKind]: Builtin<K> } = {
  textcraft: {
    summary: 'Craft a Minecraft item from recipes, some of them beside the point.',
    create: async (settings) => (await import('./builtin/textcraft/environment.ts')).createTextcraft(settings),
  },
  babyai: {
    summary: 'Follow an instruction in a grid world of rooms, doors, keys and boxes.',
    create: async (settings) => (await import('./builtin/babyai/environment.ts')).createBabyai(settings),
  },
  household: {
    summary: 'Do household tasks in a room: find, clean, heat, cool, light and put away.',
    create: async (settings) => (await import('./builtin/household/environment.ts')).createHousehold(settings),
  },
  maze: {
    summary: 'Walk through a maze to a goal, seeing only the walls beside you.',
    create: async (settings) => (await import('./builtin/maze/environment.ts')).createMaze(settings),
  },
  wordle: {
    summary: 'Guess a hidden word in six tries from marks on its letters.',
    create: async (settings) => (await import('./builtin/wordle/environment.ts')).createWordle(settings),
  },
  sql: {
    summary: 'Answer questions about small databases with SQL queries.',
    create: async (settings) => (await import('./builtin/sql/environment.ts')).createSql(settings),
    files: ['databases', 'questions'],
  },
  science: {
    summary: 'Do experiments in a house: heat, freeze, measure, connect, grow and find things.',
    create: async (settings) => (await import('./builtin/science/environment.ts')).createScience(settings),
  },
  search: {
    summary: 'Answer questions of several hops by searching passages.',
    create: async (settings) => (await import('./builtin/search/environment.ts')).createSearch(settings),
    files: ['corpus', 'questions'],
  },
  shop: {
    summary: 'Find a product that fits in a shop, choose its options and buy it.',
    create: async (settings) => (await import('./builtin/shop/environment.ts')).createShop(settings),
    files: ['products', 'attributes', 'instructions'],
  },
  weather: {
    summary: 'Answer questions about cities and their weather by calling tools.',
    create: async (settings) => (await import('./builtin/weather/environment.ts')).createWeather(settings),
  },
  movie: {
    summary: 'Answer questions about movies and people by calling tools.',
    create: async (settings) => (await import('./builtin/movie/environment.ts')).createMovie(settings),
  },
  academia: {
    summary: 'Answer questions about papers and authors by calling tools.',
    create: async (settings) => (await import('./builtin/academia/environment.ts')).createAcademia(settings),
  },
  sheet: {
    summary: 'Change small spreadsheets by calling tools.',
    create: async (settings) => (await import('./builtin/sheet/environment.ts')).createSheet(settings),
  },
  todo: {
    summary: 'Keep a list of projects and tasks by calling tools.',
    create: async (settings) => (await import('./builtin/todo/environment.ts')).createTodo(settings),
  },
};

/** Their names, and what each is about in a sentence. */
export const BUILTIN: readonly { name: BuiltinKind; summary: string }[] = Object.entries(BUILTINS).map(
  ([name, { summary }]) => ({ name: name as BuiltinKind, summary }),
);

/** Creates one from its entry; relative paths in it are relative to `base`. */
export function createBuiltin(entry: Entry<BuiltinKind>, base: string): Promise<Environment> {
  const { name: _name, kind, tasks: _tasks, rounds, ...rest } = entry;
  // That settings belong to their kind is what the table's type says; here it is lost, and nothing looks into them.
  const { create, files = [] } = BUILTINS[kind] as unknown as {
    create: (settings: object) => Promise<Environment>;
    files?: readonly string[];
  };
  const settings: Record<string, unknown> = rounds === undefined ? rest : { ...rest, maxRounds: rounds };
  for (const key of files) {
    const path = settings[key];
    if (typeof path === 'string') settings[key] = resolve(base, path);
  }
  return create(settings);
}
