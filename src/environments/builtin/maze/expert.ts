/**
 * The experts. In the full view, one that knows the maze and takes a shortest way. In the partial view, one that knows
 * the squares it has stood on and their walls: it goes to the nearest open square that it has not stood on, and so sees
 * every square in the end.
 */
import type { ExpertMove } from '../../contract.ts';
import type { Observation } from './describe.ts';
import type { Game } from './game.ts';
import { distances } from './paths.ts';
import { type Direction, type Layout, offset, position } from './world.ts';

export const thoughts = {
  /** @param where `2 down and 3 left`. */
  shortest: (where: string, direction: Direction) => `The goal is ${where}. The short way goes ${direction}.`,
  fresh: (direction: Direction) => `I have not been ${direction}, so I look there.`,
  back: (direction: Direction) => `All around me is known. The nearest new place is back ${direction}.`,
};

/** Distances to the goal of a world, which its episodes share. */
const toGoal = new WeakMap<Game, readonly number[]>();

/** The next move in a game that is not over. */
export function nextMove(game: Game, observation: Observation): ExpertMove {
  return observation === 'full' ? shortest(game) : exploring(game);
}

function shortest(game: Game): ExpertMove {
  const { layout, goal } = game.world;
  const steps = toGoal.get(game) ?? distances(layout, [goal]);
  toGoal.set(game, steps);
  const direction = nearer(game, steps);
  return { thought: thoughts.shortest(whereabouts(layout, game.at, goal), direction), action: `move ${direction}` };
}

function exploring(game: Game): ExpertMove {
  const { layout } = game.world;
  const next = (direction: Direction): number => game.at + offset(layout, direction);
  const last = game.moves.at(-1);
  const fresh = game.ways().filter((way) => !game.visited.has(next(way)));
  const on = fresh.find((way) => way === last) ?? fresh[0];
  if (on !== undefined) return { thought: thoughts.fresh(on), action: `move ${on}` };
  const direction = nearer(game, distances(known(game), unseen(game)));
  return { thought: thoughts.back(direction), action: `move ${direction}` };
}

/** Open squares beside those stood on: their walls were seen from there. */
function unseen({ world: { layout }, visited }: Game): number[] {
  const beside = [...visited].flatMap((square) => [1, -1, layout.width, -layout.width].map((step) => square + step));
  return [...new Set(beside)].filter((square) => layout.open[square] === true && !visited.has(square));
}

/** The maze as far as it was seen. */
function known(game: Game): Layout {
  const seen = new Set([...game.visited, ...unseen(game)]);
  return { ...game.world.layout, open: game.world.layout.open.map((open, square) => open && seen.has(square)) };
}

/** The first way on which the distance falls. */
function nearer(game: Game, steps: readonly number[]): Direction {
  const { layout } = game.world;
  const here = steps[game.at] ?? -1;
  const way = game.ways().find((direction) => steps[game.at + offset(layout, direction)] === here - 1);
  return way ?? game.ways()[0] ?? 'up';
}

/** `2 down and 3 left`; `3 right`. */
function whereabouts(layout: Layout, from: number, to: number): string {
  const [row, column] = position(layout, from);
  const [goalRow, goalColumn] = position(layout, to);
  const down = goalRow - row;
  const right = goalColumn - column;
  const parts = [
    ...(down === 0 ? [] : [`${Math.abs(down)} ${down > 0 ? 'down' : 'up'}`]),
    ...(right === 0 ? [] : [`${Math.abs(right)} ${right > 0 ? 'right' : 'left'}`]),
  ];
  return parts.join(' and ');
}
