/** The data of a task: five invented cities, where and when the user is, and the weather, all of it made from a seed. */
import { random, seedOf } from '../../../seeds.ts';
import { TODAY } from './calendar.ts';
import { distinct } from '../tools/draws.ts';

export const CITY_NAMES: readonly string[] =
  `Avora Belmar Corvin Dalen Elspor Farrow Galtor Hestor Ilmar Jorun Kelva Lindor Marsel Nolvik Orsha Pelmont Quilla Rosvik
  Sandrel Tarnow Ulmet Vestra Wendal Xanti Yorvik Zelmar Ardena Briskel Caldor Dunmor Estrel Fenwick Gravia Holm Istrel
  Jasper Kirren Lothar Mirana Nestor Oakhem Pravik Quorn Rivela Solenta Thaxby Umbrel Varno Wexholm Zorina`.split(
    /\s+/u,
  );

export interface City {
  readonly name: string;
  /** Whole degrees, 10 to 69 north and 10 to 99 east. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres. */
  readonly elevation: number;
  /** Degrees Celsius, about which the days' temperatures are. */
  readonly climate: number;
}

export interface Snapshot {
  readonly seed: number;
  /** The current day (calendar.ts). */
  readonly today: number;
  readonly here: City;
  readonly cities: readonly City[];
}

export interface Weather {
  readonly max: number;
  readonly min: number;
  readonly mean: number;
  /** Millimetres. */
  readonly rain: number;
  /** Centimetres. */
  readonly snow: number;
  /** PM2.5. */
  readonly air: number;
}

/** Most of any number but a distance. */
export const MOST = 140;
const CITIES = 5;

/** No two cities of a snapshot share a name, a latitude, a longitude or an elevation. */
export function snapshotOf(seed: number): Snapshot {
  const stream = random(seedOf('weather', 'snapshot', seed));
  const [latitudes, longitudes, elevations] = [60, 90, MOST - 10].map((most) => distinct(CITIES, most, stream));
  const cities = distinct(CITIES, CITY_NAMES.length, stream).map((index, i) => ({
    name: CITY_NAMES[index] ?? '',
    latitude: 10 + (latitudes?.[i] ?? 0),
    longitude: 10 + (longitudes?.[i] ?? 0),
    elevation: 10 + (elevations?.[i] ?? 0),
    climate: 9 + stream.below(18),
  }));
  const today = TODAY.first + stream.below(TODAY.last - TODAY.first + 1);
  return { seed, today, here: stream.pick(cities), cities };
}

/** The same whenever it is asked. */
export function weatherOf({ seed }: Snapshot, { name, climate }: City, day: number): Weather {
  const stream = random(seedOf('weather', 'day', seed, name, day));
  const mean = climate - 4 + stream.below(9);
  const max = mean + 1 + stream.below(8);
  const min = Math.max(0, mean - 1 - stream.below(8));
  const rain = stream.below(2) === 0 ? 0 : 1 + stream.below(30);
  return { max, min, mean, rain, snow: stream.below(3) === 0 ? 0 : 1 + stream.below(20), air: 5 + stream.below(115) };
}

export function cityAt({ cities }: Snapshot, latitude: number, longitude: number): City | undefined {
  return cities.find((city) => city.latitude === latitude && city.longitude === longitude);
}

/** Kilometres between two places on the globe, in whole hundreds. */
export function distanceBetween(a: Place, b: Place): number {
  const [from, to, east] = [radians(a.latitude), radians(b.latitude), radians(b.longitude - a.longitude)];
  const arc = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(east / 2) ** 2;
  return Math.round((2 * 6371 * Math.asin(Math.min(1, Math.sqrt(arc)))) / 100) * 100;
}

export type Place = Pick<City, 'latitude' | 'longitude'>;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** By the bounds of the European index for PM2.5. */
export function airLevel(index: number): string {
  const levels = ['good', 'fair', 'moderate', 'poor', 'very poor'];
  return levels[Math.max(0, Math.ceil(index / 20) - 1)] ?? 'extremely poor';
}

export const AIR_LEVELS: readonly string[] = ['good', 'fair', 'moderate', 'poor', 'very poor', 'extremely poor'];
