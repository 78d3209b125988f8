/** The state of a room: its places, what is in them, what is carried. Knows no rule; generate.ts makes it. */
import { digest } from '../../../seeds.ts';
import type { Goal } from './goals.ts';
import type { RoomName } from './places.ts';

export interface Thing {
  /** Kind and number: `mug 1`. */
  readonly name: string;
  readonly kind: string;
  /** A lamp; it stays where it is. */
  readonly lamp: boolean;
  clean: boolean;
  temperature: 'hot' | 'cold' | undefined;
  /** A lamp's light. */
  on: boolean;
}

export interface Place {
  readonly name: string;
  readonly kind: string;
  open: boolean;
  /** Whether what is in it was seen; from then on only the policy changes it. */
  seen: boolean;
  readonly things: Thing[];
}

export interface World {
  readonly room: RoomName;
  readonly goal: Goal;
  readonly places: readonly Place[];
  /** Where the policy stands; at first in the middle of the room. */
  at: Place | undefined;
  carried: Thing | undefined;
}

export function newThing(kind: string, number: number, lamp = false): Thing {
  return { name: `${kind} ${number}`, kind, lamp, clean: false, temperature: undefined, on: false };
}

/** The lamps that shine at a place. */
export function shines(place: Place | undefined, kind: string): boolean {
  return place?.things.some((thing) => thing.lamp && thing.on && thing.kind === kind) ?? false;
}

/** Hex digest of the whole state and the goal. */
export function fingerprint({ room, goal, places, at, carried }: World): string {
  const { type, thing, target } = goal;
  return digest('household', JSON.stringify({ room, type, thing, target, places, at: at?.name, carried }));
}

/** Whether a thing has been treated as the goal asks. */
export function isReady({ type }: Goal, thing: Thing): boolean {
  if (type === 'clean') return thing.clean;
  if (type === 'heat') return thing.temperature === 'hot';
  return type !== 'cool' || thing.temperature === 'cold';
}

/** The things at a place that are what the goal asks for there. */
export function settled(goal: Goal, place: Place): Thing[] {
  if (place.kind !== goal.target) return [];
  return place.things.filter((thing) => thing.kind === goal.thing && isReady(goal, thing));
}

export function isReached({ goal, places, at, carried }: World): boolean {
  if (goal.type === 'light') return carried?.kind === goal.thing && shines(at, goal.target);
  const needed = goal.type === 'two' ? 2 : 1;
  return places.some((place) => settled(goal, place).length >= needed);
}
