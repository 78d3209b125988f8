/** The expert where something of a category is to be found: the nearest that was seen, or a look into the next room. */
import type { ExpertMove } from '../../contract.ts';
import { article } from '../article.ts';
import { moveInto, reach, REST, towards } from './moves.ts';
import { type RoomName, wayTo } from './rooms.ts';
import { isOf } from './subgoals.ts';
import { thoughts } from './thoughts.ts';
import { around, nameOf, roomOf, stateOf, type Thing, type World } from './world.ts';

/** Where living things are, most of them first. */
const LIKELY: readonly RoomName[] = ['greenhouse', 'outside', 'hallway', 'kitchen', 'bedroom', 'workshop', 'foundry'];

export function findMove(world: World): ExpertMove {
  const { goal, focus, rooms } = world;
  const box = rooms.get(goal.room)?.contents.find(({ kind }) => kind.name === `${goal.colour} box`);
  if (!box) return REST;
  if (focus?.kind.portable && stateOf(focus) === 'solid') return moveInto(world, focus, box);
  const thing = nearest(world);
  if (!thing) return explore(world);
  const name = nameOf(thing);
  return reach(world, thing, thoughts.need(name)) ?? { thought: thoughts.focus(name), action: `focus on ${name}` };
}

function distance(world: World, room: Thing): number {
  return wayTo(world.at.kind.name as RoomName, room.kind.name as RoomName).length;
}

/** Whether it was seen: the room, and what it is shut in. */
function isKnown(world: World, thing: Thing): boolean {
  if (!roomOf(world, thing)?.seen) return false;
  return around(thing, ({ kind, seen }) => kind.door === true && !seen) === undefined;
}

function nearest(world: World): Thing | undefined {
  const fits = (thing: Thing): boolean =>
    thing.kind.portable && stateOf(thing) === 'solid' && isOf(world.goal.subject, thing) && isKnown(world, thing);
  const found = world.things
    .filter(fits)
    .map((thing) => ({ thing, far: distance(world, roomOf(world, thing) as Thing) }));
  return found.toSorted((a, b) => a.far - b.far)[0]?.thing;
}

/** Into the nearest room it has not seen; of two as near, the likelier. */
function explore(world: World): ExpertMove {
  const unseen = LIKELY.flatMap((name) => world.rooms.get(name) ?? []).filter(({ seen }) => !seen);
  const [next] = unseen.toSorted((a, b) => distance(world, a) - distance(world, b));
  return (next && towards(world, next, thoughts.search(article(world.goal.subject)))) ?? REST;
}
