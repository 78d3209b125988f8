/** The tools of the weather world, by AgentBoard's names and arguments. They only read. */
import { numberOf, textOf } from '../tools/calls.ts';
import type { Args, Result, Tool, ToolParameter } from '../tools/world.ts';
import { DATES, dateOf, dayOf, isDate } from './calendar.ts';
import {
  airLevel,
  type City,
  cityAt,
  distanceBetween,
  type Place,
  type Snapshot,
  type Weather,
  weatherOf,
} from './data.ts';

/** Most days of one call. */
const MOST_DAYS = 7;

export const faults = {
  noCity: (name: string) => `there is no city ${name.slice(0, 40)}.`,
  noPlace: () => 'there is no city at that latitude and longitude.',
  offGlobe: () => 'latitudes are from -90 to 90, longitudes from -180 to 180.',
  noDate: (name: string) => `${name} must be a date such as ${DATES[0]}.`,
  noData: () => `there are only dates from ${DATES[0]} to ${DATES.at(-1)}.`,
  backwards: () => 'start_date must not be after end_date.',
  tooMany: () => `there are at most ${MOST_DAYS} days in one call.`,
  notPast: () => 'the historical dates must be before the current date.',
  notFuture: () => 'the forecast dates must be after the current date.',
  notToday: () => 'current_date is not the current date.',
  badIndex: () => 'air_quality_index must be 0 or more.',
} as const;

const says = {
  temp: ({ max, min, mean }: Weather) => `max ${max}, min ${min}, mean ${mean}`,
  rain: ({ rain }: Weather) => `rain ${rain} mm`,
  snow: ({ snow }: Weather) => `snow ${snow} cm`,
  air_quality_index: ({ air }: Weather) => `air quality index ${air}`,
} as const;
export type Kind = keyof typeof says;
export const KINDS = Object.keys(says) as readonly Kind[];

const text = (name: string, description: string): ToolParameter => ({ name, type: 'string', description });
const number = (name: string, description: string): ToolParameter => ({ name, type: 'number', description });
const place = [number('latitude', 'degrees'), number('longitude', 'degrees')];
const range = [text('start_date', 'the first day, as YYYY-MM-DD'), text('end_date', 'the last day, as YYYY-MM-DD')];

export const toolNames = {
  historical: (kind: Kind) => `get_historical_${kind}`,
  current: (kind: Kind) => `get_current_${kind}`,
  forecast: (kind: Kind) => `get_${kind}_forecast`,
} as const;

const WHAT: Readonly<Record<Kind, string>> = {
  temp: 'temperatures',
  rain: 'rainfall',
  snow: 'snowfall',
  air_quality_index: 'air quality index',
};

/** Runs with the city at the call's coordinates. */
function atCity(state: Snapshot, args: Args, answer: (city: City) => Result): Result {
  const city = cityAt(state, numberOf(args, 'latitude'), numberOf(args, 'longitude'));
  return city ? answer(city) : { fault: faults.noPlace() };
}

function historical(kind: Kind): Tool<Snapshot> {
  return {
    name: toolNames.historical(kind),
    description: `Tells the ${WHAT[kind]} of past days.`,
    parameters: [...place, ...range],
    run: (state, args) =>
      days(state, args, { kind, allowed: (_, last) => last < state.today, fault: faults.notPast() }),
  };
}

function forecast(kind: Kind): Tool<Snapshot> {
  return {
    name: toolNames.forecast(kind),
    description: `Tells the ${WHAT[kind]} of days to come.`,
    parameters: [...place, ...range],
    run: (state, args) =>
      days(state, args, { kind, allowed: (first) => first > state.today, fault: faults.notFuture() }),
  };
}

function current(kind: Kind): Tool<Snapshot> {
  return {
    name: toolNames.current(kind),
    description: `Tells the ${WHAT[kind]} of today.`,
    parameters: [...place, text('current_date', 'today, as YYYY-MM-DD')],
    run: (state, args) =>
      atCity(state, args, (city) => {
        const day = dayIn(args, 'current_date');
        if (typeof day === 'string') return { fault: day };
        if (day !== state.today) return { fault: faults.notToday() };
        return { text: lineOf(state, city, { kind, day }) };
      }),
  };
}

interface Wanted {
  kind: Kind;
  allowed: (first: number, last: number) => boolean;
  fault: string;
}

function days(state: Snapshot, args: Args, { kind, allowed, fault }: Wanted): Result {
  return atCity(state, args, (city) => {
    const first = dayIn(args, 'start_date');
    if (typeof first === 'string') return { fault: first };
    const last = dayIn(args, 'end_date');
    if (typeof last === 'string') return { fault: last };
    if (first > last) return { fault: faults.backwards() };
    if (!allowed(first, last)) return { fault };
    if (last - first >= MOST_DAYS) return { fault: faults.tooMany() };
    const lines = Array.from({ length: last - first + 1 }, (_, i) => lineOf(state, city, { kind, day: first + i }));
    return { text: lines.join('\n') };
  });
}

/** The day of a date argument, or what is wrong with it. */
function dayIn(args: Args, name: string): number | string {
  const date = textOf(args, name);
  return dayOf(date) ?? (isDate(date) ? faults.noData() : faults.noDate(name));
}

function lineOf(state: Snapshot, city: City, { kind, day }: { kind: Kind; day: number }): string {
  return `${dateOf(day)}: ${says[kind](weatherOf(state, city, day))}`;
}

function onGlobe({ latitude, longitude }: Place): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

const plain: readonly Tool<Snapshot>[] = [
  {
    name: 'get_user_current_date',
    description: "Tells today's date.",
    parameters: [],
    run: ({ today }) => ({ text: dateOf(today) }),
  },
  {
    name: 'get_user_current_location',
    description: 'Tells the city where the user is.',
    parameters: [],
    run: ({ here }) => ({ text: here.name }),
  },
  {
    name: 'get_latitude_longitude',
    description: 'Tells where a city is.',
    parameters: [text('name', 'the city')],
    run: ({ cities }, args) => {
      const name = textOf(args, 'name');
      const city = cities.find((one) => one.name.toLowerCase() === name.toLowerCase());
      return city
        ? { text: `${city.name}: latitude ${city.latitude}, longitude ${city.longitude}` }
        : { fault: faults.noCity(name) };
    },
  },
  {
    name: 'get_elevation',
    description: 'Tells the elevation in meters.',
    parameters: place,
    run: (state, args) => atCity(state, args, ({ elevation }) => ({ text: `elevation ${elevation} m` })),
  },
  {
    name: 'get_distance',
    description: 'Tells the kilometers between two places.',
    parameters: ['latitude1', 'longitude1', 'latitude2', 'longitude2'].map((name) => number(name, 'degrees')),
    run: (_, args) => {
      const [from, to] = ['1', '2'].map((which) => ({
        latitude: numberOf(args, `latitude${which}`),
        longitude: numberOf(args, `longitude${which}`),
      }));
      if (!from || !to || ![from, to].every(onGlobe)) return { fault: faults.offGlobe() };
      return { text: `distance ${distanceBetween(from, to)} km` };
    },
  },
  {
    name: 'get_air_quality_level',
    description: 'Tells the level of an air quality index.',
    parameters: [number('air_quality_index', 'the index')],
    run: (_, args) => {
      const index = numberOf(args, 'air_quality_index');
      return index < 0 ? { fault: faults.badIndex() } : { text: `air quality level ${airLevel(index)}` };
    },
  },
];

export const tools: readonly Tool<Snapshot>[] = [
  ...plain,
  ...KINDS.map(historical),
  ...KINDS.map(current),
  ...(['temp', 'rain', 'snow'] as const).map(forecast),
];
