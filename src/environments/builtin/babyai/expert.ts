/**
 * The expert: the next move towards the goal, from what was seen so far and by legal actions only. Goes for what the
 * goal speaks of once it is within reach, else makes way for it or looks for it (explore.ts).
 */
import type { ExpertMove } from '../../contract.ts';
import { clear, explore, exploreFreely, exploreNearby, fetchKey, putDown, useHands } from './explore.ts';
import type { Game } from './game.ts';
import { DX, DY, type Pose, type Thing } from './grid.ts';
import { type Care, fetch, goTo, nearest, SAID } from './manners.ts';
import type { Memory } from './memory.ts';
import type { Description } from './missions.ts';
import { firstObstacle } from './obstacles.ts';
import { faces, route } from './paths.ts';
import { laterThoughts, ofMine, thoughts } from './thoughts.ts';
import type { Pending } from './verifier.ts';

/** Moves from which on a macro is quicker than single steps. */
const FAR = 4;

export function nextMove(game: Game): ExpertMove {
  const pending = game.verifier.pending();
  if (!pending) return { thought: thoughts.lost(), action: SAID.left };
  const { order, targets } = pending;
  if (order.verb === 'put') return put(game, pending);
  const what = described(order.target);
  const { carried } = game.grid;
  const target = nearest(game.memory, targets);
  if (order.verb === 'open') return target ? open(game, target, targets) : seek(game, targets, what);
  if (!target && carried && targets.has(carried)) return putDown(game, {});
  if (!target) return seek(game, targets, what);
  if (order.verb === 'go to') return goTo(game, target);
  return carried ? putDown(game, { needed: [target] }) : fetch(game, target);
}

function described({ colour, kind, place }: Description): string {
  const what = [colour, kind ?? 'object'].filter((word) => word !== undefined).join(' ');
  return place === undefined ? what : laterThoughts.atPlace(what, ofMine(place));
}

/** What is not seen where the thing itself is. */
function wayTo(what: string): string {
  return `a way to ${what}`;
}

/** Makes way to things that were seen but are out of reach, and looks for others. */
function seek(game: Game, things: ReadonlySet<Thing>, what: string): ExpertMove {
  const { memory } = game;
  const seen = memory.known().filter((thing) => things.has(thing));
  if (seen.length === 0) return explore(game, what);
  const near = exploreNearby(game, what);
  if (near) return near;
  const obstacle = firstObstacle(memory, (pose) => seen.some(({ x, y }) => faces(pose, x, y)));
  return obstacle ? clear(game, obstacle) : explore(game, wayTo(what));
}

function open(game: Game, nearestDoor: Thing, doors: ReadonlySet<Thing>): ExpertMove {
  const { memory, grid } = game;
  const opens = (door: Thing): boolean => door.state !== 'locked' || grid.hasKeyOf(door);
  const easy = opens(nearestDoor) ? nearestDoor : nearest(memory, new Set([...doors].filter(opens)));
  if (!easy) return fetchKey(game, nearestDoor);
  if (game.ahead() !== easy) return goTo(game, easy);
  const name = memory.name(easy);
  return { thought: (easy.state === 'open' ? laterThoughts.openAgain : thoughts.open)(name), action: SAID.toggle };
}

function put(game: Game, pending: Pending): ExpertMove {
  const { memory, grid } = game;
  const { order, targets, beside } = pending;
  const { carried } = grid;
  const other = order.verb === 'put' ? described(order.beside) : '';
  const goal = memory.known().some((thing) => beside.has(thing)) ? wayTo(other) : other;
  if (carried && targets.has(carried)) return bring(game, carried, { beside, goal });
  if (carried && beside.has(carried)) return putDown(game, {});
  const target = nearest(memory, targets);
  if (!target) return seek(game, targets, described(order.target));
  const care: Care = { needed: [target], kept: (x, y) => isBeside(memory, x, y, beside) !== undefined };
  // What takes free hands is done before the thing is taken.
  if (!wayToPut(game, beside) && !exploreFreely(game, goal, { handsFree: true })) {
    const move = prepare(game, pending, { goal, care });
    if (move) return move;
  }
  return carried ? putDown(game, care) : fetch(game, target);
}

/** Makes way, with free hands, to where a thing can be put. */
function prepare(
  game: Game,
  { targets, beside }: Pending,
  { goal, care }: { goal: string; care: Care },
): ExpertMove | undefined {
  const { memory, grid } = game;
  const obstacle =
    firstObstacle(memory, (pose) => placeBeside(game, pose, beside) !== undefined) ?? crowding(game, beside);
  // What is in the way may itself do.
  if (obstacle && targets.has(obstacle)) return grid.carried ? putDown(game, care) : fetch(game, obstacle);
  if (obstacle) return clear(game, obstacle, care);
  return exploreFreely(game, goal) ?? useHands(game, goal);
}

/** A thing that takes the place where another could be put. */
function crowding({ memory }: Game, beside: ReadonlySet<Thing>): Thing | undefined {
  const close = memory.known().filter(({ kind, x, y }) => kind !== 'door' && isBeside(memory, x, y, beside));
  return nearest(memory, new Set(close));
}

function bring(game: Game, carried: Thing, { beside, goal }: { beside: ReadonlySet<Thing>; goal: string }): ExpertMove {
  const { memory } = game;
  const found = wayToPut(game, beside);
  if (!found) return exploreFreely(game, goal) ?? putDown(game, { needed: [...beside] });
  const { way, aim } = found;
  const [name, to] = [memory.name(carried), memory.name(aim)];
  const [move] = way;
  if (!move) return { thought: thoughts.put(name, to), action: SAID.drop };
  const quick = way.length > FAR && isCloser(game, { beside, aim, than: way.length });
  return { thought: thoughts.carryTo(name, to), action: quick ? `go to ${to}` : SAID[move] };
}

/** Whether going to a thing leaves a shorter way to where something can be put. */
function isCloser(
  game: Game,
  { beside, aim, than }: { beside: ReadonlySet<Thing>; aim: Thing; than: number },
): boolean {
  const { memory } = game;
  let end: Pose | undefined;
  const way = route(memory, (pose) => {
    end = { ...pose };
    return faces(pose, aim.x, aim.y);
  });
  if (!way || way.length === 0 || !end) return false;
  const rest = route(memory, (pose) => placeBeside(game, pose, beside) !== undefined, { start: end, most: than - 1 });
  return rest !== undefined;
}

/** The moves to where something can be dropped next to one of the things, and to which. */
function wayToPut(game: Game, beside: ReadonlySet<Thing>): { way: (keyof typeof SAID)[]; aim: Thing } | undefined {
  let aim: Thing | undefined;
  const way = route(game.memory, (pose) => {
    aim = placeBeside(game, pose, beside);
    return aim !== undefined;
  });
  return way && aim ? { way, aim } : undefined;
}

/** The thing next to which something would lie that is dropped from a pose. */
function placeBeside({ memory, grid }: Game, pose: Pose, beside: ReadonlySet<Thing>): Thing | undefined {
  const x = pose.x + (DX[pose.direction] ?? 0);
  const y = pose.y + (DY[pose.direction] ?? 0);
  if (!memory.saw(x, y) || grid.at(x, y) !== undefined) return undefined;
  return isBeside(memory, x, y, beside);
}

/** Which of the things lies next to a cell. */
function isBeside(...[memory, x, y, things]: [Memory, number, number, ReadonlySet<Thing>]): Thing | undefined {
  return memory.known().find((thing) => things.has(thing) && Math.abs(thing.x - x) + Math.abs(thing.y - y) === 1);
}
