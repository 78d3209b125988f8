// npm run build && AGENTGYM_PYTHON=… npx tsx scripts/measure-trl.ts [--lora] [--steps 30] [--small]
/**
 * Measures the trl trainer on a model of random weights: loss curve, tokens per second, and with a GPU its peak memory. The model
 * has the shape of Qwen2.5-0.5B and is made here by transformers, nothing is downloaded; `--small` is a tiny one, to try this script.
 * The conversations are of random words, so that the loss can fall to the words' own entropy and no further.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBaseModel } from '../dist/lm/checkpoint/checkpoint.js';
import { random, seedOf } from '../dist/seeds.js';
import type { WeightedExample } from '../dist/train/contract.js';
import { localLauncher } from '../dist/train/launchers/local.js';
import { createTrlTrainer } from '../dist/train/trl.js';

const { values } = parseArgs({
  options: {
    lora: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    steps: { type: 'string', default: '30' },
  },
});
const steps = Number(values.steps);
const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
/** Conversations, words of each, tokens of a step. */
const [CONVERSATIONS, WORDS, BATCH] = values.small ? [32, 60, 1024] : [512, 900, 65_536];
const LEXICON = Array.from({ length: 200 }, (_, i) => `w${i}`);

const MAKE = `
import json, sys, torch
from transformers import Qwen2Config, Qwen2ForCausalLM, set_seed
set_seed(1)
folder, shape = sys.argv[1], json.loads(sys.argv[2])
model = Qwen2ForCausalLM(Qwen2Config(**shape)).to(torch.bfloat16)
model.save_pretrained(folder)
print(sum(value.numel() for value in model.parameters()))
`;
/** https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct/blob/main/config.json */
const SHAPE = {
  vocab_size: 151_936,
  hidden_size: 896,
  intermediate_size: 4864,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  max_position_embeddings: 32_768,
  rope_theta: 1e6,
  tie_word_embeddings: true,
};
const SMALL = { ...SHAPE, vocab_size: 512, hidden_size: 56, intermediate_size: 96, num_hidden_layers: 2 };

/** The weights by transformers, the word-level tokenizer and its chat template by ours. */
async function makeModel(folder: string): Promise<number> {
  const parameters = execFileSync(python, ['-c', MAKE, folder, JSON.stringify(values.small ? SMALL : SHAPE)]);
  const sizes = { hiddenSize: 8, layers: 1, heads: 1, kvHeads: 1, headDim: 8, intermediateSize: 8, maxPositions: 64 };
  const architecture = { kind: 'llama', ...sizes, tiedHead: true, rmsEps: 1e-5, ropeTheta: 1e4 } as const;
  const words = `${folder}-words`;
  await createBaseModel(words, { architecture, lexicon: [LEXICON.join(' ')], seed: 1, init: 'plain' });
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(words, name), join(folder, name));
  return Number(parameters.toString());
}

function conversations(): WeightedExample[] {
  return Array.from({ length: CONVERSATIONS }, (_, i) => {
    const stream = random(seedOf('measure', i));
    const said = (count: number): string =>
      Array.from({ length: count }, () => LEXICON[stream.below(LEXICON.length)]).join(' ');
    return {
      itemId: `measure_${i}`,
      environment: 'measure',
      source: 'measure',
      messages: [
        { role: 'user', content: said(WORDS / 3), weight: 0 },
        { role: 'assistant', content: said((2 * WORDS) / 3), weight: 1 },
      ],
    };
  });
}

const root = mkdtempSync(join(tmpdir(), 'agentgym-measure-'));
try {
  const parameters = await makeModel(join(root, 'model'));
  const trainer = createTrlTrainer({
    launcher: localLauncher(),
    python,
    jobs: join(root, 'jobs'),
    settings: {
      batchTokens: BATCH,
      warmup: 3,
      learningRate: values.lora ? 2e-4 : 2e-5,
      saveEvery: 1_000_000,
      ...(values.lora ? { lora: { rank: 16, alpha: 32, dropout: 0, targets: 'all-linear' } as const } : {}),
    },
  });
  const what = `${(parameters / 1e6).toFixed(1)} M parameters, ${values.lora ? 'LoRA of rank 16' : 'all of them trained'}`;
  console.log(`${what}, bf16, gradient checkpointing, ${BATCH} tokens a step in 8 parts`);
  let speed = 0;
  await trainer.train({
    base: { id: 'measure', path: join(root, 'model') },
    examples: conversations(),
    name: 'measure',
    out: join(root, 'out'),
    steps,
    seed: 1,
    on: ({ step, loss, tokensPerSecond }) => {
      speed = tokensPerSecond;
      console.log(`step ${step}  loss ${loss?.toFixed(4) ?? '?'}`);
    },
  });
  const events = readFileSync(join(root, 'jobs', 'measure', 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const ended = events.map((line) => JSON.parse(line) as { type: string; peakMemory?: number });
  const peak = ended.findLast(({ type }) => type === 'memory')?.peakMemory;
  console.log(`${Math.round(speed)} tokens a second, behind the first step`);
  console.log(
    peak === undefined ? 'No GPU: no memory is measured.' : `${(peak / 2 ** 30).toFixed(1)} GiB at most on the GPU`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
