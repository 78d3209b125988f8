/** What both sides get: one checkpoint of fresh weights and the same token ids. */
import { mkdir, writeFile } from 'node:fs/promises';
import { configJson } from '../../dist/lm/checkpoint/config.js';
import { encodeSafetensors } from '../../dist/lm/checkpoint/safetensors.js';
import { initialise } from '../../dist/lm/initialise.js';
import { random } from '../../dist/seeds.js';
import { GENERATION, type Shape } from './shapes.ts';

export interface Inputs {
  parameters: ReturnType<typeof initialise>;
  /** The directory where PyTorch finds the parameters. */
  checkpoint: string;
  /** [batch][length + 1]: the sequences of an optimiser step. */
  sequences: number[][];
  /** [largest batch][prompt]. */
  prompts: number[][];
}

/** Writes the checkpoint into `checkpoint`, which need not exist. No token ends an answer. */
export async function makeInputs({ architecture, batch, length }: Shape, checkpoint: string): Promise<Inputs> {
  const parameters = initialise(architecture, 1);
  const config = { ...configJson(architecture, { end: 0, pad: 0 }), eos_token_id: null };
  await mkdir(checkpoint, { recursive: true });
  await writeFile(`${checkpoint}/config.json`, JSON.stringify(config));
  await writeFile(`${checkpoint}/model.safetensors`, encodeSafetensors(parameters));
  const stream = random(1);
  const draw = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.below(architecture.vocabSize)));
  return {
    parameters,
    checkpoint,
    sequences: draw(batch, length + 1),
    prompts: draw(Math.max(...GENERATION.batches), GENERATION.prompt),
  };
}
