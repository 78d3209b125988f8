/** Text ↔ token ids, by a checkpoint's `tokenizer.json` and @huggingface/tokenizers. Knows nothing of conversations. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AgentgymError } from '../../errors.ts';

export interface Tokenizer {
  vocabSize: number;
  /** Ids of the text alone: no special token is added, those in the text are recognised. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  tokenId(token: string): number | undefined;
  /** Special tokens, by text. */
  special: ReadonlyMap<string, number>;
  /** tokenizer_config.json. */
  config: TokenizerConfig;
}

export type TokenText = string | { content: string } | null | undefined;
export interface TokenizerConfig {
  chat_template?: string | readonly { name: string; template: string }[];
  eos_token?: TokenText;
  bos_token?: TokenText;
  unk_token?: TokenText;
}

interface TokenizerJson {
  added_tokens?: { id: number; content: string; special: boolean }[];
  model: { type: string; vocab: Record<string, number> };
}

/** Reads the tokenizer of a checkpoint directory. */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const json = (await readJson(join(directory, 'tokenizer.json'))) as TokenizerJson;
  const config = (await readJson(join(directory, 'tokenizer_config.json'))) as TokenizerConfig;
  const inner = new HuggingFaceTokenizer(json, config);
  const added = json.added_tokens ?? [];
  const ids = new Map<string, number>(Object.entries(json.model.vocab));
  for (const { id, content } of added) ids.set(content, id);
  const words = json.model.type === 'WordLevel';
  return {
    vocabSize: 1 + Math.max(...ids.values()),
    encode: (text) => (text === '' ? [] : inner.encode(text, { add_special_tokens: false }).ids),
    decode: (list) => {
      if (list.length === 0) return '';
      const text = inner.decode([...list], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
      // Word-level decoders know no newline: they put a space on either side of it, before marks and in brackets.
      return words ? text.replaceAll(/ ([.,:;?!)])|([(]) /gu, '$1$2').replaceAll(/ ?\n ?/gu, '\n') : text;
    },
    tokenId: (token) => ids.get(token),
    special: new Map(added.filter(({ special }) => special).map(({ id, content }) => [content, id])),
    config,
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is missing or not JSON.`, {
      hint: 'A checkpoint needs tokenizer.json and tokenizer_config.json beside its weights.',
      cause,
    });
  }
}
