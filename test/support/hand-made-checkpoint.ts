/**
 * Writes a small checkpoint in Hugging Face layout by hand (config.json, model.safetensors, tokenizer.json,
 * tokenizer_config.json), so that what reads checkpoints is not tested on what we write alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture, Parameters } from '../../src/lm/architecture.ts';

const SPECIAL = ['<pad>', '<unk>', '<bos>', '<user>', '<assistant>', '<end>'];
const WORDS = 'zero one two three four five six seven eight nine ten go stay left right look open take drop . , : ? !';

export const HAND_MADE_VOCABULARY: readonly string[] = [...SPECIAL, ...WORDS.split(' ')];

const TEMPLATE =
  "{% for message in messages %}{% if message['role'] == 'assistant' %}<assistant>{% else %}<user>{% endif %} " +
  "{{ message['content'] }} <end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

export function writeHandMadeCheckpoint(directory: string, a: Architecture, parameters: Parameters): void {
  mkdirSync(directory, { recursive: true });
  const json = (name: string, value: unknown): void => {
    writeFileSync(join(directory, name), JSON.stringify(value, undefined, 2));
  };
  json('config.json', {
    architectures: ['LlamaForCausalLM'],
    model_type: a.kind,
    vocab_size: a.vocabSize,
    hidden_size: a.hiddenSize,
    num_hidden_layers: a.layers,
    num_attention_heads: a.heads,
    num_key_value_heads: a.kvHeads,
    head_dim: a.headDim,
    intermediate_size: a.intermediateSize,
    hidden_act: 'silu',
    rms_norm_eps: a.rmsEps,
    rope_theta: a.ropeTheta,
    max_position_embeddings: a.maxPositions,
    tie_word_embeddings: a.tiedHead,
    torch_dtype: 'float32',
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: SPECIAL.indexOf('<bos>'),
    eos_token_id: SPECIAL.indexOf('<end>'),
    pad_token_id: SPECIAL.indexOf('<pad>'),
  });
  json('generation_config.json', { bos_token_id: 2, eos_token_id: 5, pad_token_id: 0 });
  json('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => {
      return { id, content, single_word: false, lstrip: true, rstrip: true, normalized: false, special: true };
    }),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(HAND_MADE_VOCABULARY.map((token, id) => [token, id])),
      unk_token: '<unk>',
    },
  });
  json('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: '<bos>',
    eos_token: '<end>',
    pad_token: '<pad>',
    unk_token: '<unk>',
    model_max_length: a.maxPositions,
    chat_template: TEMPLATE,
  });
  writeFileSync(join(directory, 'model.safetensors'), safetensors(parameters));
}

/** Header length (8 bytes, little-endian), a JSON header, then the tensors end to end. */
function safetensors(parameters: Parameters): Buffer {
  const header: Record<string, object> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of parameters) {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}
