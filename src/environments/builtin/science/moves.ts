/** Steps that every plan of the expert is made of: getting to a thing, taking it along, bringing it somewhere. */
import type { ExpertMove } from '../../contract.ts';
import { type RoomName, wayTo } from './rooms.ts';
import { thoughts } from './thoughts.ts';
import { around, HANDS, isCarried, nameOf, roomOf, stateOf, type Thing, type World } from './world.ts';

export const REST: ExpertMove = { thought: thoughts.rest(), action: 'look around' };

/** The next room on the way to one; undefined where one is there. */
export function towards(world: World, room: Thing, thought: string): ExpertMove | undefined {
  const [next] = wayTo(world.at.kind.name as RoomName, room.kind.name as RoomName);
  return next === undefined ? undefined : { thought, action: `go to ${next}` };
}

/** Gets a thing to hand: goes where it is, and opens what it is shut in. Undefined where it is at hand. */
export function reach(world: World, thing: Thing, thought: string): ExpertMove | undefined {
  const room = roomOf(world, thing);
  if (!room) return REST;
  if (!isCarried(world, thing)) {
    const way = towards(world, room, thought);
    if (way) return way;
  }
  const shut = around(thing, ({ open }) => !open);
  return shut && { thought: thoughts.open(nameOf(shut)), action: `open ${nameOf(shut)}` };
}

/** Gets a thing into the hands; undefined where it is there. */
export function take(world: World, thing: Thing): ExpertMove | undefined {
  const { hands } = world;
  const name = nameOf(thing);
  if (thing.parent === hands) return undefined;
  const way = reach(world, thing, thoughts.need(name));
  if (way) return way;
  if (hands.contents.length < HANDS) return { thought: thoughts.take(name), action: `pick up ${name}` };
  return putDown(world, []);
}

/** Brings a thing that can be carried into a room; undefined where it is in it and at hand. */
export function bring(world: World, thing: Thing, room: Thing): ExpertMove | undefined {
  if (roomOf(world, thing) === room && !isCarried(world, thing))
    return reach(world, thing, thoughts.need(nameOf(thing)));
  if (!isCarried(world, thing)) {
    const taking = take(world, thing);
    if (taking) return taking;
  }
  return towards(world, room, thoughts.bring(nameOf(thing), room.kind.name));
}

/** Puts down what is carried and not needed; what is in focus, or holds it, last. */
function putDown({ hands, focus }: World, needed: readonly Thing[]): ExpertMove {
  const solid = hands.contents.filter((one) => stateOf(one) === 'solid');
  const isOwn = (one: Thing): boolean => one === focus || (focus !== undefined && one.contents.includes(focus));
  const other =
    solid.find((one) => !needed.includes(one) && !isOwn(one)) ?? solid.find((one) => !isOwn(one)) ?? solid[0];
  return other ? { thought: thoughts.free(nameOf(other)), action: `put down ${nameOf(other)}` } : REST;
}

/** Brings several things into a room, as many at a time as can be carried; undefined where all are there or carried. */
export function gather(world: World, things: readonly Thing[], room: Thing): ExpertMove | undefined {
  const { hands, at } = world;
  const missing = things.find((thing) => !isCarried(world, thing) && roomOf(world, thing) !== room);
  if (!missing) {
    const [carried] = things.filter((thing) => isCarried(world, thing));
    return (
      towards(world, room, thoughts.bring(nameOf(carried ?? things[0] ?? room), room.kind.name)) ??
      things.map((thing) => reach(world, thing, thoughts.need(nameOf(thing)))).find((move) => move !== undefined)
    );
  }
  if (hands.contents.length < HANDS) return take(world, missing);
  const spare = hands.contents.find((one) => !things.includes(one) && stateOf(one) === 'solid');
  if (spare || at === room) return putDown(world, things);
  return towards(world, room, thoughts.bring(nameOf(hands.contents[0] ?? missing), room.kind.name));
}

/** Moves a thing into another, both brought together where the other stands. */
export function moveInto(world: World, thing: Thing, into: Thing): ExpertMove {
  const room = roomOf(world, into);
  if (!room) return REST;
  const way = bring(world, thing, room) ?? reach(world, into, thoughts.need(nameOf(into)));
  if (way) return way;
  if (!into.open) return { thought: thoughts.open(nameOf(into)), action: `open ${nameOf(into)}` };
  return { thought: thoughts.into(nameOf(thing), nameOf(into)), action: `move ${nameOf(thing)} to ${nameOf(into)}` };
}

/** The thing of a name that every house has one of. */
export function known(world: World, name: string): Thing | undefined {
  return world.things.find(({ kind }) => kind.name === name);
}
