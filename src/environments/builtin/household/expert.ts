/**
 * The expert: the next move towards the goal, from what was seen so far and by legal actions only. Looks for a thing where
 * such things usually are, opens what is closed, remembers what it saw, and puts down what it does not need.
 */
import type { ExpertMove } from '../../contract.ts';
import { article } from '../article.ts';
import { type Goal, TOOLS } from './goals.ts';
import { holds, LAMPS } from './places.ts';
import { kindOf } from './things.ts';
import { isReady, type Place, settled, type Thing, type World } from './world.ts';

export const thoughts = {
  search: (kind: string, place: string) => `I need ${article(kind)}. I look at ${place}.`,
  searchIn: (kind: string, place: string) => `I need ${article(kind)}. ${place} is closed. I open it.`,
  open: (place: string) => `${place} is closed. I open it.`,
  fetch: (name: string, place: string) => `${name} is at ${place}. I go there.`,
  take: (name: string) => `I see ${name}. I take it.`,
  treatAt: (name: string, verb: string, place: string) => `I carry ${name}. I ${verb} it at ${place}.`,
  treat: (name: string, verb: string) => `I ${verb} ${name} here.`,
  bring: (name: string, place: string) => `I carry ${name}. I bring it to ${place}.`,
  put: (name: string) => `I put ${name} here.`,
  light: (lamp: string) => `I see ${lamp}. I turn it on.`,
  putDown: (name: string) => `I do not need ${name}. I put it down.`,
  rest: () => 'The task is done.',
};

export function nextMove(world: World): ExpertMove {
  const { goal, carried } = world;
  if (carried === undefined) return fetch(world);
  if (carried.kind !== goal.thing) return putDown(world, carried);
  if (goal.type === 'light') return light(world, carried);
  return isReady(goal, carried) ? bring(world, carried) : treat(world, carried);
}

function goTo(place: Place, thought: string): ExpertMove {
  return { thought, action: `go to ${place.name}` };
}

/** The place that the goal's things are brought to: the one that has most of them already, else the first. */
function destination({ goal, places }: World): Place | undefined {
  const [first, ...rest] = places.filter(({ kind }) => kind === goal.target);
  // What was not seen is not counted on.
  const count = (place: Place): number => (place.seen ? settled(goal, place).length : 0);
  return rest.reduce((best, place) => (best && count(place) > count(best) ? place : best), first);
}

/** Takes a thing of the goal's kind that is not where it should be, or looks for one. */
function fetch(world: World): ExpertMove {
  const { goal, places, at } = world;
  const goalPlace = goal.type === 'light' ? undefined : destination(world);
  const here = at && known(at, goal, goalPlace);
  const place = here ? at : places.find((one) => known(one, goal, goalPlace) !== undefined);
  const thing = place && known(place, goal, goalPlace);
  if (!place || !thing)
    return search(world, { kind: goal.thing, usual: kindOf(goal.thing)?.usual ?? [], last: goal.target });
  if (place !== at) return goTo(place, thoughts.fetch(thing.name, place.name));
  if (!place.open) return { thought: thoughts.open(place.name), action: `open ${place.name}` };
  return { thought: thoughts.take(thing.name), action: `take ${thing.name} from ${place.name}` };
}

/** A thing of the goal's kind that was seen at a place and still has to be brought away. */
function known(place: Place, goal: Goal, goalPlace: Place | undefined): Thing | undefined {
  if (!place.seen) return undefined;
  const done = place === goalPlace ? settled(goal, place) : [];
  return place.things.find((thing) => thing.kind === goal.thing && !done.includes(thing));
}

interface Wanted {
  kind: string;
  /** Kinds of places, most usual first. */
  usual: readonly string[];
  /** A kind of places to look at last. */
  last: string | undefined;
}

/** Opens the place it stands at, else goes to the most usual place that it has not looked into. */
function search(world: World, { kind, usual, last }: Wanted): ExpertMove {
  const { at } = world;
  const rank = (place: Place): number => {
    if (place.kind === last) return usual.length + 1;
    const index = usual.indexOf(place.kind);
    return index < 0 ? usual.length : index;
  };
  const unseen = world.places.filter((place) => !place.seen).toSorted((a, b) => rank(a) - rank(b));
  const best = unseen[0];
  if (!best) return { thought: thoughts.rest(), action: 'look' };
  if (at && !at.open && !at.seen && rank(at) === rank(best)) {
    return { thought: thoughts.searchIn(kind, at.name), action: `open ${at.name}` };
  }
  return goTo(best, thoughts.search(kind, best.name));
}

function treat(world: World, thing: Thing): ExpertMove {
  const { goal, at, places } = world;
  const verb = goal.type as keyof typeof TOOLS;
  const tool = at?.kind === TOOLS[verb] ? at : places.find(({ kind }) => kind === TOOLS[verb]);
  if (!tool) return { thought: thoughts.rest(), action: 'look' };
  if (tool !== at) return goTo(tool, thoughts.treatAt(thing.name, verb, tool.name));
  return { thought: thoughts.treat(thing.name, verb), action: `${verb} ${thing.name} with ${tool.name}` };
}

function bring(world: World, thing: Thing): ExpertMove {
  const place = destination(world);
  if (!place) return { thought: thoughts.rest(), action: 'look' };
  if (place !== world.at) return goTo(place, thoughts.bring(thing.name, place.name));
  if (!place.open) return { thought: thoughts.open(place.name), action: `open ${place.name}` };
  return { thought: thoughts.put(thing.name), action: `move ${thing.name} to ${place.name}` };
}

function light(world: World, thing: Thing): ExpertMove {
  const { goal, at, places } = world;
  // A standing lamp is seen from everywhere.
  const lampAt = (place: Place | undefined): Thing | undefined =>
    place?.seen || place?.kind === goal.target
      ? place.things.find(({ lamp, kind }) => lamp && kind === goal.target)
      : undefined;
  const place = lampAt(at) ? at : places.find((one) => lampAt(one) !== undefined);
  const lamp = lampAt(place);
  if (!place || !lamp) return search(world, { kind: goal.target, usual: LAMPS[goal.target] ?? [], last: undefined });
  if (place !== at) return goTo(place, thoughts.bring(thing.name, place.name));
  return { thought: thoughts.light(lamp.name), action: `use ${lamp.name}` };
}

/** Puts what it does not need where it stands, else on the first open place. */
function putDown({ at, places }: World, thing: Thing): ExpertMove {
  const thought = thoughts.putDown(thing.name);
  if (at?.open && holds(at.kind)) return { thought, action: `move ${thing.name} to ${at.name}` };
  const place = places.find(({ open, kind }) => open && holds(kind));
  return place ? goTo(place, thought) : { thought, action: 'look' };
}
