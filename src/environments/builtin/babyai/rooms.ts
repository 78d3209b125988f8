/**
 * Builds a world of equal square rooms in rows and columns, as BabyAI does: neighbours share a wall, which may have one
 * door. Places doors, objects and the agent at random; the levels say what to place.
 */
import type { Random } from '../../../seeds.ts';
import {
  ahead,
  type Colour,
  COLOURS,
  type Content,
  distance,
  PORTABLE,
  put,
  type Thing,
  thing,
  type World,
} from './grid.ts';

/** Thrown where there is no room left for what a level wants to place; the world is then made anew. */
export class Unplaceable extends Error {
  override readonly name = 'Unplaceable';
}

export interface RoomPlan {
  /** Cells of a room's side, both walls included. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
}

/** Sides of a room, as headings: east, south, west, north. */
type Side = 0 | 1 | 2 | 3;
const SIDES: readonly Side[] = [0, 1, 2, 3];

interface Room {
  readonly column: number;
  readonly row: number;
  readonly doors: (Thing | undefined)[];
  /** Behind a locked door of its own; it gets no other door. */
  locked: boolean;
}

export class Rooms {
  readonly plan: RoomPlan;
  readonly world: World;
  readonly rooms: readonly Room[];
  readonly #random: Random;
  #agentPlaced = false;

  constructor(plan: RoomPlan, random: Random) {
    this.plan = plan;
    this.#random = random;
    const { size, columns, rows } = plan;
    const width = columns * (size - 1) + 1;
    const height = rows * (size - 1) + 1;
    const cells = Array.from({ length: width * height }, (_, cell): Content => {
      const wall = (cell % width) % (size - 1) === 0 || Math.floor(cell / width) % (size - 1) === 0;
      return wall ? 'wall' : undefined;
    });
    this.world = { width, height, cells, agent: { cell: width + 1, heading: 0 }, carrying: undefined };
    this.rooms = Array.from({ length: columns * rows }, (_, i) => ({
      column: i % columns,
      row: Math.floor(i / columns),
      doors: [undefined, undefined, undefined, undefined],
      locked: false,
    }));
  }

  /** A room at random. */
  any(): Room {
    return this.#random.pick(this.rooms);
  }

  /** The room whose floor a cell is; undefined for walls and doors. */
  roomAt(cell: number): Room | undefined {
    const { size, columns } = this.plan;
    const x = cell % this.world.width;
    const y = Math.floor(cell / this.world.width);
    if (x % (size - 1) === 0 || y % (size - 1) === 0) return undefined;
    return this.rooms[Math.floor(y / (size - 1)) * columns + Math.floor(x / (size - 1))];
  }

  /** All doors of all rooms, each once. */
  doors(): Thing[] {
    return [...new Set(this.rooms.flatMap(({ doors }) => doors.filter((door) => door !== undefined)))];
  }

  /** Adds a door on a side of the room (default: any that has a neighbour and no door), at a random place of the wall. */
  addDoor(room: Room, options: { side?: Side; colour?: Colour; locked?: boolean } = {}): Thing {
    const free = SIDES.filter((side) => this.#beyond(room, side) !== undefined && room.doors[side] === undefined);
    if (free.length === 0) throw new Unplaceable();
    const side = options.side ?? this.#random.pick(free);
    const neighbour = this.#beyond(room, side);
    if (!neighbour || room.doors[side]) throw new Unplaceable();
    const locked = options.locked ?? this.#random.below(2) === 0;
    const door = thing('door', options.colour ?? this.#random.pick(COLOURS), { state: locked ? 'locked' : 'closed' });
    put(this.world, door, this.#wallCell(room, side));
    room.doors[side] = door;
    neighbour.doors[(side + 2) % 4] = door;
    room.locked = locked;
    return door;
  }

  /** Adds unlocked doors at random until every room can be reached from every other, locked doors counted as ways. */
  connectAll(colours: readonly Colour[] = COLOURS): void {
    while (!this.#connected()) {
      const room = this.any();
      const side = this.#random.below(4) as Side;
      const neighbour = this.#beyond(room, side);
      if (!neighbour || room.doors[side] || room.locked || neighbour.locked) continue;
      this.addDoor(room, { side, colour: this.#random.pick(colours), locked: false });
    }
  }

  /** Puts a thing on a free cell of the room (default: any room) that is not beside the agent. */
  add(item: Thing, room: Room = this.any()): Thing {
    const { agent, cells } = this.world;
    const free = this.#floor(room).filter(
      (cell) => cells[cell] === undefined && !(this.#agentPlaced && distance(this.world, cell, agent.cell) < 2),
    );
    if (free.length === 0) throw new Unplaceable();
    return put(this.world, item, this.#random.pick(free));
  }

  /** Adds keys, balls and boxes of random colours; `unique`: no two alike, nor like an object that is there already. */
  addObjects(count: number, options: { room?: Room; unique?: boolean } = {}): Thing[] {
    const there = new Set<string>();
    if (options.unique)
      for (const cell of this.world.cells) {
        if (cell !== undefined && cell !== 'wall') there.add(`${cell.colour} ${cell.kind}`);
      }
    const added: Thing[] = [];
    while (added.length < count) {
      const item = thing(this.#random.pick(PORTABLE), this.#random.pick(COLOURS));
      const name = `${item.colour} ${item.kind}`;
      if (options.unique && there.has(name)) continue;
      there.add(name);
      added.push(this.add(item, options.room ?? this.any()));
    }
    return added;
  }

  /** Puts the agent on free floor (default: of any room) where it faces nothing but floor or wall. */
  placeAgent(room: Room = this.any()): void {
    const { cells } = this.world;
    const poses = this.#floor(room)
      .filter((cell) => cells[cell] === undefined)
      .flatMap((cell) => SIDES.map((heading) => ({ cell, heading })))
      .filter((pose) => {
        const front = cells[ahead(this.world, pose)];
        return front === undefined || front === 'wall';
      });
    if (poses.length === 0) throw new Unplaceable();
    this.world.agent = { ...this.#random.pick(poses) };
    this.#agentPlaced = true;
  }

  #floor({ column, row }: Room): number[] {
    const { size } = this.plan;
    const inner = size - 2;
    const first = (row * (size - 1) + 1) * this.world.width + column * (size - 1) + 1;
    return Array.from({ length: inner * inner }, (_, i) => {
      return first + Math.floor(i / inner) * this.world.width + (i % inner);
    });
  }

  #beyond({ column, row }: Room, side: Side): Room | undefined {
    const x = column + (side === 0 ? 1 : 0) - (side === 2 ? 1 : 0);
    const y = row + (side === 1 ? 1 : 0) - (side === 3 ? 1 : 0);
    const inside = x >= 0 && y >= 0 && x < this.plan.columns && y < this.plan.rows;
    return inside ? this.rooms[y * this.plan.columns + x] : undefined;
  }

  /** A random cell of a wall, corners excepted. */
  #wallCell({ column, row }: Room, side: Side): number {
    const { size } = this.plan;
    const along = 1 + this.#random.below(size - 2);
    const x = column * (size - 1) + (side === 0 ? size - 1 : side === 2 ? 0 : along);
    const y = row * (size - 1) + (side === 1 ? size - 1 : side === 3 ? 0 : along);
    return y * this.world.width + x;
  }

  #connected(): boolean {
    const [start] = this.rooms;
    if (!start) return true;
    const reached = new Set([start]);
    for (const room of reached) {
      for (const side of SIDES) {
        const neighbour = room.doors[side] && this.#beyond(room, side);
        if (neighbour) reached.add(neighbour);
      }
    }
    return reached.size === this.rooms.length;
  }
}
