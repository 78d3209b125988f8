/**
 * A word-level tokenizer for a closed world, as a Hugging Face `tokenizer.json`: every word that the environments can say
 * is a token, and so is every punctuation mark and the newline. Text of one space between words, none before a mark,
 * comes back from its tokens exactly.
 */

export const SPECIAL_TOKENS = ['<|pad|>', '<|unk|>', '<|end|>', '<|user|>', '<|assistant|>', '<|system|>'] as const;
/** The markers of ReAct answers, each one token. */
export const MARKERS = ['Thought:', 'Action:'] as const;

/** Words, with inner apostrophes, hyphens and underscores, numbers; or a newline; or one other mark. */
const WORD = "[A-Za-z0-9]+(?:['’_-][A-Za-z0-9]+)*|\\n|[^\\sA-Za-z0-9]";

const TEMPLATE =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

export interface WordLevelTokenizer {
  /** tokenizer.json. */
  tokenizer: object;
  /** tokenizer_config.json. */
  config: object;
  /** Tokens by id. */
  vocabulary: readonly string[];
}

/** The tokenizer of the lexicon's words; their order does not matter. `context` is the model's, in tokens. */
export function wordLevelTokenizer(lexicon: Iterable<string>, context = 2048): WordLevelTokenizer {
  const words = new Set<string>(['\n', '.', ',', ':', '?', '!']);
  const pattern = new RegExp(`Thought:|Action:|${WORD}`, 'gu');
  for (const text of lexicon) for (const [word] of text.matchAll(pattern)) words.add(word);
  for (const marker of MARKERS) words.delete(marker);
  const vocabulary = [...SPECIAL_TOKENS, ...MARKERS, ...[...words].toSorted((a, b) => (a < b ? -1 : 1))];
  const added = [...SPECIAL_TOKENS, ...MARKERS].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: id < SPECIAL_TOKENS.length,
  }));
  return {
    vocabulary,
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer: null,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          // `invert` keeps what matches; what is between (spaces) is dropped.
          { type: 'Split', pattern: { Regex: WORD }, behavior: 'Removed', invert: true },
        ],
      },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordLevel',
        vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
        unk_token: '<|unk|>',
      },
    },
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: context,
      clean_up_tokenization_spaces: false,
      pad_token: '<|pad|>',
      unk_token: '<|unk|>',
      eos_token: '<|end|>',
      chat_template: TEMPLATE,
    },
  };
}
