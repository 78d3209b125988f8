/**
 * What a policy is told. Full: goal, position and walls, as in the original. Partial: walls and the last moves. A
 * refused action is answered with the reason and what is seen.
 */
import type { Game, Outcome } from './game.ts';
import { BESIDE, DIRECTIONS, position } from './world.ts';

export type Observation = 'full' | 'partial';
export const OBSERVATIONS: readonly Observation[] = ['full', 'partial'];

/** Moves that the partial view tells. */
const RECENT = 8;

export const answers = {
  success: () => 'Success! You are at the goal.',
  failure: (limit: number) => `Failure. All ${limit} steps are used up.`,
  over: () => 'The maze is over. No more moves count.',
  wall: (beside: string) => `You did not move: there is a wall ${beside}.`,
  empty: () => `You did not move: there was no action. ${HINT}`,
  unknown: () => `You did not move: that is not an action. ${HINT}`,
  direction: () => `You did not move: a move is in one direction. ${HINT}`,
};

const HINT = 'Say move up, move down, move left or move right.';

/** The answer to a step. */
export function answer(game: Game, { refusal, direction }: Outcome, observation: Observation): string {
  if (game.won) return answers.success();
  if (game.over) return answers.failure(game.world.stepLimit);
  if (refusal === undefined) return view(game, observation);
  const why = refusal === 'wall' ? answers.wall(BESIDE[direction ?? 'up']) : answers[refusal]();
  return `${why} ${view(game, observation)}`;
}

/** What is seen from where one stands. */
export function view(game: Game, observation: Observation): string {
  return observation === 'full' ? `${places(game)} ${walls(game)}` : `${walls(game)} ${recent(game)}`;
}

function places({ world: { layout, goal }, at }: Game): string {
  const [goalAt, here] = [goal, at].map((square) => position(layout, square).join(', '));
  return `The goal is at position ${goalAt}. Your current position is at position ${here}.`;
}

function walls(game: Game): string {
  const free = game.ways();
  const sides = DIRECTIONS.filter((direction) => !free.includes(direction)).map((direction) => BESIDE[direction]);
  if (sides.length === 0) return 'There are no walls beside you.';
  return `There ${sides.length === 1 ? 'is a wall' : 'are walls'} ${sides.join(', ')}.`;
}

function recent({ moves }: Game): string {
  if (moves.length === 0) return 'Find the goal. You have not moved yet.';
  const last = moves.slice(-RECENT);
  return `Your last ${last.length === 1 ? 'move' : 'moves'}: ${last.join(', ')}.`;
}
