/**
 * Reads one call with literal arguments, as code writes it: `craft(count=1, item="stick")`, with comments wherever white
 * space may be. One pass from left to right, no recursion, nothing is evaluated or looked up; what is not such a call is
 * an error, never thrown.
 */
import { faults } from './faults.ts';
import { type Literal, readNumber, readString } from './literals.ts';

export interface ParsedCall {
  name: string;
  positional: readonly Literal[];
  /** In their order; no name occurs twice. */
  keyword: ReadonlyMap<string, Literal>;
  /** What follows the `#` of each comment. */
  comments: readonly string[];
}

const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['null', null],
]);

/** A fault on the way; thrown and caught in this file only. */
class Unreadable extends Error {}

export function parseCall(text: string): ParsedCall | { error: string } {
  try {
    return new Reader(text).call();
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.message };
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #comments: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  call(): ParsedCall {
    this.#skip();
    if (this.#at === this.#text.length) throw new Unreadable(faults.noCall());
    const name = this.#word();
    this.#skip();
    if (name === '' || !this.#take('(')) throw new Unreadable(faults.notACall());
    const positional: Literal[] = [];
    const keyword = new Map<string, Literal>();
    this.#skip();
    while (!this.#take(')')) {
      this.#argument(positional, keyword);
      this.#skip();
      if (this.#take(',')) this.#skip();
      else if (this.#peek() !== ')') throw new Unreadable(faults.needsComma());
    }
    this.#skip();
    if (this.#at < this.#text.length) throw new Unreadable(faults.severalCalls());
    return { name, positional, keyword, comments: this.#comments };
  }

  #argument(positional: Literal[], keyword: Map<string, Literal>): void {
    const word = this.#word();
    if (word === '') {
      if (keyword.size > 0) throw new Unreadable(faults.positionalLast());
      positional.push(this.#literal());
      return;
    }
    this.#skip();
    if (!this.#take('=')) {
      const value = WORDS.get(word);
      if (value === undefined) throw new Unreadable(faults.notLiteral());
      if (keyword.size > 0) throw new Unreadable(faults.positionalLast());
      positional.push(value);
      return;
    }
    this.#skip();
    if (keyword.has(word)) throw new Unreadable(faults.argumentTwice(word));
    const named = this.#word();
    const value = named === '' ? this.#literal() : WORDS.get(named);
    if (value === undefined) throw new Unreadable(faults.notLiteral());
    keyword.set(word, value);
  }

  #literal(): Literal {
    const first = this.#peek();
    const quotes = first === '"' || first === "'";
    if (!quotes && !/[0-9.+-]/u.test(first)) throw new Unreadable(faults.notLiteral());
    const read = quotes ? readString(this.#text, this.#at) : readNumber(this.#text, this.#at);
    if ('error' in read) throw new Unreadable(read.error);
    this.#at = read.end;
    return read.value;
  }

  /** An identifier at this place, or nothing. */
  #word(): string {
    const pattern = /[A-Za-z_][A-Za-z0-9_]*/uy;
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Passes white space and comments, which it keeps. */
  #skip(): void {
    for (;;) {
      while (/\s/u.test(this.#peek())) this.#at += 1;
      if (this.#peek() !== '#') return;
      const newline = this.#text.indexOf('\n', this.#at);
      const end = newline < 0 ? this.#text.length : newline;
      this.#comments.push(this.#text.slice(this.#at + 1, end));
      this.#at = end;
    }
  }
}
