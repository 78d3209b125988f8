/** A task's initial state, from its goal and seed alone: which places the room has, and what is where. */
import { type Random, random, seedOf } from '../../../seeds.ts';
import type { Goal } from './goals.ts';
import { closes, holds, LAMP_KINDS, LAMPS, ROOMS, type RoomName } from './places.ts';
import { kindOf, THING_KINDS, type ThingKind } from './things.ts';
import { newThing, type Place, type World } from './world.ts';

/** Things beside those of the goal's kind. */
const CLUTTER = { least: 6, most: 10 };
/** Most things that lie at one place at the start. */
const MOST_AT_PLACE = 4;

export function generate(goal: Goal, seed: number): World {
  const rng = random(seedOf('household', 'room', goal.type, goal.thing, goal.target, seed));
  const room = rng.pick(goal.rooms);
  const lamps = lampsOf(goal, room, rng);
  const places = placesOf(room, [goal.target, ...lamps], rng);
  for (const lamp of lamps) putLamp(lamp, places, rng);
  putWanted(goal, places, rng);
  putClutter(goal, room, { places, rng });
  // So that the order of what lies at a place says nothing.
  const mixed = places.map((place): Place => ({ ...place, things: rng.shuffle(place.things) }));
  return { room, goal, places: mixed, at: undefined, carried: undefined };
}

/** Kinds of lamps: the goal's, and in rooms that have lamps some others. */
function lampsOf(goal: Goal, room: RoomName, rng: Random): string[] {
  if (room === 'kitchen' || room === 'bathroom') return [];
  return LAMP_KINDS.filter((kind) => (goal.type === 'light' && kind === goal.target) || rng.below(3) === 0);
}

function placesOf(room: RoomName, needed: readonly string[], rng: Random): Place[] {
  return Object.entries(ROOMS[room]).flatMap(([kind, [least, most]]) => {
    // The standing lamp is there where it was drawn as a lamp.
    const drawn = holds(kind) ? least + rng.below(most - least + 1) : 0;
    const count = Math.max(drawn, needed.includes(kind) ? 1 : 0);
    return Array.from({ length: count }, (_, i): Place => {
      return { name: `${kind} ${i + 1}`, kind, open: !closes(kind), seen: false, things: [] };
    });
  });
}

function putLamp(kind: string, places: readonly Place[], rng: Random): void {
  const usual = LAMPS[kind] ?? [];
  const fitting = places.filter((place) => usual.includes(place.kind));
  const [first] = usual.filter((name) => fitting.some((place) => place.kind === name));
  // Mostly at its most usual place.
  const chosen = rng.below(3) > 0 ? fitting.filter((place) => place.kind === first) : fitting;
  rng.pick(chosen).things.push(newThing(kind, 1, true));
}

/** Things of the goal's kind: enough of them, none where the goal wants it. */
function putWanted(goal: Goal, places: readonly Place[], rng: Random): void {
  const kind = kindOf(goal.thing);
  if (!kind) return;
  const count = (goal.type === 'two' ? 2 : 1) + (rng.below(4) === 0 ? 1 : 0);
  const fitting = places.filter((place) => kind.usual.includes(place.kind) && place.kind !== goal.target);
  for (let number = 1; number <= count; number++) rng.pick(fitting).things.push(newThing(kind.name, number));
}

function putClutter(goal: Goal, room: RoomName, { places, rng }: { places: readonly Place[]; rng: Random }): void {
  const kinds = THING_KINDS.filter(({ name, rooms }) => name !== goal.thing && rooms.includes(room));
  const numbers = new Map<string, number>();
  const count = CLUTTER.least + rng.below(CLUTTER.most - CLUTTER.least + 1);
  for (let i = 0; i < count; i++) {
    const kind: ThingKind = rng.pick(kinds);
    const usual = places.filter(
      ({ kind: place, things }) => kind.usual.includes(place) && things.length < MOST_AT_PLACE,
    );
    if (usual.length === 0) continue;
    const number = (numbers.get(kind.name) ?? 0) + 1;
    numbers.set(kind.name, number);
    rng.pick(usual).things.push(newThing(kind.name, number));
  }
}
