/** The tool servers: listing the tools, and giving an answer. No other tool is used, for theirs act on real accounts. */
import type { Game } from './game.ts';

export const VALID = 'Action: check_valid_actions with Action Input: {}';

const answer = (text: string): string => `Action: finish with Action Input: {"answer": ${text}}`;

export async function finish(game: Game, [first = 0]: readonly number[]): Promise<void> {
  if (await game.reset(first)) await game.step(answer('"nothing"'));
}

/** The answer to weather's first question, in the original's data. */
export async function finishRight(game: Game, tasks: readonly number[]): Promise<void> {
  if (await game.reset(0, { quiet: true })) await game.step(answer('18.5'));
  if (!game.over) await finish(game, tasks);
}
