/** Levels 14 to 16, 25, 26 and 30: doors of one room, told by place or colour, to be opened in order or unlocked. */
import type { Random } from '../../../../seeds.ts';
import { COLOURS, newThing } from '../grid.ts';
import { matching, type Mission, PLACES } from '../missions.ts';
import { type Rooms, Unlucky } from '../rooms.ts';
import { fourDoors } from './go-to.ts';
import { describe, type Level, maze, MIDDLE } from './recipe.ts';

/** Four doors of four colours; a place may hold several of them. */
function openDoorAtPlace(rooms: Rooms, random: Random): Mission {
  const colours = random.shuffle(COLOURS);
  for (const direction of [0, 1, 2, 3]) {
    rooms.addDoor(MIDDLE, direction, { colour: colours[direction] ?? 'red', state: 'closed' });
  }
  rooms.placeAgent(MIDDLE);
  const target = { kind: 'door', place: random.pick(PLACES) } as const;
  if (matching(rooms.grid, target).length === 0) throw new Unlucky('no door there');
  return { verb: 'open', target };
}

/** Opening the blue door first loses. */
function redThenBlue(rooms: Rooms): Mission {
  const red = rooms.addDoor(MIDDLE, 2, { colour: 'red', state: 'closed' });
  const blue = rooms.addDoor(MIDDLE, 0, { colour: 'blue', state: 'closed' });
  rooms.placeAgent(MIDDLE);
  return {
    join: 'then',
    first: { verb: 'open', target: describe(red), strict: true },
    second: { verb: 'open', target: describe(blue) },
  };
}

/** One or two of four doors; toggling any other loses. */
function inOrder(rooms: Rooms, random: Random): Mission {
  const doors = random
    .shuffle(COLOURS)
    .slice(0, 4)
    .map((colour) => rooms.addAnyDoor(MIDDLE, { colour, state: 'closed' }));
  rooms.placeAgent(MIDDLE);
  const [one, other] = random.shuffle(doors);
  if (!one || !other) throw new Unlucky('two doors are needed');
  const first: Mission = { verb: 'open', target: describe(one), strict: true };
  const second: Mission = { verb: 'open', target: describe(other), strict: true };
  const join = random.pick([undefined, 'then', 'after'] as const);
  return join === undefined ? first : { join, first, second };
}

/** Something to do with one of five things or four doors. */
function actOnThingOrDoor(rooms: Rooms, random: Random): Mission {
  const doors = fourDoors(rooms, random);
  rooms.placeAgent(MIDDLE);
  const things = rooms.scatter(5, { room: MIDDLE, unique: true });
  const thing = random.pick([...things, ...doors]);
  const deed = thing.kind === 'door' ? 'open' : 'pick up';
  return { verb: random.pick(['go to', deed] as const), target: describe(thing) };
}

/** The key of the locked door lies with three other things. */
function unlockHere(rooms: Rooms, random: Random): Mission {
  const colour = random.pick(COLOURS);
  rooms.addAnyDoor(MIDDLE, { colour, state: 'locked' });
  rooms.place(newThing('key', colour), MIDDLE);
  rooms.scatter(3, { room: MIDDLE, unique: true });
  rooms.placeAgent(MIDDLE);
  return { verb: 'open', target: { kind: 'door' } };
}

/** The key of the locked door is in a box. */
function keyInBox(rooms: Rooms, random: Random): Mission {
  const colour = random.pick(COLOURS);
  rooms.addAnyDoor(MIDDLE, { colour, state: 'locked' });
  const box = newThing('box', random.pick(COLOURS));
  box.content = newThing('key', colour);
  rooms.place(box, MIDDLE);
  rooms.placeAgent(MIDDLE);
  return { verb: 'open', target: { kind: 'door' } };
}

const LONG = 720;

export const doorLevels: readonly (readonly [number, Level])[] = [
  [14, { plan: maze(8), furnish: openDoorAtPlace }],
  [15, { plan: maze(6), furnish: redThenBlue, steps: LONG }],
  [16, { plan: maze(6), furnish: inOrder, steps: LONG }],
  [25, { plan: maze(8), furnish: unlockHere }],
  [26, { plan: maze(8), furnish: keyInBox }],
  [30, { plan: maze(7), furnish: actOnThingOrDoor }],
];
