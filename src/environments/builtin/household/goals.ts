/**
 * The goals: ALFWorld's six types with every thing and place that fit, and the split each belongs to. A goal is of one
 * split only, so no goal of dev or eval is met in training.
 */
import { digest } from '../../../seeds.ts';
import type { Split } from '../../contract.ts';
import { alwaysIn, holds, isHollow, LAMP_KINDS, PLACE_KINDS, ROOMS, type RoomName } from './places.ts';
import { type Ability, THING_KINDS, type ThingKind } from './things.ts';
import { article } from '../article.ts';

/** Of the groups of results: place one, place two, look at in light, clean, heat, cool and place. */
export type GoalType = 'place' | 'two' | 'light' | 'clean' | 'heat' | 'cool';
export const GOAL_TYPES: readonly GoalType[] = ['place', 'two', 'light', 'clean', 'heat', 'cool'];

export interface Goal {
  readonly type: GoalType;
  /** Kind of the thing. */
  readonly thing: string;
  /** Kind of the place it is for; for `light` kind of the lamp. */
  readonly target: string;
  /** Rooms where the goal can be set. */
  readonly rooms: readonly RoomName[];
  readonly split: Split;
}

/** What a thing is treated with. */
export const TOOLS: Readonly<Record<'clean' | 'heat' | 'cool', string>> = {
  clean: 'sinkbasin',
  heat: 'microwave',
  cool: 'fridge',
};

const ADJECTIVES: Partial<Record<GoalType, string>> = { clean: 'clean', heat: 'hot', cool: 'cold' };

/** As an observation says it, without a full stop: `put a hot mug in a cabinet`. */
export function inWords({ type, thing, target }: Goal): string {
  if (type === 'light') return `look at ${article(thing)} under ${article(target)}`;
  const where = isHollow(target) ? 'in' : 'on';
  if (type === 'two') return `put two ${thing} ${where} one ${target}`;
  const adjective = ADJECTIVES[type];
  return `put ${article(adjective === undefined ? thing : `${adjective} ${thing}`)} ${where} ${article(target)}`;
}

/** Places that nobody is asked to bring something to. */
const NO_TARGETS = ['stove', 'toilet'];

/** Rooms that have what the goal needs, and places enough to find the thing in. */
function roomsOf(type: GoalType, kind: ThingKind, target: string): readonly RoomName[] {
  return kind.rooms.filter((room) => {
    const has = (place: string): boolean => place in ROOMS[room];
    if (type === 'clean' || type === 'heat' || type === 'cool') {
      if (!alwaysIn(room, TOOLS[type])) return false;
    }
    if (type === 'light') return room === 'living room' || room === 'bedroom';
    const elsewhere = kind.usual.filter((place) => place !== target && alwaysIn(room, place));
    return has(target) && elsewhere.length >= 2;
  });
}

function targetsOf(type: GoalType): readonly string[] {
  if (type === 'light') return LAMP_KINDS;
  if (type === 'place' || type === 'two')
    return PLACE_KINDS.filter((kind) => holds(kind) && !NO_TARGETS.includes(kind));
  // What was cleaned, heated or cooled is not thrown away, nor left in what did it.
  const not = [...NO_TARGETS, 'garbagecan', TOOLS[type]];
  return PLACE_KINDS.filter((kind) => holds(kind) && !not.includes(kind));
}

/** Of 20 goals of a type, 13 are for training, 3 for dev and 4 for eval. */
const SHARES: readonly (readonly [Split, number])[] = [
  ['train', 0.65],
  ['dev', 0.8],
  ['eval', 1],
];

const made = new Map<GoalType, readonly Goal[]>();

/** All goals of a type, in a shuffled order. */
export function goalsOf(type: GoalType): readonly Goal[] {
  const before = made.get(type);
  if (before) return before;
  const ability: Ability | undefined = type === 'place' || type === 'two' ? undefined : type;
  const kinds = THING_KINDS.filter(({ can }) => ability === undefined || can.includes(ability));
  const fitting = kinds.flatMap((kind) =>
    targetsOf(type).map((target) => ({ type, thing: kind.name, target, rooms: roomsOf(type, kind, target) })),
  );
  const possible = fitting.filter(({ rooms }) => rooms.length > 0);
  // One half of a goal's digest says its split, the other its place in the order.
  const keyed = possible.map((goal) => ({ goal, key: digest('household goal', type, goal.thing, goal.target) }));
  const goals = sorted(keyed, ({ key }) => key).map(({ goal, key }, rank) => {
    const [split] = SHARES.find(([, until]) => rank < until * keyed.length) ?? ['eval' as const];
    return { goal: { ...goal, split }, key };
  });
  const ordered = sorted(goals, ({ key }) => key.slice(32)).map(({ goal }) => goal);
  made.set(type, ordered);
  return ordered;
}

function sorted<T>(list: readonly T[], keyOf: (value: T) => string): T[] {
  return list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
