/** Calls that make sense in a task of the weather world, for the random policy and for people. */
import { once } from '../once.ts';
import { FINISH } from '../tools/game.ts';
import type { ToolCall } from '../tools/world.ts';
import { dateOf } from './calendar.ts';
import { AIR_LEVELS, type City, type Snapshot, weatherOf } from './data.ts';
import { moves, QUANTITIES, weatherMove } from './moves.ts';

/** The same list at every step, made at the first. */
export function listedCalls(snapshot: Snapshot): () => readonly ToolCall[] {
  return once(() => makeCalls(snapshot));
}

function makeCalls(snapshot: Snapshot): ToolCall[] {
  const { cities, here, today } = snapshot;
  const other = cities.find((city) => city !== here) ?? here;
  const air = weatherOf(snapshot, here, today).air;
  const answers = [here.latitude, here.elevation, air, dateOf(today), here.name, AIR_LEVELS[1] ?? ''];
  return [
    moves.date(),
    moves.location(),
    ...cities.map(moves.coordinates),
    ...cities.map(moves.elevation),
    ...[here, other].flatMap((city) => weatherCalls(snapshot, city)),
    moves.distance(here, other),
    moves.level(air),
    ...answers.map((answer) => ({ tool: FINISH, args: { answer: String(answer) } })),
  ].map(({ tool, args }) => ({ tool, args }));
}

/** One quantity of each tool. */
const ASKED = QUANTITIES.filter(({ kind }, index) => QUANTITIES.findIndex((one) => one.kind === kind) === index);

/** Of today, and of a day before and after it. */
function weatherCalls(snapshot: Snapshot, city: City): ToolCall[] {
  return ASKED.flatMap((quantity) =>
    (quantity.kind === 'air_quality_index' ? [-1, 0] : [-1, 0, 1]).map((day) =>
      weatherMove(snapshot, { city, quantity, span: { from: day, to: day } }),
    ),
  );
}
