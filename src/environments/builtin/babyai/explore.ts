/**
 * How the expert finds what it has not seen: looks around, walks to where unseen floor begins, opens doors; then, with
 * its hands, fetches keys, moves what is in the way and looks into boxes.
 */
import type { ExpertMove } from '../../contract.ts';
import { through } from './actions.ts';
import { inFull, wantedThings } from './describe.ts';
import type { Game } from './game.ts';
import { DX, DY, type Pose, type Primitive, type Thing, transparent } from './grid.ts';
import { type Care, fetch, goTo, nearest, putAnywhere, putAway, SAID } from './manners.ts';
import type { Memory } from './memory.ts';
import { firstObstacle } from './obstacles.ts';
import { faces, route } from './paths.ts';
import { laterThoughts, thoughts } from './thoughts.ts';
import { look } from './view.ts';

/** Steps that are gladly walked to see the rest of a room before opening another door. */
const NEARBY = 4;

/** Turns and short walks first, then doors, then long walks, and what takes hands last. */
export function explore(game: Game, what: string): ExpertMove {
  return exploreFreely(game, what) ?? useHands(game, what) ?? { thought: thoughts.lost(), action: SAID.left };
}

/**
 * The next look at what was not seen, as far as nothing has to be carried for it.
 * @param options.handsFree whether what is carried does not count, so that no locked door opens.
 */
export function exploreFreely(game: Game, what: string, options: { handsFree?: boolean } = {}): ExpertMove | undefined {
  const { memory } = game;
  const way = route(memory, (pose) => reveals(memory, pose));
  const [move] = way ?? [];
  if (way && move && (way.length <= NEARBY || isStrict(game))) return walk(way, move, what);
  const key = options.handsFree ? () => false : (door: Thing) => game.grid.hasKeyOf(door);
  const doors = memory.known().filter((thing) => thing.kind === 'door' && thing.state !== 'open');
  const door = nearest(memory, new Set(doors.filter((one) => one.state !== 'locked' || key(one))));
  if (door) return { thought: thoughts.goThrough(what, inFull(memory, door)), action: through(memory, door) };
  return way && move ? walk(way, move, what, true) : undefined;
}

/** The look at nearby floor alone, before anything is moved. */
export function exploreNearby(game: Game, what: string): ExpertMove | undefined {
  const way = route(game.memory, (pose) => reveals(game.memory, pose), { most: NEARBY });
  const [move] = way ?? [];
  return way && move ? walk(way, move, what) : undefined;
}

function walk(way: readonly Primitive[], move: Primitive, what: string, far = false): ExpertMove {
  const turning = !far && way.every((one) => one !== 'forward');
  return { thought: (turning ? thoughts.lookAround : thoughts.lookFurther)(what), action: SAID[move] ?? SAID.left };
}

/** Where the wrong door loses, doors are not for looking behind. */
function isStrict(game: Game): boolean {
  const order = game.verifier.pending()?.order;
  return order !== undefined && order.verb !== 'put' && order.strict === true;
}

/** Fetches the key of a locked door, moves what is in the way, or looks into boxes; undefined when none helps. */
export function useHands(game: Game, what: string): ExpertMove | undefined {
  const { memory, grid } = game;
  const locked = memory.known().filter((thing) => thing.state === 'locked' && !grid.hasKeyOf(thing));
  for (const door of locked) {
    if (nearest(memory, keysOf(memory, door))) return fetchKey(game, door);
  }
  const useful = new Set(locked.flatMap((door) => [...keysOf(memory, door)]));
  for (const thing of memory.known()) {
    if (thing.kind === 'door' && thing.state !== 'open' && !locked.includes(thing)) useful.add(thing);
  }
  const obstacle = firstObstacle(memory, (pose) => {
    const front = grid.at(pose.x + (DX[pose.direction] ?? 0), pose.y + (DY[pose.direction] ?? 0));
    return (typeof front === 'object' && useful.has(front)) || reveals(memory, pose);
  });
  if (obstacle) return clear(game, obstacle);
  return locked.length === 0 ? undefined : lookIntoBox(game, what);
}

function lookIntoBox(game: Game, what: string): ExpertMove | undefined {
  const { memory } = game;
  const wanted = wantedThings(game);
  const boxes = memory.known().filter((thing) => thing.kind === 'box' && !wanted.has(thing));
  const box = nearest(memory, new Set(boxes));
  if (!box) return undefined;
  const name = memory.name(box);
  if (game.ahead() === box) return { thought: laterThoughts.lookInto(what, name), action: 'toggle' };
  return { thought: laterThoughts.goToBox(what, name), action: `go to ${name}` };
}

function keysOf(memory: Memory, door: Thing): Set<Thing> {
  return new Set(memory.known().filter(({ kind, colour }) => kind === 'key' && colour === door.colour));
}

/** Towards a locked door's key, once the way to the door is free for who carries it. */
export function fetchKey(game: Game, door: Thing): ExpertMove {
  const { memory, grid } = game;
  const key = nearest(memory, keysOf(memory, door));
  if (!key) return explore(game, `${door.colour} key`);
  const obstacle = firstObstacle(memory, (pose) => faces(pose, door.x, door.y));
  if (obstacle && obstacle !== key) return clear(game, obstacle);
  if (grid.carried) return putDown(game, { needed: [key, door] });
  if (game.ahead() === key) return fetch(game, key);
  const name = memory.name(key);
  return { thought: thoughts.needKey(memory.name(door), name), action: `go to ${name}` };
}

/** Drops what is carried where it does no harm, for which other rooms are looked at if there is no room here. */
export function putDown(game: Game, care: Care): ExpertMove {
  return putAway(game, care) ?? exploreFreely(game, 'room to drop it') ?? putAnywhere(game, care);
}

/** Takes a thing out of the way, or opens a door that is in it. It must be within reach. */
export function clear(game: Game, obstacle: Thing, care: Care = {}): ExpertMove {
  const { memory } = game;
  const name = memory.name(obstacle);
  if (obstacle.kind === 'door')
    return { thought: laterThoughts.passDoor(inFull(memory, obstacle)), action: through(memory, obstacle) };
  if (game.grid.carried) return putDown(game, { needed: [obstacle], ...care });
  if (game.ahead() === obstacle) return { thought: laterThoughts.takeAway(name), action: `pickup ${name}` };
  return { thought: laterThoughts.inTheWay(name), action: goTo(game, obstacle).action };
}

/** Whether from there something would come into view that was never seen and lies beside known floor. */
function reveals(memory: Memory, pose: Pose): boolean {
  const { grid } = memory;
  const clearAt = (x: number, y: number): boolean => !memory.saw(x, y) || transparent(grid.at(x, y));
  return look(pose, clearAt, (x, y) => {
    if (!grid.inside(x, y) || memory.saw(x, y)) return false;
    return DX.some((dx, d) => memory.saw(x + dx, y + (DY[d] ?? 0)) && transparent(grid.at(x + dx, y + (DY[d] ?? 0))));
  });
}
