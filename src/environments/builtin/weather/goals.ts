/** The goals of the weather world by level, each with the calls that lead to its answer. */
import type { Random } from '../../../seeds.ts';
import { planned } from '../tools/plan.ts';
import type { Level, Move, Trial } from '../tools/world.ts';
import { dateOf, dayInWords, REACH } from './calendar.ts';
import { airLevel, type City, distanceBetween, type Snapshot, weatherOf } from './data.ts';
import { moves, QUANTITIES, type Quantity, type Span, thoughts, valuesOf, weatherMove } from './moves.ts';

export type Goal = Pick<Trial<unknown>, 'goal' | 'answer' | 'facts' | 'expert'>;
type Maker = (snapshot: Snapshot, random: Random) => Goal;

const MEAN = QUANTITIES[0] as Quantity;
const AIR = QUANTITIES.at(-1) as Quantity;
/** Those whose highest value over days can be asked for in words. */
const SUMMED_UP = QUANTITIES.filter(({ name }) => !/^(?:highest|lowest)/u.test(name));
const TODAY: Span = { from: 0, to: 0 };

export const asks = {
  axis: (axis: string, city: string) => `What is the ${axis} of ${city}?`,
  elevation: (city: string) => `What is the elevation of ${city} in meters?`,
  elevationAt: (place: string) => `What is the elevation at ${place} in meters?`,
  at: (what: string, place: string, date: string) => `What is the ${what} at ${place} on ${date}?`,
  level: (index: number) => `Which air quality level has the index ${index}?`,
  day: (what: string, city: string, when: string) => `What is the ${what} of ${city} ${when}?`,
  distance: (from: string, to: string) => `How many kilometers is it from ${from} to ${to}?`,
  fromHere: (to: string) => `How many kilometers is it from the city where I am to ${to}?`,
  levelToday: (city: string) => `Which air quality level does ${city} have today?`,
  past: (what: string, city: string, days: number) =>
    `What is the highest ${what} of ${city} in the last ${days} days?`,
  warmer: (a: string, b: string) => `What is the mean temperature today of the warmer one of ${a} and ${b}?`,
  higher: (what: string, a: string, b: string) => `What is the ${what} today of the higher one of ${a} and ${b}?`,
  levelOfHigher: (a: string, b: string) => `Which air quality level does the higher one of ${a} and ${b} have today?`,
  nearer: (what: string, a: string, b: string) => `What is the ${what} today of the one of ${a} and ${b} nearer to me?`,
} as const;

const placeText = ({ latitude, longitude }: City): string => `latitude ${latitude}, longitude ${longitude}`;

function done(goal: string, steps: readonly Move[], answer: string | number, why = thoughts.answer(answer)): Goal {
  return { goal, ...planned(steps, String(answer), why) };
}

/** Two different cities. */
function two({ cities }: Snapshot, random: Random): [City, City] {
  const [a, b] = random.shuffle(cities);
  return [a as City, b as City];
}

function someDay(random: Random): number {
  return (1 + random.below(REACH)) * random.pick([-1, 1]);
}

const easy: readonly Maker[] = [
  ({ cities }, random) => {
    const [city, axis] = [random.pick(cities), random.pick(['latitude', 'longitude'] as const)];
    return done(asks.axis(axis, city.name), [moves.coordinates(city)], city[axis]);
  },
  ({ cities }, random) => {
    const city = random.pick(cities);
    return done(asks.elevation(city.name), [moves.coordinates(city), moves.elevation(city)], city.elevation);
  },
  ({ cities }, random) => {
    const city = random.pick(cities);
    return done(asks.elevationAt(placeText(city)), [moves.elevation(city)], city.elevation);
  },
  (_, random) => {
    const index = 1 + random.below(119);
    return done(asks.level(index), [moves.level(index)], airLevel(index));
  },
  (snapshot, random) => {
    const [city, quantity] = [random.pick(snapshot.cities), random.pick(QUANTITIES)];
    const day = -1 - random.below(REACH);
    const wanted = { city, quantity, span: { from: day, to: day } };
    const goal = asks.at(quantity.name, placeText(city), dateOf(snapshot.today + day));
    const step = { ...weatherMove(snapshot, wanted), thought: thoughts.weather(quantity.name, 'that place') };
    return done(goal, [step], valuesOf(snapshot, wanted)[0] ?? 0);
  },
];

const medium: readonly Maker[] = [
  (snapshot, random) => {
    const [city, quantity] = [random.pick(snapshot.cities), random.pick(QUANTITIES)];
    const other = someDay(random);
    const day = random.below(3) === 0 ? 0 : quantity.kind === AIR.kind ? -Math.abs(other) : other;
    const wanted = { city, quantity, span: { from: day, to: day } };
    const goal = asks.day(quantity.name, city.name, dayInWords(day));
    const steps = [moves.coordinates(city), moves.date(), weatherMove(snapshot, wanted)];
    return done(goal, steps, valuesOf(snapshot, wanted)[0] ?? 0);
  },
  (snapshot, random) => {
    const [a, b] = two(snapshot, random);
    const steps = [moves.coordinates(a), moves.coordinates(b), moves.distance(a, b)];
    return done(asks.distance(a.name, b.name), steps, distanceBetween(a, b));
  },
  ({ here, cities }, random) => {
    const city = random.pick(cities.filter((one) => one !== here));
    const steps = [moves.location(), moves.coordinates(here), moves.coordinates(city), moves.distance(here, city)];
    return done(asks.fromHere(city.name), steps, distanceBetween(here, city));
  },
  (snapshot, random) => {
    const city = random.pick(snapshot.cities);
    const { air } = weatherOf(snapshot, city, snapshot.today);
    const today = weatherMove(snapshot, { city, quantity: AIR, span: TODAY });
    const steps = [moves.coordinates(city), moves.date(), today, moves.level(air)];
    return done(asks.levelToday(city.name), steps, airLevel(air));
  },
];

const hard: readonly Maker[] = [
  (snapshot, random) => {
    const [city, quantity] = [random.pick(snapshot.cities), random.pick(SUMMED_UP)];
    const length = 2 + random.below(2);
    const wanted = { city, quantity, span: { from: -length, to: -1 } };
    const most = Math.max(...valuesOf(snapshot, wanted));
    const steps = [moves.coordinates(city), moves.date(), weatherMove(snapshot, wanted)];
    return done(asks.past(quantity.name, city.name, length), steps, most, thoughts.highest(most));
  },
  (snapshot, random) => {
    const [a, b] = two(snapshot, random);
    const [today, most] = [
      [a, b].map((city) => weatherMove(snapshot, { city, quantity: MEAN, span: TODAY })),
      Math.max(...[a, b].map((city) => weatherOf(snapshot, city, snapshot.today).mean)),
    ];
    const steps = [moves.coordinates(a), moves.coordinates(b), moves.date(), ...today];
    return done(asks.warmer(a.name, b.name), steps, most, thoughts.highest(most));
  },
  (snapshot, random) => {
    const { goal, steps, weather, quantity } = ofHigher(snapshot, random, random.pick(QUANTITIES));
    return done(goal, steps, quantity.of(weather));
  },
  (snapshot, random) => {
    const { cities, steps, weather } = ofHigher(snapshot, random, AIR);
    const goal = asks.levelOfHigher(cities[0].name, cities[1].name);
    return done(goal, [...steps, moves.level(weather.air)], airLevel(weather.air));
  },
  (snapshot, random) => {
    const { here } = snapshot;
    const quantity = random.pick(QUANTITIES);
    const others = random.shuffle(snapshot.cities.filter((city) => city !== here));
    const a = others[0] as City;
    const b = others.find((city) => distanceBetween(here, city) !== distanceBetween(here, a)) ?? a;
    const nearer = distanceBetween(here, a) < distanceBetween(here, b) ? a : b;
    const last = weatherMove(snapshot, { city: nearer, quantity, span: TODAY });
    const steps = [
      moves.location(),
      ...[here, a, b].map(moves.coordinates),
      moves.distance(here, a),
      moves.distance(here, b),
      moves.date(),
      { ...last, thought: thoughts.nearer(nearer.name) },
    ];
    return done(
      asks.nearer(quantity.name, a.name, b.name),
      steps,
      quantity.of(weatherOf(snapshot, nearer, snapshot.today)),
    );
  },
];

/** The way to the higher one of two cities and its weather today. */
function ofHigher(snapshot: Snapshot, random: Random, quantity: Quantity) {
  const [a, b] = two(snapshot, random);
  const higher = a.elevation > b.elevation ? a : b;
  const last = weatherMove(snapshot, { city: higher, quantity, span: TODAY });
  const steps = [
    ...[a, b].map(moves.coordinates),
    ...[a, b].map(moves.elevation),
    moves.date(),
    { ...last, thought: thoughts.higher(higher.name) },
  ];
  const goal = asks.higher(quantity.name, a.name, b.name);
  return { goal, cities: [a, b] as const, steps, quantity, weather: weatherOf(snapshot, higher, snapshot.today) };
}

const MAKERS: Readonly<Record<Level, readonly Maker[]>> = { easy, medium, hard };

/** The goal of that number: the kinds of a level's goals go round. */
export function goalOf(level: Level, seed: number, { snapshot, random }: { snapshot: Snapshot; random: Random }): Goal {
  const makers = MAKERS[level];
  return (makers[seed % makers.length] as Maker)(snapshot, random);
}
