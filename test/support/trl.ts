/** What the trl trainer's contract suite is made of: an interpreter, a small checkpoint, examples, and a plain SGD step in process. */
import { spawnSync } from 'node:child_process';
import { createBaseModel, readModel } from '../../src/lm/checkpoint/checkpoint.ts';
import { loadChat } from '../../src/lm/tokenizer/chat.ts';
import { assemble, countLossTokens, epochBatches, packSequences } from '../../src/lm/training/batches.ts';
import { GradientEngine } from '../../src/lm/training/gradients.ts';
import { flatten, layoutOf, unflatten } from '../../src/lm/training/layout.ts';
import type { Parameters } from '../../src/lm/architecture.ts';
import type { JobLedger, PreferencePair, WeightedExample, WeightedMessage } from '../../src/train/contract.ts';

/** The interpreter of the suite, and whether it has what the script needs. */
export const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
export const hasTrl = has('torch', 'transformers', 'trl', 'peft', 'accelerate', 'datasets');

/** Looks for modules without importing them, which takes PyTorch seconds. */
export function has(...modules: readonly string[]): boolean {
  const look = 'import importlib.util as u, sys; sys.exit(any(u.find_spec(name) is None for name in sys.argv[1:]))';
  return spawnSync(python, ['-c', look, ...modules]).status === 0;
}

export async function tinyCheckpoint(path: string, kind: 'llama' | 'qwen3' = 'llama'): Promise<void> {
  const heads = { heads: 2, kvHeads: 1, headDim: 16, tiedHead: kind === 'llama', rmsEps: 1e-5, ropeTheta: 10_000 };
  const sizes = { hiddenSize: 32, layers: 2, intermediateSize: 48, maxPositions: 64 };
  const lexicon = ['go to the red blue ball box open door close it . , now'];
  await createBaseModel(path, { architecture: { kind, ...heads, ...sizes }, lexicon, seed: 1, init: 'induction' });
}

export function conversation(
  ...turns: readonly (readonly [asked: string, answer: string, weight: number])[]
): WeightedMessage[] {
  return turns.flatMap(([asked, answer, weight]): WeightedMessage[] => [
    { role: 'user', content: asked, weight: 0 },
    { role: 'assistant', content: answer, weight },
  ]);
}

export function example(itemId: string, messages: readonly WeightedMessage[]): WeightedExample {
  return { itemId, environment: 'test', source: 'test', messages };
}

/** Of several lengths and weights; one message spells a special token. */
export const examples: readonly WeightedExample[] = [
  example('red', conversation(['red', 'go to the red ball', 1])),
  example('blue', conversation(['blue ?', 'go to the box', 0.5], ['now', 'open the blue door', 0.25])),
  example('door', conversation(['open the door', 'open it', 0], ['close <|end|> it', 'close the door , now', 0.75])),
  example('box', conversation(['box', 'go to the box', 1])),
];

export const pairs: readonly PreferencePair[] = [
  {
    itemId: 'a',
    environment: 'test',
    chosen: conversation(['red', 'go to the red ball', 1]),
    rejected: conversation(['red', 'open the box', 1]),
  },
  {
    itemId: 'b',
    environment: 'test',
    chosen: conversation(['blue', 'go to the blue box now', 1]),
    rejected: conversation(['blue', 'close it', 1]),
  },
];

export interface Stepped {
  /** Weighted mean negative log-likelihood per loss token. */
  loss: number;
  parameters: Parameters;
}

/** One step of plain gradient descent on Σ weight·nll / N, by the in-process model. */
export async function sgdStep(
  path: string,
  settings: { rate: number; batchTokens: number; shards: number; seed: number },
): Promise<Stepped> {
  const { architecture, parameters } = await readModel(path);
  const chat = await loadChat(path);
  const packed = packSequences(
    examples.map(({ messages }) => chat.encodeExample(messages)),
    architecture,
  );
  const { rate, batchTokens, shards, seed } = settings;
  const batches = epochBatches(packed, { tokens: batchTokens / shards, seed, epoch: 0 });
  const divisor = (countLossTokens(packed) * shards) / batches.length;
  const layout = layoutOf(architecture);
  const engine = await GradientEngine.create(architecture, layout);
  flatten(layout, parameters, engine.parameters);
  const total = new Float64Array(layout.size);
  let [loss, weight] = [0, 0];
  for (const batch of batches.slice(0, shards)) {
    const micro = assemble(packed, batch, divisor);
    loss += (await engine.compute(micro)) * divisor;
    weight += micro.weights.reduce((sum, value) => sum + value, 0) * divisor;
    for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (engine.gradients[i] as number);
  }
  const stepped = engine.parameters.map((value, i) => value - rate * (total[i] as number));
  await engine.close();
  return { loss: loss / weight, parameters: unflatten(layout, stepped) };
}

/** Largest difference of two models' parameters. */
export function distance(one: Parameters, other: Parameters): number {
  let most = one.size === other.size ? 0 : Number.POSITIVE_INFINITY;
  for (const [name, { data }] of one) {
    const { data: theirs } = other.get(name) ?? { data: new Float32Array() };
    for (const [i, value] of data.entries()) most = Math.max(most, Math.abs(value - (theirs[i] ?? Number.NaN)));
  }
  return most;
}

/** A journal's memory of jobs. */
export function ledger(): JobLedger & { entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    find: (step) => entries.get(step),
    record: async (step, value) => void entries.set(step, structuredClone(value)),
  };
}
