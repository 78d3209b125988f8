/**
 * The expert: the next move towards the goal, from what was seen so far and by legal actions only. Goes for what the
 * goal speaks of once it is seen, else explores: looks around, walks to where unseen floor begins, opens doors.
 */
import type { ExpertMove } from '../../contract.ts';
import { through } from './actions.ts';
import { inFull } from './describe.ts';
import type { Game } from './game.ts';
import { DX, DY, type Pose, type Primitive, type Thing, transparent } from './grid.ts';
import type { Memory } from './memory.ts';
import type { Order } from './missions.ts';
import { faces, route } from './paths.ts';
import type { Pending } from './verifier.ts';
import { look } from './view.ts';

const SAID: Partial<Record<Primitive, string>> = {
  left: 'turn left',
  right: 'turn right',
  forward: 'move forward',
  drop: 'drop',
  toggle: 'toggle',
};

/** Steps that are gladly walked to see the rest of a room before opening another door. */
const NEARBY = 4;

export const thoughts = {
  lookAround: (what: string) => `I do not see ${what}. I look around.`,
  lookFurther: (what: string) => `I do not see ${what}. I look further.`,
  goThrough: (what: string, door: string) => `I do not see ${what}. I go through ${door}.`,
  goTo: (name: string) => `I see ${name}. I go to it.`,
  pickUp: (name: string) => `I am next to ${name}. I pick it up.`,
  open: (name: string) => `I am next to ${name}. I open it.`,
  needKey: (door: string, key: string) => `${door} is locked. I need ${key}. I go to it.`,
  putDown: () => 'My hands are full. I drop it.',
  makeRoom: () => 'My hands are full. I look for room to drop it.',
  carryTo: (name: string, other: string) => `I carry ${name}. I bring it to ${other}.`,
  put: (name: string, other: string) => `I am near ${other}. I drop ${name}.`,
  lost: () => 'I see no way. I look around.',
};

export function nextMove(game: Game): ExpertMove {
  const pending = game.verifier.pending();
  if (!pending) return { thought: thoughts.lost(), action: 'turn left' };
  const { order } = pending;
  const what = described(order);
  const carried = game.grid.carried;
  if (order.verb === 'put') return put(game, pending);
  const target = nearest(game.memory, pending.targets);
  if (!target) return explore(game, what);
  if (order.verb === 'go to') return goTo(game, target);
  if (order.verb === 'open') return open(game, target);
  return carried && carried !== target ? putDown(game) : fetch(game, target);
}

function described({ target }: Order): string {
  return [target.colour, target.kind ?? 'object'].filter((word) => word !== undefined).join(' ');
}

/** The thing with the shortest known way to it. */
function nearest(memory: Memory, things: ReadonlySet<Thing>): Thing | undefined {
  const known = memory.known().filter((thing) => things.has(thing));
  if (known.length === 0) return undefined;
  let found: Thing | undefined;
  route(memory, (pose) => {
    found = known.find(({ x, y }) => faces(pose, x, y));
    return found !== undefined;
  });
  return found;
}

function goTo(game: Game, thing: Thing): ExpertMove {
  const name = game.memory.name(thing);
  return { thought: thoughts.goTo(name), action: `go to ${name}` };
}

function fetch(game: Game, thing: Thing): ExpertMove {
  if (game.ahead() !== thing) return goTo(game, thing);
  const name = game.memory.name(thing);
  return { thought: thoughts.pickUp(name), action: `pickup ${name}` };
}

function open(game: Game, door: Thing): ExpertMove {
  if (door.state === 'locked' && !game.grid.hasKeyOf(door)) return fetchKey(game, door);
  if (game.ahead() !== door) return goTo(game, door);
  return { thought: thoughts.open(game.memory.name(door)), action: 'toggle' };
}

function fetchKey(game: Game, door: Thing): ExpertMove {
  const { memory, grid } = game;
  const keys = new Set(memory.known().filter(({ kind, colour }) => kind === 'key' && colour === door.colour));
  const key = nearest(memory, keys);
  if (!key) return explore(game, `${door.colour} key`);
  if (grid.carried) return putDown(game);
  if (game.ahead() === key) return fetch(game, key);
  const name = memory.name(key);
  return { thought: thoughts.needKey(memory.name(door), name), action: `go to ${name}` };
}

function put(game: Game, { order, targets, beside }: Pending): ExpertMove {
  const { memory, grid } = game;
  const carried = grid.carried;
  if (!carried || !targets.has(carried)) {
    const target = nearest(memory, targets);
    if (!target) return explore(game, described(order));
    return carried ? putDown(game) : fetch(game, target);
  }
  const others = memory.known().filter((thing) => beside.has(thing));
  const goal = order.verb === 'put' ? described({ verb: 'go to', target: order.beside }) : '';
  const [other] = others;
  if (!other) return explore(game, goal);
  let aim = other;
  const way = route(memory, (pose) => {
    const x = pose.x + (DX[pose.direction] ?? 0);
    const y = pose.y + (DY[pose.direction] ?? 0);
    if (!memory.saw(x, y) || grid.at(x, y) !== undefined) return false;
    const near = others.find((thing) => Math.abs(thing.x - x) + Math.abs(thing.y - y) === 1);
    aim = near ?? aim;
    return near !== undefined;
  });
  if (!way) return explore(game, goal);
  const [name, to] = [memory.name(carried), memory.name(aim)];
  const [move] = way;
  if (!move) return { thought: thoughts.put(name, to), action: 'drop' };
  // Far off, the macro is quicker than single steps.
  const far = way.length > 4 && route(memory, (pose) => faces(pose, aim.x, aim.y))?.length;
  return { thought: thoughts.carryTo(name, to), action: far ? `go to ${to}` : (SAID[move] ?? 'turn left') };
}

/** Drops what is carried, where that leaves the way free. */
function putDown(game: Game): ExpertMove {
  const { memory, grid } = game;
  const way = route(memory, (pose) => {
    const [x, y] = [pose.x + (DX[pose.direction] ?? 0), pose.y + (DY[pose.direction] ?? 0)];
    return memory.saw(x, y) && grid.at(x, y) === undefined && !byDoor(game, x, y);
  });
  const [move] = way ?? ['left' as const];
  if (!move) return { thought: thoughts.putDown(), action: 'drop' };
  return { thought: thoughts.makeRoom(), action: SAID[move] ?? 'turn left' };
}

function byDoor({ grid }: Game, x: number, y: number): boolean {
  return DX.some((dx, d) => {
    const cell = grid.at(x + dx, y + (DY[d] ?? 0));
    return typeof cell === 'object' && cell.kind === 'door';
  });
}

/** Turns and short walks first, then doors, then long walks, and a locked door's key last. */
function explore(game: Game, what: string): ExpertMove {
  const { memory, grid } = game;
  const way = route(memory, (pose) => reveals(memory, pose));
  const [move] = way ?? [];
  if (way && move && way.length <= NEARBY) {
    const turning = way.every((one) => one !== 'forward');
    return { thought: (turning ? thoughts.lookAround : thoughts.lookFurther)(what), action: SAID[move] ?? 'turn left' };
  }
  const doors = memory.known().filter((thing) => thing.kind === 'door' && thing.state !== 'open');
  const passable = doors.filter((door) => door.state !== 'locked' || grid.hasKeyOf(door));
  const door = nearest(memory, new Set(passable));
  if (door) return { thought: thoughts.goThrough(what, inFull(memory, door)), action: through(memory, door) };
  if (move) return { thought: thoughts.lookFurther(what), action: SAID[move] ?? 'turn left' };
  const locked = doors.find(({ state }) => state === 'locked');
  const keys = new Set(memory.known().filter(({ kind, colour }) => kind === 'key' && colour === locked?.colour));
  if (locked && nearest(memory, keys)) return fetchKey(game, locked);
  return { thought: thoughts.lost(), action: 'turn left' };
}

/** Whether from there something would come into view that was never seen and lies beside known floor. */
function reveals(memory: Memory, pose: Pose): boolean {
  const { grid } = memory;
  const clear = (x: number, y: number): boolean => !memory.saw(x, y) || transparent(grid.at(x, y));
  return look(pose, clear, (x, y) => {
    if (!grid.inside(x, y) || memory.saw(x, y)) return false;
    return DX.some((dx, d) => memory.saw(x + dx, y + (DY[d] ?? 0)) && transparent(grid.at(x + dx, y + (DY[d] ?? 0))));
  });
}
