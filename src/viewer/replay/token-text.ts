/**
 * The texts of sampled tokens, by the tokenizer.json of the checkpoint that sampled them: pieces that together are the
 * turn. Byte-level vocabularies are read as bytes; of others each piece is found in the turn's text, from which it gets the
 * space before it. Runs no model.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunDirectory } from '../../runs/directory.ts';
import { isObject } from '../../runs/readable.ts';

export interface TokenTexts {
  /** One text for each id; `content` is the text of the turn. */
  of(ids: readonly number[], content: string): string[];
}

const LARGEST = 64 * 1024 * 1024;
const DIGEST = /^[0-9a-f]{8,64}$/u;

/** By checkpoint; undefined where the checkpoint is not in the run, or has no tokenizer that is understood. */
export function tokenTexts(directory: RunDirectory): (policy: string) => Promise<TokenTexts | undefined> {
  // A large vocabulary takes a while to read, and much memory: one at a time is kept.
  let last: { policy: string; texts: TokenTexts | undefined } | undefined;
  return async (policy) => {
    if (last?.policy === policy) return last.texts;
    const known = DIGEST.test(policy) && (await checkpointsIn(directory)).includes(policy);
    const texts = known ? await load(join(directory.checkpoint(policy), 'tokenizer.json')) : undefined;
    last = { policy, texts };
    return texts;
  };
}

async function checkpointsIn({ checkpoints }: RunDirectory): Promise<string[]> {
  return readdir(checkpoints).catch(() => []);
}

async function load(file: string): Promise<TokenTexts | undefined> {
  try {
    if ((await stat(file)).size > LARGEST) return undefined;
    return textsOf(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** By what a tokenizer.json says; undefined where it is of no kind that is known. */
export function textsOf(tokenizer: unknown): TokenTexts | undefined {
  if (!isObject(tokenizer) || !isObject(tokenizer['model'])) return undefined;
  const pieces = piecesOf(tokenizer['model']['vocab'], tokenizer['added_tokens']);
  if (pieces.size === 0) return undefined;
  const special = new Set(specialIn(tokenizer['added_tokens']));
  const byteLevel = JSON.stringify([tokenizer['decoder'], tokenizer['pre_tokenizer']]).includes('"ByteLevel"');
  return { of: (ids, content) => (byteLevel ? asBytes(ids, pieces, special) : foundIn(content, ids, pieces)) };
}

function piecesOf(vocab: unknown, added: unknown): Map<number, string> {
  const pieces = new Map<number, string>();
  if (isObject(vocab))
    for (const [piece, id] of Object.entries(vocab)) if (typeof id === 'number') pieces.set(id, piece);
  // Unigram lists [piece, score].
  if (Array.isArray(vocab)) for (const [id, pair] of vocab.entries()) pieces.set(id, String((pair as unknown[])[0]));
  for (const one of Array.isArray(added) ? (added as unknown[]) : []) {
    if (isObject(one) && typeof one['id'] === 'number') pieces.set(one['id'], String(one['content']));
  }
  return pieces;
}

function specialIn(added: unknown): number[] {
  return (Array.isArray(added) ? (added as unknown[]) : []).flatMap((one) =>
    isObject(one) && typeof one['id'] === 'number' ? [one['id']] : [],
  );
}

/** A character whose bytes are in several tokens stands at the last of them. */
function asBytes(ids: readonly number[], pieces: ReadonlyMap<number, string>, special: ReadonlySet<number>): string[] {
  const decoder = new TextDecoder();
  return ids.map((id) => {
    const piece = pieces.get(id) ?? '';
    if (special.has(id)) return piece;
    const bytes = Uint8Array.from(piece, (character) => BYTE_OF.get(character) ?? 0x3f);
    return decoder.decode(bytes, { stream: true });
  });
}

/** The characters that byte-level vocabularies write bytes as: printable ones as they are, the rest from U+0100 on. */
const BYTE_OF = ((): ReadonlyMap<string, number> => {
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    map.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return map;
})();

/** What is not in the content (the mark of its end, an unknown word) stands for itself. */
function foundIn(content: string, ids: readonly number[], pieces: ReadonlyMap<number, string>): string[] {
  let at = 0;
  const texts = ids.map((id) => {
    const piece = pieces.get(id) ?? '';
    const bare = piece.replace(/^(?:##|▁)/u, '');
    const start = at + (/^\s*/u.exec(content.slice(at))?.[0].length ?? 0);
    // A newline is a token of its own in some vocabularies.
    const from = content.startsWith(bare, at) ? at : start;
    if (bare === '' || !content.startsWith(bare, from)) return bare;
    const text = content.slice(at, from + bare.length);
    at = from + bare.length;
    return text;
  });
  return texts;
}
