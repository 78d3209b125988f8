/**
 * The 40 levels of BabyAI in AgentGym's numbering, and how the worlds of those that are built come about: rooms, doors,
 * distractors and mission, with BabyAI's own numbers. Rejecting bad worlds is the generator's business.
 */
import type { Random } from '../../../seeds.ts';
import { type Colour, COLOURS, type Thing, thing } from './grid.ts';
import type { Description, Mission } from './missions.ts';
import type { RoomPlan, Rooms } from './rooms.ts';

export interface Level {
  readonly number: number;
  /** BabyAI's name. */
  readonly name: string;
  readonly plan: RoomPlan;
  /** Tasks of each split. */
  readonly tasks: { readonly train: number; readonly dev: number; readonly eval: number };
  /** Rounds that the expert needs for any of its tasks, with some to spare. */
  readonly rounds: number;
  /** Fills the rooms and says what to do in them. */
  build(rooms: Rooms, random: Random): Mission;
}

/** Level n is entry n − 1. */
export const LEVEL_NAMES: readonly string[] = [
  ...['GoToRedBallGrey', 'GoToRedBall', 'GoToRedBallNoDists', 'GoToObjS6', 'GoToLocalS8N7', 'GoToObjMazeS7'],
  ...['GoToImpUnlock', 'GoToSeqS5R2', 'GoToRedBlueBall', 'GoToDoor', 'GoToObjDoor', 'Open', 'OpenRedDoor'],
  ...['OpenDoorLoc', 'OpenRedBlueDoorsDebug', 'OpenDoorsOrderN4Debug', 'Pickup', 'UnblockPickup', 'PickupLoc'],
  ...['PickupDistDebug', 'PickupAbove', 'PutNextLocalS6N4', 'PutNextS7N4Carrying', 'Unlock', 'UnlockLocalDist'],
  ...['KeyInBox', 'UnlockPickupDist', 'BlockedUnlockPickup', 'UnlockToUnlock', 'ActionObjDoor', 'FindObjS7'],
  ...['KeyCorridorS6R3', 'OneRoomS20', 'MoveTwoAcrossS8N9', 'SynthS5R2', 'SynthLoc', 'SynthSeq', 'MiniBossLevel'],
  ...['BossLevel', 'BossLevelNoUnlock'],
];

const MANY = { train: 400, dev: 60, eval: 100 };
const ROOM: RoomPlan = { size: 8, columns: 1, rows: 1 };
const SMALL_ROOM: RoomPlan = { size: 6, columns: 1, rows: 1 };
const NINE_ROOMS: RoomPlan = { size: 8, columns: 3, rows: 3 };

function like({ kind, colour }: Thing): Description {
  return { kind, colour };
}

/** A room with a red ball and other objects. */
function redBall(rooms: Rooms, others: number): Mission {
  rooms.placeAgent();
  rooms.add(thing('ball', 'red'));
  rooms.addObjects(others);
  return { verb: 'go to', target: { kind: 'ball', colour: 'red' } };
}

/** The same with grey objects only, so that the red ball is the only one. */
function redBallAmongGrey(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  rooms.add(thing('ball', 'red'));
  for (let i = 0; i < 7; i++) rooms.add(thing(random.pick(['key', 'ball', 'box']), 'grey'));
  return { verb: 'go to', target: { kind: 'ball', colour: 'red' } };
}

function goToLocal(rooms: Rooms, random: Random, objects: number): Mission {
  rooms.placeAgent();
  return { verb: 'go to', target: like(random.pick(rooms.addObjects(objects))) };
}

function openAny(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  rooms.connectAll();
  rooms.addObjects(18);
  return { verb: 'open', target: like(random.pick(rooms.doors())) };
}

function openRed(rooms: Rooms): Mission {
  const [room] = rooms.rooms;
  rooms.addDoor(room ?? rooms.any(), { side: 0, colour: 'red', locked: false });
  rooms.placeAgent(room);
  return { verb: 'open', target: { kind: 'door', colour: 'red' } };
}

function pickUpAny(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  rooms.connectAll();
  return { verb: 'pick up', target: like(random.pick(rooms.addObjects(18))) };
}

function putNextLocal(rooms: Rooms, random: Random): Mission {
  rooms.placeAgent();
  const [moved, fixed] = random.shuffle(rooms.addObjects(4, { unique: true }));
  return { verb: 'put next to', target: like(moved as Thing), beside: like(fixed as Thing) };
}

/** A locked room, its key in another; in half of the worlds no other door has its colour. */
function unlock(rooms: Rooms, random: Random): Mission {
  const lockedRoom = rooms.any();
  const door = rooms.addDoor(lockedRoom, { locked: true });
  const others = rooms.rooms.filter((room) => room !== lockedRoom);
  rooms.add(thing('key', door.colour), random.pick(others));
  const colours: readonly Colour[] = COLOURS.filter((colour) => colour !== door.colour);
  rooms.connectAll(random.below(2) === 0 ? colours : COLOURS);
  for (const room of others) rooms.addObjects(3, { room });
  rooms.placeAgent(random.pick(others));
  return { verb: 'open', target: like(door) };
}

type Row = [number: number, plan: RoomPlan, rounds: number, build: Level['build'], tasks?: Level['tasks']];

const ROWS: readonly Row[] = [
  [1, ROOM, 20, redBallAmongGrey],
  [2, ROOM, 20, (rooms) => redBall(rooms, 7)],
  [3, ROOM, 20, (rooms) => redBall(rooms, 0)],
  [4, SMALL_ROOM, 20, (rooms, random) => goToLocal(rooms, random, 1)],
  [5, ROOM, 20, (rooms, random) => goToLocal(rooms, random, 7)],
  [12, NINE_ROOMS, 60, openAny],
  // Three places for the door and 35 poses for the agent: there are only 105 worlds.
  [13, { size: 5, columns: 2, rows: 1 }, 20, openRed, { train: 60, dev: 8, eval: 12 }],
  [17, NINE_ROOMS, 60, pickUpAny],
  [22, SMALL_ROOM, 20, putNextLocal],
  [24, NINE_ROOMS, 60, unlock],
];

/** The levels that are built, by number. */
export const LEVELS: ReadonlyMap<number, Level> = new Map(
  ROWS.map(([number, plan, rounds, build, tasks = MANY]) => [
    number,
    { number, name: LEVEL_NAMES[number - 1] ?? '', plan, rounds, tasks, build },
  ]),
);
