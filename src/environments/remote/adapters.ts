/** The fifteen AgentGym environments by name. */
import type { RemoteName } from '../../config/stages/remote.ts';
import type { Adapter } from './adapter.ts';
import { academia } from './adapters/academia.ts';
import { alfworld } from './adapters/alfworld.ts';
import { babyai } from './adapters/babyai.ts';
import { maze } from './adapters/maze.ts';
import { movie } from './adapters/movie.ts';
import { sciworld } from './adapters/sciworld.ts';
import { searchqa } from './adapters/searchqa.ts';
import { sheet } from './adapters/sheet.ts';
import { sqlgym } from './adapters/sqlgym.ts';
import { textcraft } from './adapters/textcraft.ts';
import { todo } from './adapters/todo.ts';
import { weather } from './adapters/weather.ts';
import { webarena } from './adapters/webarena.ts';
import { webshop } from './adapters/webshop.ts';
import { wordle } from './adapters/wordle.ts';

export const ADAPTERS: Readonly<Record<RemoteName, Adapter>> = {
  webshop,
  webarena,
  maze,
  wordle,
  alfworld,
  sciworld,
  babyai,
  textcraft,
  weather,
  movie,
  academia,
  sheet,
  todo,
  sqlgym,
  searchqa,
};
