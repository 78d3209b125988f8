/** The actions `search[words]` and `click[label]`: reading them, and why one is refused. */
import type { Game } from './game.ts';

export type Refusal = 'empty' | 'unknown' | 'noBar' | 'noWords' | 'noButton';

export const refusals: Readonly<Record<Refusal, string>> = {
  empty: 'Nothing happens: there was no action.',
  unknown: 'Nothing happens: actions are search[words] and click[label].',
  noBar: 'Nothing happens: only the search page can search.',
  noWords: 'Nothing happens: a search needs words.',
  noButton: 'Nothing happens: there is no such thing to click here.',
};

/** Longer ones are cut. */
const MOST_LETTERS = 1000;

/** Plays an action; where it is refused nothing changes, and it says why. */
export function act(game: Game, action: string): Refusal | undefined {
  const text = action.trim();
  if (text === '') return 'empty';
  const [, verb, argument = ''] = /^(search|click)\s*\[(.*)\]$/isu.exec(text) ?? [];
  if (verb === undefined) return 'unknown';
  return verb.toLowerCase() === 'search' ? search(game, argument) : click(game, argument.trim());
}

function search(game: Game, argument: string): Refusal | undefined {
  if (game.page !== 'search') return 'noBar';
  const words = argument.slice(0, MOST_LETTERS).trim().replaceAll(/\s+/gu, ' ');
  if (words === '') return 'noWords';
  game.search(words);
  return undefined;
}

function click(game: Game, label: string): Refusal | undefined {
  const labels = game.labels();
  const found = labels.includes(label) ? label : labels.find((one) => fold(one) === fold(label));
  if (found === undefined) return 'noButton';
  game.click(found);
  return undefined;
}

/** Neither capitals nor spaces around marks count. */
function fold(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?([^\p{L}\p{N} ]) ?/gu, '$1');
}
