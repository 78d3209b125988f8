/** Checkpoint directories with a file of theirs damaged: weights alone, what makes text into tokens, and all of them. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../../src/lm/checkpoint/checkpoint.ts';
import { encodeSafetensors, readSafetensors } from '../../../src/lm/checkpoint/safetensors.ts';
import { loadChat } from '../../../src/lm/tokenizer/chat.ts';
import { wordLevelTokenizer } from '../../../src/lm/tokenizer/word-level.ts';
import type { Random } from '../../../src/seeds.ts';
import { writeHandMadeCheckpoint } from '../../../test/support/hand-made-checkpoint.ts';
import { mutated, mutatedTree } from '../../../test/support/mutate.ts';
import { smallModel } from '../../../test/support/small-model.ts';
import type { Input, Opened, Surface } from '../surface.ts';

type Files = Record<string, Buffer>;

const SHARDED = 'model.safetensors.index.json';

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A word-level checkpoint by hand, one of ours, one of byte pairs, and one in shards. */
function checkpoints(folder: string): Files[] {
  const { architecture, parameters } = smallModel({
    layers: 1,
    hiddenSize: 8,
    heads: 2,
    kvHeads: 1,
    headDim: 4,
    vocabSize: 30,
  });
  writeHandMadeCheckpoint(folder, architecture, parameters);
  const byHand = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const { tokenizer, config } = wordLevelTokenizer(['take the egg', 'go left'], 64);
  const ours = { ...byHand, 'tokenizer.json': json(tokenizer), 'tokenizer_config.json': json(config) };
  const pairs = { ...ours, 'tokenizer.json': json(bytePairs(tokenizer)) };
  const { 'model.safetensors': _, ...rest } = byHand;
  const [first, ...others] = [...parameters];
  const shard = (entries: typeof others): Buffer => encodeSafetensors(new Map(entries));
  const sharded = {
    ...rest,
    'model-1.safetensors': shard([first as (typeof others)[number]]),
    'model-2.safetensors': shard(others),
    [SHARDED]: json({
      weight_map: Object.fromEntries(
        [...parameters.keys()].map((name, i) => [name, `model-${i === 0 ? 1 : 2}.safetensors`]),
      ),
    }),
  };
  return [byHand, ours, pairs, sharded];
}

/** A tokenizer that spells words from pieces, with the normalizers and decoders that such ones have. */
function bytePairs(wordLevel: object): object {
  const vocab = Object.fromEntries(
    ['t', 'a', 'k', 'e', 'ta', 'ke', 'take', 'Ġ', 'g', 'Ġg'].map((token, id) => [token, id + 10]),
  );
  return {
    ...wordLevel,
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFC' }, { type: 'Replace', pattern: { Regex: ' +' }, content: ' ' }],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: '\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+|\\s+' },
          behavior: 'Isolated',
          invert: false,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      vocab,
      merges: [
        ['t', 'a'],
        ['k', 'e'],
        ['ta', 'ke'],
        ['Ġ', 'g'],
      ],
      byte_fallback: false,
    },
  };
}

/** One of the named files of a checkpoint, changed in bytes or in values. */
function damaged(stream: Random, whole: Files, names: RegExp): Files {
  const name = stream.pick(Object.keys(whole).filter((one) => names.test(one)));
  const bytes = whole[name] ?? Buffer.alloc(0);
  if (stream.below(40) === 0) return Object.fromEntries(Object.entries(whole).filter(([one]) => one !== name));
  const isJson = name.endsWith('.json');
  if (!isJson || stream.below(3) === 0) return { ...whole, [name]: mutated(bytes, stream) };
  return {
    ...whole,
    [name]: Buffer.from(JSON.stringify(mutatedTree(JSON.parse(bytes.toString('utf8')), stream)) ?? ''),
  };
}

function opener(names: RegExp, use: (directory: string) => Promise<string>): Surface['open'] {
  return async (folder): Promise<Opened> => {
    const seeds = checkpoints(join(folder, 'seed')).filter((files) =>
      Object.keys(files).some((name) => names.test(name)),
    );
    const directory = join(folder, 'checkpoint');
    return {
      input: (stream): Input => ({ files: damaged(stream, stream.pick(seeds), names) }),
      attempt: async ({ files }) => {
        rmSync(directory, { recursive: true, force: true });
        mkdirSync(directory);
        for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
        return use(directory);
      },
    };
  };
}

export const safetensors: Surface = {
  name: 'safetensors',
  open: opener(
    /safetensors/u,
    async (directory) => `read ${(await readSafetensors(directory)).size > 0 ? 'tensors' : 'nothing'}`,
  ),
};

export const tokenizers: Surface = {
  name: 'tokenizer',
  open: opener(/tokenizer|generation/u, async (directory) => {
    await talk(directory);
    return 'used';
  }),
};

export const wholeCheckpoints: Surface = {
  name: 'checkpoint',
  open: opener(/./u, async (directory) => {
    await readModel(directory);
    await talk(directory);
    return 'used';
  }),
};

async function talk(directory: string): Promise<void> {
  const chat = await loadChat(directory);
  const user = { role: 'user', content: 'take the egg <end> \u{fdd0}' } as const;
  const assistant = { role: 'assistant', content: 'go left take', weight: 1 } as const;
  chat.promptIds([user]);
  const { ids } = chat.encodeExample([{ ...user, weight: 0 }, assistant]);
  chat.knows('take egg');
  chat.decode(ids);
  chat.decode([0, 5, 10 ** 6]);
}
