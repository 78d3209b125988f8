/** What a recipe of a level is, and what recipes have in common. Makes no worlds itself (`generate`). */
import type { Random } from '../../../../seeds.ts';
import type { Thing } from '../grid.ts';
import type { Description, Mission } from '../missions.ts';
import type { Plan, Room, Rooms } from '../rooms.ts';

export interface Level {
  readonly plan: Plan;
  /** Furnishes the rooms and says the mission. */
  furnish(rooms: Rooms, random: Random): Mission;
  /** Step limit, where it does not follow from the size of the world and the number of trips. */
  readonly steps?: number;
  /** Whether things may have to be moved out of the way. */
  readonly blocked?: boolean;
}

export const FIRST: Room = { column: 0, row: 0 };
/** The room in the middle of three by three. */
export const MIDDLE: Room = { column: 1, row: 1 };

export function room(size: number): Plan {
  return { size, columns: 1, rows: 1 };
}

export function maze(size: number): Plan {
  return { size, columns: 3, rows: 3 };
}

export function describe({ kind, colour }: Thing): Description {
  return { kind, colour };
}
