/**
 * What a check does in each environment: harmless actions that change a session, and where one is known a way to an
 * episode's end. Nothing here touches more than the session: no SQL that writes, no tool that acts on the world.
 */
import type { RemoteName } from '../../../config/stages/remote.ts';
import { toOneGoal } from './babyai.ts';
import { ALFWORLD, MAZE, SEARCHQA, SQLGYM, WEBARENA } from './brief.ts';
import type { Game } from './game.ts';
import { focusOnAnything } from './sciworld.ts';
import { craftGoal, textcraftScripts } from './textcraft.ts';
import { finish, finishRight, VALID } from './tools.ts';
import { buyAnything } from './webshop.ts';
import { guessWord } from './wordle.ts';

export interface Moves {
  /** Two different scripts of actions that change a session and show what it is like. */
  scripts(observation: string): readonly [readonly string[], readonly string[]];
  /** Shows the session without changing it, where an action does. */
  readonly look?: string;
  /** Plays tasks until one ends; the game says how. Absent where no way to an end is known. */
  readonly end?: (game: Game, tasks: readonly number[]) => Promise<void>;
  /** True where any action at all ends the episode: there is one try. */
  readonly oneTry?: boolean;
}

const TOOL: Moves = {
  scripts: () => [
    [VALID, 'hello', VALID],
    ['hello', VALID],
  ],
  end: finish,
};

export const MOVES: Readonly<Record<RemoteName, Moves>> = {
  textcraft: { scripts: textcraftScripts, look: 'inventory', end: craftGoal },
  babyai: {
    scripts: () => [
      ['turn left', 'move forward', 'turn right', 'move forward'],
      ['turn right', 'turn right', 'move forward'],
    ],
    look: 'check available actions',
    end: toOneGoal,
  },
  maze: MAZE,
  wordle: {
    scripts: () => [
      ['p a n i c', 'm o u n t'],
      ['t h o r n', 's u g a r'],
    ],
    end: guessWord,
  },
  alfworld: ALFWORLD,
  sciworld: {
    scripts: () => [
      ['look around', 'open door to kitchen', 'inventory'],
      ['inventory', 'look around'],
    ],
    look: 'inventory',
    end: focusOnAnything,
  },
  webshop: {
    scripts: () => [
      ['search[red shoes]', 'click[back to search]'],
      ['click[nothing]', 'search[lamp]'],
    ],
    end: buyAnything,
  },
  webarena: WEBARENA,
  weather: { ...TOOL, end: finishRight },
  movie: TOOL,
  academia: TOOL,
  sheet: TOOL,
  todo: TOOL,
  sqlgym: SQLGYM,
  searchqa: SEARCHQA,
};

/** For an environment that nobody here knows. */
export const UNKNOWN: Moves = {
  scripts: () => [
    ['look', 'inventory', 'help'],
    ['inventory', 'look'],
  ],
};
