/** Word-level tokenizers, written as a fresh model's are and read back. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTokenizer, type Tokenizer } from '../../src/lm/tokenizer/tokenizer.ts';
import { wordLevelTokenizer } from '../../src/lm/tokenizer/word-level.ts';

/** The tokenizer of a lexicon, in a new folder under `root`. */
export async function tokenizerOf(lexicon: Iterable<string>, root: string): Promise<Tokenizer> {
  const directory = mkdtempSync(join(root, 'tokenizer-'));
  const { tokenizer, config } = wordLevelTokenizer(lexicon);
  writeFileSync(join(directory, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(join(directory, 'tokenizer_config.json'), JSON.stringify(config));
  return loadTokenizer(directory);
}
