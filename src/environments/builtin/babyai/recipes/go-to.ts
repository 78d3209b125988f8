/** Levels 6, 7 and 9 to 11: going to a thing or a door. */
import type { Random } from '../../../../seeds.ts';
import { COLOURS, newThing, type Thing } from '../grid.ts';
import type { Mission } from '../missions.ts';
import { type Rooms, Unlucky } from '../rooms.ts';
import { describe, FIRST, type Level, maze, MIDDLE, room } from './recipe.ts';

function goToLoneThing(rooms: Rooms): Mission {
  rooms.placeAgent();
  rooms.connect();
  const [thing] = rooms.scatter(1);
  if (!thing) throw new Unlucky('a thing is needed');
  return { verb: 'go to', target: describe(thing) };
}

/** The thing to go to is alone in a locked room; its description may fit others too. */
function goIntoLocked(rooms: Rooms, random: Random): Mission {
  const locked = rooms.anyRoom();
  const colour = random.pick(COLOURS);
  rooms.lock(locked, colour);
  const others = rooms.all().filter((one) => !rooms.isLocked(one));
  rooms.place(newThing('key', colour), random.pick(others));
  rooms.connect();
  for (const one of others) rooms.scatter(2, { room: one });
  rooms.placeAgent(random.pick(others));
  const [thing] = rooms.scatter(1, { room: locked });
  if (!thing) throw new Unlucky('a thing is needed');
  return { verb: 'go to', target: describe(thing) };
}

/** There is one red or one blue ball. */
function redOrBlueBall(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  const others = rooms.scatter(7);
  if (others.some(({ kind, colour }) => kind === 'ball' && (colour === 'red' || colour === 'blue')))
    throw new Unlucky('one such ball too many');
  const ball = rooms.place(newThing('ball', random.pick(['red', 'blue'] as const)), FIRST);
  return { verb: 'go to', target: describe(ball) };
}

/** A door in each wall of the room in the middle. */
export function fourDoors(rooms: Rooms, random: Random): Thing[] {
  return [0, 1, 2, 3].map((direction) =>
    rooms.addDoor(MIDDLE, direction, { colour: random.pick(COLOURS), state: 'closed' }),
  );
}

function goToDoor(rooms: Rooms, random: Random): Mission {
  const doors = fourDoors(rooms, random);
  rooms.placeAgent(MIDDLE);
  return { verb: 'go to', target: describe(random.pick(doors)) };
}

function goToThingOrDoor(rooms: Rooms, random: Random): Mission {
  const doors = fourDoors(rooms, random);
  rooms.placeAgent(MIDDLE);
  const things = rooms.scatter(8, { room: MIDDLE });
  return { verb: 'go to', target: describe(random.pick([...things, ...doors])) };
}

export const goToLevels: readonly (readonly [number, Level])[] = [
  [6, { plan: maze(7), furnish: goToLoneThing }],
  [7, { plan: maze(8), furnish: goIntoLocked }],
  [9, { plan: room(8), furnish: redOrBlueBall }],
  [10, { plan: maze(7), furnish: goToDoor }],
  [11, { plan: maze(8), furnish: goToThingOrDoor }],
];
