/**
 * The levels: what each one's world looks like and asks for, with room sizes, numbers of rooms and things as in BabyAI.
 * The simplest are here, the others in recipes/.
 */
import type { Random } from '../../../seeds.ts';
import { COLOURS, type Colour, newThing, type Thing } from './grid.ts';
import type { Mission } from './missions.ts';
import { doorLevels } from './recipes/doors.ts';
import { goToLevels } from './recipes/go-to.ts';
import { lockedLevels } from './recipes/locked.ts';
import { pickUpLevels } from './recipes/pick-up.ts';
import { describe, FIRST, type Level, maze, room } from './recipes/recipe.ts';
import { sentenceLevels } from './recipes/sentences.ts';
import { type Rooms, Unlucky } from './rooms.ts';

/** Names in the order of their numbers, from level 1. */
export const LEVEL_NAMES: readonly string[] = (
  'GoToRedBallGrey GoToRedBall GoToRedBallNoDists GoToObjS6 GoToLocalS8N7 GoToObjMazeS7 GoToImpUnlock GoToSeqS5R2 ' +
  'GoToRedBlueBall GoToDoor GoToObjDoor Open OpenRedDoor OpenDoorLoc OpenRedBlueDoorsDebug OpenDoorsOrderN4Debug Pickup ' +
  'UnblockPickup PickupLoc PickupDistDebug PickupAbove PutNextLocalS6N4 PutNextS7N4Carrying Unlock UnlockLocalDist ' +
  'KeyInBox UnlockPickupDist BlockedUnlockPickup UnlockToUnlock ActionObjDoor FindObjS7 KeyCorridorS6R3 OneRoomS20 ' +
  'MoveTwoAcrossS8N9 SynthS5R2 SynthLoc SynthSeq MiniBossLevel BossLevel BossLevelNoUnlock'
).split(' ');

const MAZE = maze(8);
const MAZE_THINGS = 18;

function redBall(rooms: Rooms, distractors: number, colours: readonly Colour[] = COLOURS): Mission {
  rooms.placeAgent();
  rooms.place(newThing('ball', 'red'), FIRST);
  rooms.scatter(distractors, { colours });
  return { verb: 'go to', target: { kind: 'ball', colour: 'red' } };
}

function goToOneOf(rooms: Rooms, random: Random, count: number): Mission {
  rooms.placeAgent();
  return { verb: 'go to', target: describe(random.pick(rooms.scatter(count))) };
}

function furnishedMaze(rooms: Rooms): Thing[] {
  rooms.placeAgent();
  rooms.connect();
  return rooms.scatter(MAZE_THINGS);
}

function open(rooms: Rooms, random: Random): Mission {
  furnishedMaze(rooms);
  const doors = rooms.grid.things().filter(({ kind }) => kind === 'door');
  return { verb: 'open', target: describe(random.pick(doors)) };
}

function openRedDoor(rooms: Rooms): Mission {
  rooms.addDoor(FIRST, 0, { colour: 'red', state: 'closed' });
  rooms.placeAgent(FIRST);
  return { verb: 'open', target: { kind: 'door', colour: 'red' } };
}

function putNextLocal(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  const [thing, other] = random.shuffle(rooms.scatter(4, { unique: true }));
  if (!thing || !other) throw new Unlucky('two things are needed');
  return { verb: 'put', target: describe(thing), beside: describe(other) };
}

/** One locked room; its key and everything else lie outside. Half the time no other door has the locked one's colour. */
function unlock(rooms: Rooms, random: Random): Mission {
  const locked = rooms.anyRoom();
  const colour = random.pick(COLOURS);
  rooms.lock(locked, colour);
  const only = random.below(2) === 0;
  rooms.connect(only ? COLOURS.filter((other) => other !== colour) : COLOURS);
  const others = rooms.all().filter((one) => !rooms.isLocked(one));
  rooms.place(newThing('key', colour), random.pick(others));
  for (const one of others) rooms.scatter(3, { room: one });
  rooms.placeAgent(random.pick(others));
  return { verb: 'open', target: { kind: 'door', colour } };
}

const SIMPLEST: readonly (readonly [number, Level])[] = [
  [1, { plan: room(8), furnish: (rooms) => redBall(rooms, 7, ['grey']) }],
  [2, { plan: room(8), furnish: (rooms) => redBall(rooms, 7) }],
  [3, { plan: room(8), furnish: (rooms) => redBall(rooms, 0) }],
  [4, { plan: room(6), furnish: (rooms, random) => goToOneOf(rooms, random, 1) }],
  [5, { plan: room(8), furnish: (rooms, random) => goToOneOf(rooms, random, 7) }],
  [12, { plan: MAZE, furnish: open }],
  [13, { plan: { size: 5, columns: 2, rows: 1 }, furnish: openRedDoor }],
  [
    17,
    {
      plan: MAZE,
      furnish: (rooms, random) => ({ verb: 'pick up', target: describe(random.pick(furnishedMaze(rooms))) }),
    },
  ],
  [22, { plan: room(6), furnish: putNextLocal }],
  [24, { plan: MAZE, furnish: unlock }],
];

export const LEVELS: ReadonlyMap<number, Level> = new Map(
  [...SIMPLEST, ...goToLevels, ...doorLevels, ...pickUpLevels, ...lockedLevels, ...sentenceLevels].toSorted(
    ([a], [b]) => a - b,
  ),
);
