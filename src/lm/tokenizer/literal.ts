/**
 * Messages are data: what an environment, a person or a model writes must not act as a special token, or an observation
 * could end its own turn and answer for the assistant. Special tokens that a message spells are cut behind their first
 * character, and the parts are encoded apart; the text stays the same.
 */

/** A noncharacter of Unicode, which no text for interchange holds. */
const CUT = '\u{FDD0}';
const REPLACEMENT = '\u{FFFD}';

export interface Literal {
  /** The message's text with its cuts marked; a text that spells no special token comes back as it is. */
  mark: (content: string) => string;
  /** The parts between the marks. */
  parts: (text: string) => readonly string[];
}

/** Cuts these tokens. One of a single character cannot be cut: it becomes U+FFFD, as does a mark in the message itself. */
export function literal(special: Iterable<string>): Literal {
  const tokens = [...special].filter((token) => token !== '');
  const indivisible = new Set(tokens.filter((token) => lengthOfFirst(token) === token.length));
  const any = new RegExp(
    [...tokens, CUT].map((token) => token.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)).join('|'),
    'u',
  );
  const mark = (content: string): string => {
    let marked = '';
    let rest = content;
    // The search goes on right behind a cut: what is left of one token may begin another.
    for (let at = rest.search(any); at >= 0; at = rest.search(any)) {
      const end = at + lengthOfFirst(rest.slice(at));
      const first = rest.slice(at, end);
      const kept = first === CUT || indivisible.has(first) ? REPLACEMENT : `${first}${CUT}`;
      marked += `${rest.slice(0, at)}${kept}`;
      rest = rest.slice(end);
    }
    return marked + rest;
  };
  return { mark, parts: (text) => text.split(CUT) };
}

/** Code units of a text's first character. */
function lengthOfFirst(text: string): number {
  return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
}
