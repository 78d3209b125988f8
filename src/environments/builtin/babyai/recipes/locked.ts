/** Levels 27 to 29 and 32: what is asked for lies behind locked doors. */
import type { Random } from '../../../../seeds.ts';
import { type Colour, COLOURS, newThing } from '../grid.ts';
import type { Mission } from '../missions.ts';
import type { Room, Rooms } from '../rooms.ts';
import { describe, FIRST, type Level, MIDDLE } from './recipe.ts';

const SECOND: Room = { column: 1, row: 0 };
const THIRD: Room = { column: 2, row: 0 };

/** A box in the room to the right, whose door is locked; the key lies to the left. */
function unlockForBox(rooms: Rooms, random: Random): Mission {
  const box = rooms.place(newThing('box', random.pick(COLOURS)), SECOND);
  const colour = random.pick(COLOURS);
  rooms.lock(SECOND, colour, 2);
  rooms.place(newThing('key', colour), FIRST);
  rooms.scatter(4, { unique: true });
  rooms.placeAgent(FIRST);
  return { verb: 'pick up', target: describe(box) };
}

/** The same with a ball right before the door. */
function blockedForBox(rooms: Rooms, random: Random): Mission {
  rooms.place(newThing('box', random.pick(COLOURS)), SECOND);
  const colour = random.pick(COLOURS);
  rooms.lock(SECOND, colour, 2);
  const door = rooms.door(FIRST, 0);
  if (door) rooms.grid.put(newThing('ball', random.pick(COLOURS)), door.x - 1, door.y);
  rooms.place(newThing('key', colour), FIRST);
  rooms.placeAgent(FIRST);
  return { verb: 'pick up', target: { kind: 'box' } };
}

/** The key of the door to the left is behind the door to the right, whose key is at hand. */
function unlockToUnlock(rooms: Rooms, random: Random): Mission {
  const [left, right] = random.shuffle(COLOURS) as [Colour, Colour];
  rooms.lock(FIRST, left, 0);
  rooms.place(newThing('key', left), THIRD);
  rooms.lock(THIRD, right, 2);
  rooms.place(newThing('key', right), SECOND);
  rooms.place(newThing('ball', random.pick(COLOURS)), FIRST);
  rooms.placeAgent(SECOND);
  return { verb: 'pick up', target: { kind: 'ball' } };
}

/** A hallway with rooms at both sides: a ball in a locked one to the right, its key in one to the left. */
function keyCorridor(rooms: Rooms, random: Random): Mission {
  for (const row of [1, 2]) rooms.removeWall({ column: 1, row }, 3);
  const right: Room = { column: 2, row: random.below(3) };
  const colour = random.pick(COLOURS);
  rooms.lock(right, colour, 2);
  rooms.place(newThing('ball', random.pick(COLOURS)), right);
  rooms.place(newThing('key', colour), { column: 0, row: random.below(3) });
  rooms.placeAgent(MIDDLE);
  rooms.connect();
  return { verb: 'pick up', target: { kind: 'ball' } };
}

const two = { size: 6, columns: 2, rows: 1 };

export const lockedLevels: readonly (readonly [number, Level])[] = [
  [27, { plan: two, furnish: unlockForBox, blocked: true }],
  [28, { plan: two, furnish: blockedForBox, steps: 576, blocked: true }],
  [29, { plan: { size: 6, columns: 3, rows: 1 }, furnish: unlockToUnlock, steps: 1080 }],
  [32, { plan: { size: 6, columns: 3, rows: 3 }, furnish: keyCorridor, steps: 1080 }],
];
