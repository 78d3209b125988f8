/** The actions that do something in a state: as texts for policies, and in one sentence for who asks. */
import { TOOLS } from './goals.ts';
import { closes, holds } from './places.ts';
import { type Ability, kindOf } from './things.ts';
import type { Place, Thing, World } from './world.ts';

export type Treatment = keyof typeof TOOLS;
export const TREATMENTS = Object.keys(TOOLS) as Treatment[];

/** Whether a kind of thing can be treated so. */
export function able(thing: Thing, treatment: Ability): boolean {
  return kindOf(thing.kind)?.can.includes(treatment) ?? false;
}

/** What is in reach where one stands. */
export function reachable({ at }: World): readonly Thing[] {
  return at?.open ? at.things : [];
}

/** Verb, what it can be said of, and the words after that. */
interface Group {
  verb: string;
  names: readonly string[];
  rest?: string;
}

function groups(world: World): Group[] {
  const { at, carried, places } = world;
  const here = at === undefined ? [] : atPlace(at, world);
  const others = places.filter((place) => place !== at).map(({ name }) => name);
  const own = carried === undefined ? [] : [carried.name];
  const seen = reachable(world).map(({ name }) => name);
  // A standing lamp is a thing and a place of one name.
  const looked = [...new Set([...(at ? [at.name] : []), ...own, ...seen])];
  return [...here, { verb: 'go to', names: others }, { verb: 'examine', names: looked }];
}

function atPlace(at: Place, world: World): Group[] {
  const { carried } = world;
  const things = reachable(world);
  const found: Group[] = [];
  if (closes(at.kind)) found.push({ verb: at.open ? 'close' : 'open', names: [at.name] });
  const lamps = things.filter(({ lamp }) => lamp);
  found.push({ verb: 'use', names: lamps.map(({ name }) => name) });
  if (carried === undefined) {
    const loose = things.filter(({ lamp }) => !lamp);
    found.push({ verb: 'take', names: loose.map(({ name }) => name), rest: `from ${at.name}` });
    return found;
  }
  if (at.open && holds(at.kind)) found.push({ verb: 'move', names: [carried.name], rest: `to ${at.name}` });
  for (const treatment of TREATMENTS) {
    if (TOOLS[treatment] !== at.kind || !able(carried, treatment)) continue;
    found.push({ verb: treatment, names: [carried.name], rest: `with ${at.name}` });
  }
  return found;
}

const ALWAYS = ['look', 'inventory', 'check available actions'];

/** One text for each action. */
export function available(world: World): string[] {
  const told = groups(world).flatMap(({ verb, names, rest }) =>
    names.map((name) => (rest === undefined ? `${verb} ${name}` : `${verb} ${name} ${rest}`)),
  );
  return [...told, ...ALWAYS];
}

/** All of them in few words: `take mug 1 or fork 1 from shelf 1, go to …`. */
export function summary(world: World): string {
  const told = groups(world)
    .filter(({ names }) => names.length > 0)
    .map(({ verb, names, rest = '' }) => `${verb} ${choice(names)} ${rest}`.trimEnd());
  return `Available actions: ${[...told, 'look'].join(', ')} and inventory.`;
}

function choice(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
