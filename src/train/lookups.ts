/**
 * Conversations that teach a fresh model to read before it is taught to act: lines of random words, then questions that
 * quote a few words, answered by the rest of that line and the whole line. The words are those of the environments, but
 * nothing about their tasks is in it, and no task is looked at. What pre-training on text gives a real base model, in
 * half a minute.
 */
import { type Random, random, seedOf } from '../seeds.ts';
import type { WeightedExample, WeightedMessage } from './contract.ts';

const LINES = { least: 3, most: 9 };
const WORDS_OF_LINE = { least: 4, most: 11 };
/** Different words of a conversation; few of them make lines that resemble each other. */
const POOL = { least: 15, most: 59 };
/** Words that stand in most lines, as `using` does in a list of recipes, and their share. */
const COMMON = { least: 1, most: 4, share: 0.25 };
const QUOTED = { least: 1, most: 3 };
const QUESTIONS = 4;
/** Attempts at finding a quotation that stands in one place only. */
const ATTEMPTS = 50;

interface Range {
  least: number;
  most: number;
}

/** `count` conversations over the words of a lexicon, loss on the answers; the same for the same seed. */
export function lookups(lexicon: Iterable<string>, options: { count: number; seed: number }): WeightedExample[] {
  const words = wordsOf(lexicon);
  return Array.from({ length: options.count }, (_, index) => {
    const stream = random(seedOf('lookup', options.seed, index));
    return {
      itemId: `lookup_${index}`,
      environment: 'lookup',
      source: 'warm start',
      messages: conversation(words, stream),
    };
  });
}

/** Words and numbers, each once, in an order of their own. */
function wordsOf(lexicon: Iterable<string>): string[] {
  const words = new Set<string>();
  for (const text of lexicon) for (const [word] of text.matchAll(/[A-Za-z0-9]+/gu)) words.add(word);
  return [...words].toSorted();
}

function conversation(words: readonly string[], stream: Random): WeightedMessage[] {
  const pick = (range: Range): string[] => Array.from({ length: between(range, stream) }, () => stream.pick(words));
  const pool = pick(POOL);
  const common = pick(COMMON);
  const lines = Array.from({ length: between(LINES, stream) }, () =>
    Array.from({ length: between(WORDS_OF_LINE, stream) }, () =>
      stream.pick(stream.next() < COMMON.share ? common : pool),
    ),
  );
  const messages: WeightedMessage[] = [];
  for (let question = 0; question < QUESTIONS; question++) {
    const asked = quote(lines, stream);
    if (!asked) continue;
    const before = messages.length === 0 ? `${lines.map((line) => line.join(' ')).join('\n')}\n` : '';
    messages.push({ role: 'user', content: `${before}${asked.words}`, weight: 0 });
    messages.push({ role: 'assistant', content: `${asked.rest}\n${asked.line}`, weight: 1 });
  }
  return messages;
}

/** Words that stand in one place of all lines, not at a line's end. */
function quote(lines: readonly string[][], stream: Random): { words: string; rest: string; line: string } | undefined {
  const text = lines.map((line) => ` ${line.join(' ')} `).join('\n');
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const line = stream.pick(lines);
    const at = stream.below(line.length - 1);
    const words = line.slice(at, at + between(QUOTED, stream)).join(' ');
    const rest = line.slice(at).join(' ');
    if (rest !== words && text.split(` ${words} `).length === 2) return { words, rest, line: line.join(' ') };
  }
  return undefined;
}

function between({ least, most }: Range, stream: Random): number {
  return least + stream.below(most - least + 1);
}
