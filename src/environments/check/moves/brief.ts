/** The moves of environments that need few words: maze, alfworld, webarena, sqlgym, searchqa. */
import { fieldsOf } from '../judge.ts';
import type { Game } from './game.ts';
import type { Moves } from './moves.ts';

/** The shortest way from the start of the original's game 10. */
const WAY = ['down', 'right', 'down'].flatMap((way) => Array.from({ length: 3 }, () => `move ${way}`));
const KNOWN_GAME = 10;
/** The original gives up at the 51st. */
const MOST_MOVES = 60;

async function walk(game: Game, tasks: readonly number[]): Promise<void> {
  if (await game.reset(KNOWN_GAME, { quiet: true })) await game.play(WAY);
  if (!game.over) await walkUntilEnd(game, tasks);
}

/** Moves up until the maze has had enough. */
export async function walkUntilEnd(game: Game, [first = 0]: readonly number[]): Promise<void> {
  if (await game.reset(first)) await game.play(Array.from({ length: MOST_MOVES }, () => 'move up'));
}

export const MAZE: Moves = {
  scripts: () => [
    ['move right', 'move down', 'move left', 'move up'],
    ['move down', 'move right', 'move up', 'move left'],
  ],
  end: walk,
};

export const ALFWORLD: Moves = {
  scripts: (observation) => {
    const [place] = /(?:a|the) ([a-z]+ \d+)/u.exec(observation)?.slice(1) ?? ['shelf 1'];
    return [
      [`go to ${place}`, 'inventory', 'look'],
      ['inventory', 'look'],
    ];
  },
  look: 'look',
};

export const WEBARENA: Moves = {
  scripts: () => [['```scroll [down]```'], ['```scroll [up]```']],
  end: async (game, [first = 0]) => {
    if (await game.reset(first)) await game.play(['```stop [nothing]```']);
  },
};

export const SQLGYM: Moves = {
  scripts: () => [['SELECT 1'], ['SELECT 2']],
  oneTry: true,
  // The original sends the solution with its answer.
  end: async (game, [first = 0]) => {
    if (!(await game.reset(first))) return;
    const { reply } = await game.step('SELECT 1');
    const { ground_truth: solution } = fieldsOf(fieldsOf(reply.json)['info']);
    if (typeof solution !== 'string' || !/^\s*(?:SELECT|WITH)\b/iu.test(solution)) return;
    if (await game.reset(first)) await game.step(solution);
  },
};

export const SEARCHQA: Moves = {
  scripts: () => [['<search>the capital of France</search>'], ['hello', '<search>the moon</search>']],
};
