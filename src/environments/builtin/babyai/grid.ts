/**
 * The grid world as data: cells, the things in them and the agent. Knows geometry, neither rules nor rooms. A cell is
 * the number y × width + x; the outermost cells are walls, so a neighbour of an inner cell always exists.
 */

/** MiniGrid's six colours. */
export const COLOURS = ['red', 'green', 'blue', 'purple', 'yellow', 'grey'] as const;
export type Colour = (typeof COLOURS)[number];

export const KINDS = ['door', 'key', 'ball', 'box'] as const;
export type Kind = (typeof KINDS)[number];
/** What can be carried. */
export const PORTABLE = ['key', 'ball', 'box'] as const satisfies readonly Kind[];

export const DOOR_STATES = ['open', 'closed', 'locked'] as const;
export type DoorState = (typeof DOOR_STATES)[number];

/** A door or an object. Identity matters: it keeps its number and its place in the mission wherever it is carried. */
export interface Thing {
  readonly kind: Kind;
  readonly colour: Colour;
  /** Doors only. */
  state: DoorState | undefined;
  /** Boxes only: what appears when the box is opened. */
  readonly contains: Thing | undefined;
  /** Where it is, or `NOWHERE` while it is carried, inside a box or gone. */
  cell: number;
}

export const NOWHERE = -1;

/** What one cell holds. */
export type Content = Thing | 'wall' | undefined;

/** 0 east, 1 south, 2 west, 3 north; a turn to the right adds 1. */
export type Heading = number;

export interface Pose {
  cell: number;
  heading: Heading;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** A world at one moment; changed in place by the agent's moves. */
export interface World extends Area {
  readonly cells: Content[];
  agent: Pose;
  carrying: Thing | undefined;
}

const EAST_PART = [1, 0, -1, 0] as const;
const SOUTH_PART = [0, 1, 0, -1] as const;

/** How far east (`x`) and south (`y`) one step in a heading leads. */
export function direction(heading: Heading): { x: number; y: number } {
  return { x: EAST_PART[heading & 3] ?? 0, y: SOUTH_PART[heading & 3] ?? 0 };
}

/** The cell one step ahead of a pose. */
export function ahead({ width }: Area, { cell, heading }: Pose): number {
  return cell + (EAST_PART[heading & 3] ?? 0) + width * (SOUTH_PART[heading & 3] ?? 0);
}

/** The four neighbours of an inner cell. */
export function neighbours({ width }: Area, cell: number): readonly number[] {
  return [cell + 1, cell + width, cell - 1, cell - width];
}

/** Where a cell lies as the agent sees it: steps ahead (negative: behind) and to the right (negative: left). */
export function relative({ width }: Area, pose: Pose, cell: number): { ahead: number; right: number } {
  const east = (cell % width) - (pose.cell % width);
  const south = Math.floor(cell / width) - Math.floor(pose.cell / width);
  const { x, y } = direction(pose.heading);
  return { ahead: east * x + south * y, right: south * x - east * y };
}

/** Steps between two cells if nothing were in the way. */
export function distance({ width }: Area, a: number, b: number): number {
  return Math.abs((a % width) - (b % width)) + Math.abs(Math.floor(a / width) - Math.floor(b / width));
}

/** Whether the agent can stand there: floor or an open door. */
export function passable(content: Content): boolean {
  return content === undefined || (content !== 'wall' && content.state === 'open');
}

/** Whether one cannot see past it: walls, and doors that are not open. */
export function opaque(content: Content): boolean {
  return content === 'wall' || (content?.kind === 'door' && content.state !== 'open');
}

/** All doors and objects, by cell; things in boxes and in hand are not on the grid. */
export function thingsIn(world: World): Thing[] {
  return world.cells.filter((content): content is Thing => content !== undefined && content !== 'wall');
}

/** A new thing that is not on the grid yet. */
export function thing(kind: Kind, colour: Colour, more: Partial<Pick<Thing, 'state' | 'contains'>> = {}): Thing {
  return { kind, colour, state: more.state, contains: more.contains, cell: NOWHERE };
}

/** Puts a thing into a cell. */
export function put(world: Pick<World, 'cells'>, item: Thing, cell: number): Thing {
  world.cells[cell] = item;
  item.cell = cell;
  return item;
}
