/** Text ↔ token ids, by a checkpoint's `tokenizer.json` and @huggingface/tokenizers. Knows nothing of conversations. */
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { AgentgymError, messageOf } from '../../errors.ts';
import { readJson } from '../checkpoint/json.ts';

export interface Tokenizer {
  /** One more than the highest id. */
  vocabSize: number;
  /** Ids of the text alone: no special token is added, those in the text are recognised. */
  encode(text: string): number[];
  /** Text of tokens, without special ones. */
  decode(ids: readonly number[]): string;
  tokenId(token: string): number | undefined;
  /** Special tokens, by text. */
  special: ReadonlyMap<string, number>;
  /** tokenizer_config.json. */
  config: TokenizerConfig;
}

const TokenText = z.union([z.string(), z.looseObject({ content: z.string() })]).nullish();
export type TokenText = z.infer<typeof TokenText>;

const TokenizerConfig = z.looseObject({
  chat_template: z.union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))]).nullish(),
  eos_token: TokenText,
  bos_token: TokenText,
  unk_token: TokenText,
});
export type TokenizerConfig = z.infer<typeof TokenizerConfig>;

const TokenizerJson = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), content: z.string(), special: z.boolean() })).default([]),
  model: z.looseObject({
    type: z.string().optional(),
    /** Ids by token, or (Unigram) tokens with their scores, by id. */
    vocab: z.union([
      z.custom<Record<string, number>>((vocab) => typeof vocab === 'object' && !Array.isArray(vocab) && vocab !== null),
      z.custom<[string, number][]>(Array.isArray),
    ]),
  }),
});

/** Reads the tokenizer of a checkpoint directory. Throws E_STORE_CHECKPOINT, naming the file that cannot be used. */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const json = await readFields(join(directory, 'tokenizer.json'), TokenizerJson);
  const config = await readFields(join(directory, 'tokenizer_config.json'), TokenizerConfig);
  const file = join(directory, 'tokenizer.json');
  // The library finds only some of what contradicts itself when it reads the file; over the rest it stumbles in its use.
  const using = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw unusable(file, messageOf(cause), cause);
    }
  };
  const inner = using(() => new HuggingFaceTokenizer(json, config));
  const { vocab, type } = json.model;
  const ids = new Map(Array.isArray(vocab) ? vocab.map(([token], id) => [token, id]) : Object.entries(vocab));
  for (const { id, content } of json.added_tokens) ids.set(content, id);
  // Models often have more rows than there are tokens, and may sample one that stands for nothing.
  const meaning = new Set(ids.values());
  return {
    // Not Math.max(...ids): real vocabularies are more arguments than a call can take.
    vocabSize: [...ids.values()].reduce((most, id) => Math.max(most, id + 1), 0),
    encode: (text) => (text === '' ? [] : using(() => inner.encode(text, { add_special_tokens: false }).ids)),
    decode: (all) => {
      const list = all.filter((id) => meaning.has(id));
      if (list.length === 0) return '';
      const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
      const text = using(() => inner.decode(list, options));
      return type === 'WordLevel' ? tightened(text) : text;
    },
    tokenId: (token) => ids.get(token),
    special: new Map(json.added_tokens.filter(({ special }) => special).map(({ id, content }) => [content, id])),
    config,
  };
}

/** Word-level decoders know no newline: they put a space on either side of it, before marks, in brackets and quotes. */
function tightened(text: string): string {
  return text
    .replaceAll(/" ?([^"]*?) ?"/gu, '"$1"')
    .replaceAll(/ ([.,:;?!)}\]])|([({[]) /gu, '$1$2')
    .replaceAll(/ ?\n ?/gu, '\n');
}

async function readFields<T>(file: string, fields: z.ZodType<T>): Promise<T> {
  const parsed = fields.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw unusable(file, why.join('; '));
}

function unusable(file: string, why: string, cause?: unknown): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `${file} cannot be used: ${why}.`, {
    hint: "It must be a fast tokenizer's, as transformers' save_pretrained writes it.",
    cause,
  });
}
