/** Calls of the weather world with the reasons for them: what its experts' plans are made of. */
import { move } from '../tools/plan.ts';
import type { Move } from '../tools/world.ts';
import { dateOf, dayInWords } from './calendar.ts';
import { type City, type Place, type Snapshot, type Weather, weatherOf } from './data.ts';
import { type Kind, toolNames } from './tools.ts';

/** What can be asked of a day: how it is called, which tool tells it, and where it stands in what the tool says. */
export interface Quantity {
  readonly name: string;
  readonly kind: Kind;
  readonly of: (weather: Weather) => number;
}

export const QUANTITIES: readonly Quantity[] = [
  { name: 'mean temperature', kind: 'temp', of: ({ mean }) => mean },
  { name: 'highest temperature', kind: 'temp', of: ({ max }) => max },
  { name: 'lowest temperature', kind: 'temp', of: ({ min }) => min },
  { name: 'rainfall', kind: 'rain', of: ({ rain }) => rain },
  { name: 'snowfall', kind: 'snow', of: ({ snow }) => snow },
  { name: 'air quality index', kind: 'air_quality_index', of: ({ air }) => air },
];

/** A day or several in a row, counted from today. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const thoughts = {
  coordinates: (city: string) => `I need the coordinates of ${city}.`,
  date: () => 'I need the current date.',
  location: () => 'I need to know where I am.',
  elevation: (city: string) => `I need the elevation of ${city}.`,
  distance: (from: string, to: string) => `I need the distance from ${from} to ${to}.`,
  level: (index: number) => `I need the level of ${index}.`,
  weather: (what: string, city: string) => `I need the ${what} of ${city}.`,
  on: (when: string, date: string) => `The date ${when} is ${date}.`,
  answer: (answer: string | number) => `The answer is ${answer}.`,
  higher: (city: string) => `${city} is higher.`,
  nearer: (city: string) => `${city} is nearer.`,
  highest: (value: number) => `The highest one is ${value}.`,
} as const;

const at = ({ latitude, longitude }: Place): Record<string, number> => ({ latitude, longitude });

export const moves = {
  coordinates: ({ name }: City): Move => move(thoughts.coordinates(name), 'get_latitude_longitude', { name }),
  date: (): Move => move(thoughts.date(), 'get_user_current_date'),
  location: (): Move => move(thoughts.location(), 'get_user_current_location'),
  elevation: (city: City): Move => move(thoughts.elevation(city.name), 'get_elevation', at(city)),
  distance: (from: City, to: City): Move =>
    move(thoughts.distance(from.name, to.name), 'get_distance', {
      latitude1: from.latitude,
      longitude1: from.longitude,
      latitude2: to.latitude,
      longitude2: to.longitude,
    }),
  level: (index: number): Move => move(thoughts.level(index), 'get_air_quality_level', { air_quality_index: index }),
} as const;

/** Asks for the weather of a span, by the tool for past days, today or days to come; it lies on one side of today. */
export function weatherMove(
  { today }: Snapshot,
  { city, quantity, span }: { city: City; quantity: Quantity; span: Span },
): Move {
  const what = thoughts.weather(quantity.name, city.name);
  if (span.from === 0)
    return move(what, toolNames.current(quantity.kind), { ...at(city), current_date: dateOf(today) });
  const tool = span.from < 0 ? toolNames.historical : toolNames.forecast;
  const why = span.from === span.to ? thoughts.on(dayInWords(span.from), dateOf(today + span.from)) : what;
  return move(why, tool(quantity.kind), {
    ...at(city),
    start_date: dateOf(today + span.from),
    end_date: dateOf(today + span.to),
  });
}

/** The values of the days of a span. */
export function valuesOf(
  snapshot: Snapshot,
  { city, quantity, span }: { city: City; quantity: Quantity; span: Span },
): number[] {
  const { today } = snapshot;
  return Array.from({ length: span.to - span.from + 1 }, (_, i) =>
    quantity.of(weatherOf(snapshot, city, today + span.from + i)),
  );
}
