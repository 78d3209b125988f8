/** Tokens and the text they are of: which of them, and what parts of them, make up a piece of a turn. */
import type { TurnView } from '../../../api.ts';

export interface TokenPiece {
  text: string;
  logprob: number | null;
}

type Tokens = NonNullable<TurnView['tokens']>;

/** The pieces that make up `text`, the last place of it in the turn; undefined where the tokens do not hold it. */
export function piecesOf(tokens: Tokens, text: string): TokenPiece[] | undefined {
  const whole = tokens.map((token) => token.text).join('');
  const from = whole.lastIndexOf(text);
  if (from < 0 || text === '') return undefined;
  const to = from + text.length;
  const pieces: TokenPiece[] = [];
  let at = 0;
  for (const { text: own, logprob } of tokens) {
    const [start, end] = [Math.max(from, at), Math.min(to, at + own.length)];
    if (start < end) pieces.push({ text: whole.slice(start, end), logprob });
    at += own.length;
  }
  return pieces;
}

/** How surprising a token was: 0 is what was all but certain, 4 what had a chance below one in a hundred. */
export function surprise(logprob: number | null): 0 | 1 | 2 | 3 | 4 {
  const p = logprob === null ? 1 : Math.exp(logprob);
  if (p >= 0.9) return 0;
  if (p >= 0.5) return 1;
  if (p >= 0.1) return 2;
  return p >= 0.01 ? 3 : 4;
}
