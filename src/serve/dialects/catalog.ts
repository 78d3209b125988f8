/** The dialects by name. An environment whose name is none of AgentGym's speaks as its kind does, else as textcraft. */
import { alfworld } from './alfworld.ts';
import { babyai } from './babyai.ts';
import type { Dialect } from './dialect.ts';
import { maze } from './maze.ts';
import { sciworld } from './sciworld.ts';
import { searchqa } from './searchqa.ts';
import { sqlgym } from './sqlgym.ts';
import { plainDialect, textcraft } from './textcraft.ts';
import { tools } from './tools.ts';
import { webarena } from './webarena.ts';
import { webshop } from './webshop.ts';
import { wordle } from './wordle.ts';

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['alfworld', alfworld],
  ['babyai', babyai],
  ['household', alfworld],
  ['maze', maze],
  ['science', sciworld],
  ['sciworld', sciworld],
  ['search', searchqa],
  ['searchqa', searchqa],
  ['shop', webshop],
  ['sql', sqlgym],
  ['sqlgym', sqlgym],
  ['textcraft', textcraft],
  ['webarena', webarena],
  ['webshop', webshop],
  ['wordle', wordle],
  ...['weather', 'movie', 'academia', 'sheet', 'todo'].map((name) => [name, tools] as const),
]);

export function dialectOf(name: string, kind: string = name): Dialect {
  return DIALECTS.get(name) ?? DIALECTS.get(kind) ?? plainDialect;
}
