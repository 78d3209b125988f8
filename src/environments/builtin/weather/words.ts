/** Texts with all words of the weather world. */
import { DATES, dayInWords, REACH } from './calendar.ts';
import { AIR_LEVELS, CITY_NAMES, MOST } from './data.ts';
import { asks } from './goals.ts';
import { QUANTITIES, thoughts } from './moves.ts';
import { faults } from './tools.ts';

/** Kilometres beyond which no two places of a snapshot are apart, in hundreds. */
const FARTHEST = 100;

export function* words(): Iterable<string> {
  yield CITY_NAMES.join(' ');
  yield DATES.join(' ');
  yield Array.from({ length: MOST + 1 }, (_, number) => number).join(' ');
  yield Array.from({ length: FARTHEST + 1 }, (_, number) => 100 * number).join(' ');
  yield AIR_LEVELS.join(' ');
  yield QUANTITIES.map(({ name }) => name).join(' ');
  yield Array.from({ length: 2 * REACH + 1 }, (_, day) => dayInWords(day - REACH)).join(' ');
  yield 'latitude 10, longitude 10: max 1, min 1, mean 1, rain 1 mm, snow 1 cm, elevation 1 m, distance 1 km';
  yield 'air quality index 1, air quality level good, that place';
  yield Object.values(asks)
    .map((ask) => (ask as (...parts: readonly (string | number)[]) => string)('Avora', 'Avora', '1'))
    .join('\n');
  yield Object.values(thoughts)
    .map((thought) => (thought as (...parts: readonly (string | number)[]) => string)('Avora', '1'))
    .join('\n');
  yield Object.values(faults)
    .map((fault) => fault('start_date current_date end_date'))
    .join('\n');
}
