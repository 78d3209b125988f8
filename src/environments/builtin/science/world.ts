/**
 * The state of a house: a tree of things (rooms, what is in them, what is in that), and what was done for the task. Knows
 * how things are found and moved; what actions and time do to them is in `rules.ts` and `physics.ts`.
 */
import { digest } from '../../../seeds.ts';
import type { Goal } from './goals.ts';
import { type Kind, STAGES } from './kinds.ts';
import type { RoomName } from './rooms.ts';
import { FORMS, type State, stateAt } from './substances.ts';

/** Temperature of the rooms. */
export const AMBIENT = 20;
/** Most things carried at a time. */
export const HANDS = 3;

export interface Thing {
  readonly kind: Kind;
  parent: Thing | undefined;
  readonly contents: Thing[];
  open: boolean;
  on: boolean;
  /** Degrees; of substances alone. */
  temperature: number;
  /** Of what grows: its stage, and actions since that began. */
  stage: number;
  age: number;
  /** What its ends are connected to; two at most. */
  readonly links: Thing[];
  /** Rooms, and what has a door: whether one has looked inside. */
  seen: boolean;
}

/** The two boxes that answer a question, and where it is one of degrees, the temperature it asks about. */
export interface Question {
  readonly yes: string;
  readonly no: string;
  readonly threshold: number;
}

export interface World {
  readonly goal: Goal;
  readonly question: Question | undefined;
  /** What the task is about; undefined where it is to be found. */
  readonly subject: Thing | undefined;
  readonly rooms: ReadonlyMap<RoomName, Thing>;
  /** What is carried is in this. */
  readonly hands: Thing;
  /** The water that comes out of the sinks. */
  readonly mains: Thing;
  /** Everything there is, rooms included. Nothing is added or taken away. */
  readonly things: readonly Thing[];
  at: Thing;
  focus: Thing | undefined;
  /** What the thermometer said last of what is in focus, where that is what the task asks for. */
  reading: number | undefined;
  /** Whether the right box was focused on. */
  answer: boolean;
  /** Labels of the sub-goals that were reached. */
  readonly reached: Set<string>;
  failed: boolean;
}

export function newThing(kind: Kind): Thing {
  const open = kind.door === undefined;
  const own = { temperature: AMBIENT, stage: 0, age: 0, links: [], seen: false };
  return { kind, parent: undefined, contents: [], open, on: false, ...own };
}

/** Puts a thing elsewhere; what was connected to it is not any more. */
export function put(thing: Thing, into: Thing): void {
  const from = thing.parent?.contents;
  if (from) from.splice(from.indexOf(thing), 1);
  into.contents.push(thing);
  thing.parent = into;
  unlink(thing);
}

export function link(a: Thing, b: Thing): void {
  a.links.push(b);
  b.links.push(a);
}

export function unlink(thing: Thing): void {
  for (const other of thing.links) other.links.splice(other.links.indexOf(thing), 1);
  thing.links.length = 0;
}

export function stateOf({ kind, temperature }: Thing): State {
  return kind.substance ? stateAt(kind.substance, temperature) : 'solid';
}

/** What it is called as it is now: ice, water or steam; pea seed, pea seedling, … */
export function nameOf(thing: Thing): string {
  const { kind } = thing;
  if (kind.seed) return `${kind.name} ${STAGES[thing.stage]}`;
  const forms = FORMS[kind.name];
  return (forms && kind.substance && forms[stateOf(thing)]) ?? kind.name;
}

function collect(thing: Thing, into: Thing[]): Thing[] {
  if (!thing.open) return into;
  for (const inner of thing.contents) {
    into.push(inner);
    if (inner.contents.length > 0) collect(inner, into);
  }
  return into;
}

/** What can be seen and touched: what is carried first, then what is in the room, without what is shut in. */
export function atHand({ hands, at }: World): Thing[] {
  return collect(at, collect(hands, []));
}

/** The thing of a name at hand: the one in focus before others, what is carried before what is not. */
export function find(world: World, name: string): Thing | undefined {
  const { focus } = world;
  const all = atHand(world).filter((thing) => nameOf(thing) === name);
  return focus && all.includes(focus) ? focus : all[0];
}

/** The first that contains it and passes, from the inside outwards. */
export function around(thing: Thing, passes: (outer: Thing) => boolean): Thing | undefined {
  for (let outer = thing.parent; outer; outer = outer.parent) if (passes(outer)) return outer;
  return undefined;
}

/** The room it is in, also where it is carried; undefined for water that still is in the mains. */
export function roomOf(world: World, thing: Thing): Thing | undefined {
  let outermost = thing;
  while (outermost.parent) outermost = outermost.parent;
  if (outermost === world.hands) return world.at;
  return outermost === world.mains ? undefined : outermost;
}

export const isCarried = (world: World, thing: Thing): boolean =>
  around(thing, (outer) => outer === world.hands) !== undefined;

/** Everything that a place contains, shut in or not. */
export function* within(place: Thing): Iterable<Thing> {
  for (const inner of place.contents) {
    yield inner;
    yield* within(inner);
  }
}

/** Hex digest of the whole state and the goal. */
export function fingerprint(world: World): string {
  const { goal, question, rooms, hands, mains, at, focus, reading, answer, reached, failed } = world;
  const numbers = new Map(world.things.map((thing, number) => [thing, number]));
  const told = (thing: Thing): unknown => {
    const { kind, contents, open, on, temperature, stage, age, links, seen } = thing;
    const own = [kind.name, kind.conducts, kind.substance?.melts, open, on, temperature, stage, age, seen];
    return [numbers.get(thing), own, links.map((other) => numbers.get(other)), contents.map(told)];
  };
  const asked = [goal.level, goal.subject, goal.room, goal.colour, question];
  const state = [...rooms.values(), hands, mains].map(told);
  const done = [at.kind.name, focus && numbers.get(focus), reading, answer, [...reached], failed];
  return digest('science', JSON.stringify([asked, state, done]));
}
