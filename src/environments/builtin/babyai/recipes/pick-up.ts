/** Levels 18, 20, 21, 23, 31, 33 and 34: picking things up, and putting them next to others. */
import type { Random } from '../../../../seeds.ts';
import { COLOURS, newThing, PORTABLE, type Thing } from '../grid.ts';
import type { Mission } from '../missions.ts';
import { type Rooms, Unlucky } from '../rooms.ts';
import { allWithin } from '../solvable.ts';
import { describe, FIRST, type Level, maze, MIDDLE, room } from './recipe.ts';

/** At least one thing can only be got at by moving others; mostly not the one that is asked for. */
function blockedMaze(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  rooms.connect();
  const things = rooms.scatter(20);
  if (allWithin(rooms.grid)) throw new Unlucky('nothing is blocked');
  return { verb: 'pick up', target: describe(random.pick(things)) };
}

/** Told by kind, colour or both; taking another thing loses. */
function strictPickUp(rooms: Rooms, random: Random): Mission {
  const things = rooms.scatter(5, { unique: true });
  rooms.placeAgent();
  const { kind, colour } = random.pick(things);
  const target = random.pick([{ kind }, { colour }, { kind, colour }]);
  return { verb: 'pick up', target, strict: true };
}

/** In the room to the north of the middle. */
function pickUpAbove(rooms: Rooms, random: Random): Mission {
  const thing = rooms.place(newThing(random.pick(PORTABLE), random.pick(COLOURS)), { column: 1, row: 0 });
  rooms.addDoor(MIDDLE, 3, { colour: random.pick(COLOURS), state: 'closed' });
  rooms.placeAgent(MIDDLE);
  rooms.connect();
  return { verb: 'pick up', target: describe(thing) };
}

function findKind(rooms: Rooms, random: Random): Mission {
  const kind = random.pick(PORTABLE);
  rooms.place(newThing(kind, random.pick(COLOURS)), rooms.anyRoom());
  rooms.placeAgent(MIDDLE);
  rooms.connect();
  return { verb: 'pick up', target: { kind } };
}

function ballInHall(rooms: Rooms, random: Random): Mission {
  rooms.place(newThing('ball', random.pick(COLOURS)), FIRST);
  rooms.placeAgent();
  return { verb: 'pick up', target: { kind: 'ball' } };
}

/** Two rooms made one, each with its own things. */
function twoHalves(rooms: Rooms, each: number): [Thing[], Thing[]] {
  rooms.placeAgent(FIRST);
  const left = rooms.scatter(each, { room: FIRST, unique: true });
  const right = rooms.scatter(each, { room: { column: 1, row: 0 }, unique: true });
  rooms.removeWall(FIRST, 0);
  return [left, right];
}

/** The thing to be put down is in hand from the start. */
function putCarried(rooms: Rooms, random: Random): Mission {
  const [left, right] = twoHalves(rooms, 4).map((things) => random.pick(things));
  if (!left || !right) throw new Unlucky('two things are needed');
  const [thing, other] = random.shuffle([left, right]) as [Thing, Thing];
  rooms.grid.take(thing);
  rooms.grid.carried = thing;
  return { verb: 'put', target: describe(thing), beside: describe(other) };
}

function moveTwoAcross(rooms: Rooms, random: Random): Mission {
  const [left, right] = twoHalves(rooms, 9).map((things) => random.shuffle(things).map(describe));
  const [a, d] = left ?? [];
  const [b, c] = right ?? [];
  if (!a || !b || !c || !d) throw new Unlucky('four things are needed');
  return {
    join: 'then',
    first: { verb: 'put', target: a, beside: b },
    second: { verb: 'put', target: c, beside: d },
  };
}

export const pickUpLevels: readonly (readonly [number, Level])[] = [
  [18, { plan: maze(8), furnish: blockedMaze, blocked: true }],
  [20, { plan: room(7), furnish: strictPickUp }],
  [21, { plan: maze(6), furnish: pickUpAbove, steps: 288 }],
  [23, { plan: { size: 7, columns: 2, rows: 1 }, furnish: putCarried, steps: 392 }],
  [31, { plan: maze(7), furnish: findKind, steps: 980 }],
  [33, { plan: room(20), furnish: ballInHall }],
  [34, { plan: { size: 8, columns: 2, rows: 1 }, furnish: moveTwoAcross, steps: 1024 }],
];
