/**
 * The grid world itself: walls, objects, doors, the agent and its primitive moves. Knows nothing of rooms, missions or
 * text. Positions are cells (x to the east, y to the south), directions 0 east, 1 south, 2 west, 3 north.
 */

export const COLOURS = ['red', 'green', 'blue', 'purple', 'yellow', 'grey'] as const;
export type Colour = (typeof COLOURS)[number];
export const PORTABLE = ['key', 'ball', 'box'] as const;
export type Portable = (typeof PORTABLE)[number];
export type Kind = Portable | 'door';
export const DOOR_STATES = ['open', 'closed', 'locked'] as const;
export type DoorState = (typeof DOOR_STATES)[number];

/** Whatever stands in a cell. `x` and `y` are -1 while it is carried, in a box or gone. */
export interface Thing {
  readonly kind: Kind;
  readonly colour: Colour;
  x: number;
  y: number;
  /** Doors only; `closed` for everything else and without meaning there. */
  state: DoorState;
  /** What a box holds. */
  content?: Thing;
}

export interface Pose {
  x: number;
  y: number;
  direction: number;
}

export type Cell = Thing | 'wall' | undefined;
export type Primitive = 'left' | 'right' | 'forward' | 'pickup' | 'drop' | 'toggle';

/** What a primitive move did, which is what a verifier looks at. */
export interface Deed {
  readonly move: Primitive;
  /** The thing picked up, dropped or toggled. */
  readonly thing?: Thing;
}

export const DX = [1, 0, -1, 0] as const;
export const DY = [0, 1, 0, -1] as const;

/** How far a turn, to the left or right, changes the direction. */
const TURN = { left: 3, right: 1 } as const;

export class Grid {
  readonly width: number;
  readonly height: number;
  readonly cells: Cell[];
  readonly agent: Pose = { x: 0, y: 0, direction: 0 };
  carried: Thing | undefined;

  /** A grid without walls. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.cells = Array.from({ length: width * height }, () => undefined);
  }

  inside(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  /** Everything outside is wall. */
  at(x: number, y: number): Cell {
    return this.inside(x, y) ? this.cells[y * this.width + x] : 'wall';
  }

  put(cell: Cell, x: number, y: number): void {
    this.cells[y * this.width + x] = cell;
    if (typeof cell === 'object') {
      cell.x = x;
      cell.y = y;
    }
  }

  /** Takes a thing out of its cell. */
  take(thing: Thing): void {
    this.cells[thing.y * this.width + thing.x] = undefined;
    thing.x = -1;
    thing.y = -1;
  }

  /** All things in cells, row by row. */
  things(): Thing[] {
    return this.cells.filter((cell) => typeof cell === 'object');
  }

  /** Whether the agent can stand there. */
  walkable(x: number, y: number): boolean {
    return passable(this.at(x, y));
  }

  front(): Cell {
    return this.at(this.frontX(), this.frontY());
  }

  frontX(): number {
    return this.agent.x + (DX[this.agent.direction] ?? 0);
  }

  frontY(): number {
    return this.agent.y + (DY[this.agent.direction] ?? 0);
  }

  /** Carries out one primitive move; undefined when it is not possible and nothing has changed. */
  do(move: Primitive): Deed | undefined {
    if (move === 'left' || move === 'right') {
      this.agent.direction = (this.agent.direction + TURN[move]) % 4;
      return { move };
    }
    const front = this.front();
    if (move === 'forward') {
      if (!passable(front)) return undefined;
      const [x, y] = [this.frontX(), this.frontY()];
      this.agent.x = x;
      this.agent.y = y;
      return { move };
    }
    if (move === 'drop') return this.#drop(front);
    if (typeof front !== 'object') return undefined;
    if (move === 'pickup') return this.#pickUp(front);
    return this.#toggle(front);
  }

  #drop(front: Cell): Deed | undefined {
    const thing = this.carried;
    if (!thing || front !== undefined) return undefined;
    this.put(thing, this.frontX(), this.frontY());
    this.carried = undefined;
    return { move: 'drop', thing };
  }

  #pickUp(thing: Thing): Deed | undefined {
    if (this.carried || thing.kind === 'door') return undefined;
    this.take(thing);
    this.carried = thing;
    return { move: 'pickup', thing };
  }

  /** Doors open and close, a box gives way to what it holds. */
  #toggle(thing: Thing): Deed | undefined {
    if (thing.kind === 'box') {
      const { x, y } = thing;
      this.take(thing);
      if (thing.content) this.put(thing.content, x, y);
      return { move: 'toggle', thing };
    }
    if (thing.kind !== 'door' || (thing.state === 'locked' && !this.hasKeyOf(thing))) return undefined;
    thing.state = thing.state === 'open' ? 'closed' : 'open';
    return { move: 'toggle', thing };
  }

  hasKeyOf(door: Thing): boolean {
    return this.carried?.kind === 'key' && this.carried.colour === door.colour;
  }
}

export function passable(cell: Cell): boolean {
  return cell === undefined || (typeof cell === 'object' && cell.kind === 'door' && cell.state === 'open');
}

/** Whether one can see past the cell: walls and doors that are not open hide what is behind them. */
export function transparent(cell: Cell): boolean {
  return cell === undefined || (typeof cell === 'object' && (cell.kind !== 'door' || cell.state === 'open'));
}

export function newThing(kind: Kind, colour: Colour, state: DoorState = 'closed'): Thing {
  return { kind, colour, x: -1, y: -1, state };
}
