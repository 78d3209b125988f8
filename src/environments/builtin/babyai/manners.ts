/** What the expert does with things that are within reach: goes to them, takes them, puts them down. */
import type { ExpertMove } from '../../contract.ts';
import type { Game } from './game.ts';
import { DX, DY, type Pose, type Primitive, type Thing } from './grid.ts';
import type { Memory } from './memory.ts';
import { type Harm, harmOf } from './obstacles.ts';
import { faces, route } from './paths.ts';
import { thoughts } from './thoughts.ts';

export const SAID = {
  left: 'turn left',
  right: 'turn right',
  forward: 'move forward',
  pickup: 'pickup',
  drop: 'drop',
  toggle: 'toggle',
} as const;

/** The thing with the shortest known way to it. */
export function nearest(memory: Memory, things: ReadonlySet<Thing>): Thing | undefined {
  const known = memory.known().filter((thing) => things.has(thing));
  if (known.length === 0) return undefined;
  let found: Thing | undefined;
  route(memory, (pose) => {
    found = known.find(({ x, y }) => faces(pose, x, y));
    return found !== undefined;
  });
  return found;
}

export function goTo(game: Game, thing: Thing): ExpertMove {
  const name = game.memory.name(thing);
  return { thought: thoughts.goTo(name), action: `go to ${name}` };
}

export function fetch(game: Game, thing: Thing): ExpertMove {
  if (game.ahead() !== thing) return goTo(game, thing);
  const name = game.memory.name(thing);
  return { thought: thoughts.pickUp(name), action: `pickup ${name}` };
}

/** What must not be spoilt by what is put down. */
export interface Care {
  /** Things that are to stay within reach. */
  readonly needed?: readonly Thing[];
  /** Cells that are to stay free. */
  readonly kept?: (x: number, y: number) => boolean;
}

/** Drops what is carried where that does no harm; undefined when there is no such place that was seen. */
export function putAway(game: Game, { needed = [], kept = () => false }: Care): ExpertMove | undefined {
  const isGood = (pose: Pose): boolean => isRoom(game, pose, (x, y) => !byDoor(game, x, y) && !kept(x, y));
  const way =
    route(game.memory, (pose) => isGood(pose) && isHarmless(harmOf(game.memory, pose))) ??
    route(game.memory, (pose) => {
      if (!isGood(pose)) return false;
      const { cuts, hides } = harmOf(game.memory, pose);
      return !cuts && !needed.some((thing) => hides.has(thing));
    });
  return way && dropAt(way);
}

function isHarmless({ cuts, hides }: Harm): boolean {
  return !cuts && hides.size === 0;
}

/** Drops what is carried wherever there is room, if need be where it is in the way. */
export function putAnywhere(game: Game, { needed = [], kept = () => false }: Care): ExpertMove {
  const { memory } = game;
  const way =
    route(memory, (pose) => {
      if (!isRoom(game, pose, (x, y) => !kept(x, y))) return false;
      const { hides } = harmOf(memory, pose);
      return !needed.some((thing) => hides.has(thing));
    }) ??
    route(memory, (pose) => isRoom(game, pose, (x, y) => !byDoor(game, x, y))) ??
    route(memory, (pose) => isRoom(game, pose, () => true));
  return dropAt(way ?? ['left']);
}

function dropAt([move]: readonly Primitive[]): ExpertMove {
  if (!move) return { thought: thoughts.putDown(), action: SAID.drop };
  return { thought: thoughts.makeRoom(), action: SAID[move] };
}

function isRoom({ memory, grid }: Game, pose: Pose, good: (x: number, y: number) => boolean): boolean {
  const [x, y] = [pose.x + (DX[pose.direction] ?? 0), pose.y + (DY[pose.direction] ?? 0)];
  return memory.saw(x, y) && grid.at(x, y) === undefined && good(x, y);
}

function byDoor({ grid }: Game, x: number, y: number): boolean {
  return DX.some((dx, d) => {
    const cell = grid.at(x + dx, y + (DY[d] ?? 0));
    return typeof cell === 'object' && cell.kind === 'door';
  });
}
