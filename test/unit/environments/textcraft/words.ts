import { wordTokens } from '../../../../src/environments/builtin/textcraft/listing.ts';

/** The different words, numbers and punctuation marks of some texts. */
export function wordsOf(...texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap(wordTokens));
}
