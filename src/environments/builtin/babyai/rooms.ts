/**
 * A grid of square rooms that share their walls, and the ways to furnish it: doors, things, the agent. Draws until a
 * place is free and gives up with `Unlucky`, upon which generation begins anew.
 */
import type { Random } from '../../../seeds.ts';
import {
  COLOURS,
  type Colour,
  DX,
  DY,
  type DoorState,
  Grid,
  newThing,
  PORTABLE,
  type Portable,
  type Thing,
} from './grid.ts';

export interface Plan {
  /** Cells from wall to wall, both walls included. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Room {
  readonly column: number;
  readonly row: number;
}

/** Thrown when a draw cannot be completed; caught by `generate`. */
export class Unlucky extends Error {}

/** Draws for one place before giving up. */
const TRIES = 100;

export class Rooms {
  readonly grid: Grid;
  readonly plan: Plan;
  readonly #random: Random;
  /** Whether things may stand where they block a door. */
  mayBlock = false;
  #lockedRoom: Room | undefined;
  /** Whether the agent has its place. */
  #placed = false;
  /** The doors by their walls (`key`), from both sides. */
  readonly #doors = new Map<number, Thing>();
  /** The same for walls that were taken away. */
  readonly #gaps = new Set<number>();

  constructor(plan: Plan, random: Random) {
    this.plan = plan;
    this.#random = random;
    const step = plan.size - 1;
    this.grid = new Grid(plan.columns * step + 1, plan.rows * step + 1);
    for (let y = 0; y < this.grid.height; y++) {
      for (let x = 0; x < this.grid.width; x++) if (x % step === 0 || y % step === 0) this.grid.put('wall', x, y);
    }
  }

  all(): Room[] {
    const { columns, rows } = this.plan;
    return Array.from({ length: rows * columns }, (_, i) => ({ column: i % columns, row: Math.floor(i / columns) }));
  }

  anyRoom(): Room {
    return { column: this.#random.below(this.plan.columns), row: this.#random.below(this.plan.rows) };
  }

  /** The directions in which a room has a neighbour and no door yet. */
  openWalls(room: Room): number[] {
    return [0, 1, 2, 3].filter((direction) => this.neighbour(room, direction) && !this.#isPassage(room, direction));
  }

  #isPassage(room: Room, direction: number): boolean {
    return this.#doors.has(key(room, direction)) || this.#gaps.has(key(room, direction));
  }

  neighbour(room: Room, direction: number): Room | undefined {
    const column = room.column + (DX[direction] ?? 0);
    const row = room.row + (DY[direction] ?? 0);
    const inside = column >= 0 && row >= 0 && column < this.plan.columns && row < this.plan.rows;
    return inside ? { column, row } : undefined;
  }

  door(room: Room, direction: number): Thing | undefined {
    return this.#doors.get(key(room, direction));
  }

  /** Puts a door somewhere into the wall between a room and its neighbour. */
  addDoor(room: Room, direction: number, look: { colour: Colour; state: DoorState }): Thing {
    const other = this.neighbour(room, direction);
    if (!other) throw new Unlucky('no neighbour');
    const step = this.plan.size - 1;
    const along = 1 + this.#random.below(step - 1);
    const line = direction % 2 === 0 ? (direction === 0 ? 1 : 0) : direction === 1 ? 1 : 0;
    const door = newThing('door', look.colour, look.state);
    if (direction % 2 === 0) this.grid.put(door, (room.column + line) * step, room.row * step + along);
    else this.grid.put(door, room.column * step + along, (room.row + line) * step);
    this.#doors.set(key(room, direction), door);
    this.#doors.set(key(other, (direction + 2) % 4), door);
    return door;
  }

  /** Puts a door somewhere into some wall of a room that has none yet. */
  addAnyDoor(room: Room, look: { colour: Colour; state: DoorState }): Thing {
    const walls = this.openWalls(room);
    if (walls.length === 0) throw new Unlucky('no wall left');
    return this.addDoor(room, this.#random.pick(walls), look);
  }

  /** Takes the wall between a room and its neighbour away. */
  removeWall(room: Room, direction: number): void {
    const other = this.neighbour(room, direction);
    if (!other) throw new Unlucky('no neighbour');
    const step = this.plan.size - 1;
    for (let i = 1; i < step; i++) {
      if (direction % 2 === 0)
        this.grid.put(undefined, Math.max(room.column, other.column) * step, room.row * step + i);
      else this.grid.put(undefined, room.column * step + i, Math.max(room.row, other.row) * step);
    }
    this.#gaps.add(key(room, direction)).add(key(other, (direction + 2) % 4));
  }

  /** Adds closed doors, drawn anywhere, until every room can be reached from every other; locked doors count. */
  connect(colours: readonly Colour[] = COLOURS): void {
    for (let tries = 0; this.#reached() < this.plan.columns * this.plan.rows; tries++) {
      if (tries > 50 * TRIES) throw new Unlucky('not connected');
      const room = this.anyRoom();
      const direction = this.#random.below(4);
      if (!this.openWalls(room).includes(direction)) continue;
      if ([room, this.neighbour(room, direction)].some((one) => one && this.isLocked(one))) continue;
      this.addDoor(room, direction, { colour: this.#random.pick(colours), state: 'closed' });
    }
  }

  isLocked(room: Room): boolean {
    return this.#lockedRoom?.column === room.column && this.#lockedRoom.row === room.row;
  }

  /** Whether a cell is in the locked room or in its walls. */
  isInLocked(x: number, y: number): boolean {
    const room = this.#lockedRoom;
    if (!room) return false;
    const step = this.plan.size - 1;
    const [dx, dy] = [x - room.column * step, y - room.row * step];
    return dx >= 0 && dy >= 0 && dx <= step && dy <= step;
  }

  /** Locks a room: one locked door into it (anywhere if no wall is said), and `connect` adds no other. */
  lock(room: Room, colour: Colour, direction = this.#random.pick(this.openWalls(room))): void {
    this.#lockedRoom = room;
    this.addDoor(room, direction, { colour, state: 'locked' });
  }

  #reached(): number {
    const queue: Room[] = [{ column: 0, row: 0 }];
    const known = new Set([0]);
    for (const room of queue) {
      for (let direction = 0; direction < 4; direction++) {
        const next = this.#isPassage(room, direction) && this.neighbour(room, direction);
        if (!next || known.has(key(next, 0))) continue;
        known.add(key(next, 0));
        queue.push(next);
      }
    }
    return known.size;
  }

  /** Puts a thing on a free cell of a room: not before a door unless it may block, and not right beside the agent. */
  place(thing: Thing, room: Room): Thing {
    const [x, y] = this.#freeCell(room, (a, b) => (this.mayBlock || !this.#byDoor(a, b)) && !this.#byAgent(a, b));
    this.grid.put(thing, x, y);
    return thing;
  }

  /** Puts the agent on a free cell of a room, not with its nose against a thing. */
  placeAgent(room: Room = this.anyRoom()): void {
    const { agent } = this.grid;
    for (let tries = 0; tries < TRIES; tries++) {
      [agent.x, agent.y] = this.#freeCell(room, () => true);
      agent.direction = this.#random.below(4);
      this.#placed = true;
      if (typeof this.grid.front() !== 'object') return;
    }
    throw new Unlucky('no place for the agent');
  }

  #freeCell(room: Room, good: (x: number, y: number) => boolean): [number, number] {
    const step = this.plan.size - 1;
    for (let tries = 0; tries < TRIES; tries++) {
      const x = room.column * step + 1 + this.#random.below(step - 1);
      const y = room.row * step + 1 + this.#random.below(step - 1);
      const taken = this.#placed && this.grid.agent.x === x && this.grid.agent.y === y;
      if (this.grid.at(x, y) === undefined && !taken && good(x, y)) return [x, y];
    }
    throw new Unlucky('no free cell');
  }

  #byDoor(x: number, y: number): boolean {
    return [0, 1, 2, 3].some((d) => {
      const cell = this.grid.at(x + (DX[d] ?? 0), y + (DY[d] ?? 0));
      return typeof cell === 'object' && cell.kind === 'door';
    });
  }

  #byAgent(x: number, y: number): boolean {
    return this.#placed && Math.abs(this.grid.agent.x - x) + Math.abs(this.grid.agent.y - y) < 2;
  }

  /** Puts `count` things of random kind and colour into `room` (each into any room without one). */
  scatter(count: number, options: { unique?: boolean; room?: Room; colours?: readonly Colour[] } = {}): Thing[] {
    const had = new Set(options.unique ? this.grid.things().map(({ kind, colour }) => `${colour} ${kind}`) : []);
    const made: Thing[] = [];
    for (let tries = 0; made.length < count; tries++) {
      if (tries > TRIES * (count + 1)) throw new Unlucky('no thing of another look');
      const kind: Portable = this.#random.pick(PORTABLE);
      const colour = this.#random.pick(options.colours ?? COLOURS);
      if (options.unique && had.has(`${colour} ${kind}`)) continue;
      had.add(`${colour} ${kind}`);
      made.push(this.place(newThing(kind, colour), options.room ?? this.anyRoom()));
    }
    return made;
  }
}

/** Names a wall of a room; there are never 64 columns. */
function key({ column, row }: Room, direction: number): number {
  return ((row << 6) | column) * 4 + direction;
}
