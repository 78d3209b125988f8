import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBaseModel, readArchitecture, readModel, writeModel } from '../../../../src/lm/checkpoint/checkpoint.ts';
import { initialise } from '../../../../src/lm/initialise.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-checkpoint-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const shape = {
  kind: 'llama',
  hiddenSize: 16,
  layers: 2,
  heads: 2,
  kvHeads: 1,
  headDim: 8,
  intermediateSize: 24,
  rmsEps: 1e-5,
  ropeTheta: 10_000,
  maxPositions: 64,
  tiedHead: true,
} as const;

let made = 0;
async function base(changes: object = {}, init: 'plain' | 'induction' = 'plain'): Promise<string> {
  const path = join(root, `base-${made++}`);
  await createBaseModel(path, { architecture: { ...shape, ...changes }, lexicon: ['go to red ball'], seed: 5, init });
  return path;
}

describe('a base model', () => {
  it('is a directory in Hugging Face layout, and nothing is left beside it', async () => {
    const path = await base();
    expect(readdirSync(path).toSorted()).toEqual(
      [
        'config.json',
        'generation_config.json',
        'model.safetensors',
        'tokenizer.json',
        'tokenizer_config.json',
      ].toSorted(),
    );
    expect(readdirSync(root).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it.each([
    ['llama', {}],
    ['llama with a head of its own', { tiedHead: false }],
    ['qwen2', { kind: 'qwen2', kvHeads: 2 }],
    ['qwen3', { kind: 'qwen3', headDim: 16 }],
  ])('reads back as it was made: %s', async (_, changes) => {
    const path = await base(changes, 'induction');
    const { architecture, parameters } = await readModel(path);
    expect(architecture).toEqual({ ...shape, ...changes, vocabSize: architecture.vocabSize });
    expect(parameters).toEqual(initialise(architecture, 5, 'induction'));
  });

  it('has the same bytes when it is made again', async () => {
    const [one, two] = [await base(), await base()];
    for (const name of readdirSync(one)) {
      expect(readFileSync(join(one, name)).equals(readFileSync(join(two, name))), name).toBe(true);
    }
  });
});

it('a trained model keeps the files of the one it came from', async () => {
  const from = await base();
  writeFileSync(join(from, 'chat_template.jinja'), 'x');
  const { architecture, parameters } = await readModel(from);
  for (const { data } of parameters.values()) data[0] = 7;
  const directory = join(root, 'trained');
  await writeModel(directory, { architecture, parameters, from });
  expect(readdirSync(directory).toSorted()).toEqual(readdirSync(from).toSorted());
  expect((await readModel(directory)).parameters).toEqual(parameters);
});

describe('config.json', () => {
  async function changed(change: (config: Record<string, unknown>) => object): Promise<string> {
    const path = await base();
    const file = join(path, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify(change(config)));
    return path;
  }

  it('may leave out what Hugging Face leaves out', async () => {
    const path = await changed(({ head_dim: _h, num_key_value_heads: _k, rope_theta: _t, ...rest }) => ({
      ...rest,
      rope_parameters: { rope_type: 'default', rope_theta: 500 },
    }));
    expect(await readArchitecture(path)).toMatchObject({ headDim: 8, kvHeads: 2, ropeTheta: 500 });
  });

  it.each([
    ['another kind of model', { model_type: 'mamba' }, 'model_type'],
    ['scaled rotary embeddings', { rope_scaling: { type: 'linear', factor: 2 } }, 'rope_scaling'],
    [
      'scaled rotary embeddings, as transformers 5 writes them',
      { rope_parameters: { rope_type: 'yarn' } },
      'rope_type',
    ],
    ['another activation', { hidden_act: 'gelu' }, 'hidden_act'],
  ])('%s is refused, and the field named', async (_, change, field) => {
    const path = await changed((config) => ({ ...config, ...change }));
    await expect(readArchitecture(path)).rejects.toMatchObject({
      code: 'E_STORE_CHECKPOINT',
      message: expect.stringContaining(field) as string,
    });
  });

  it('that does not fit the weights is refused, and the parameter named', async () => {
    const path = await changed((config) => ({ ...config, intermediate_size: 32 }));
    await expect(readModel(path)).rejects.toMatchObject({
      code: 'E_STORE_CHECKPOINT',
      message: expect.stringContaining('model.layers.0.mlp.gate_proj.weight has shape [24, 16]') as string,
    });
  });
});

it.each(['config.json', 'model.safetensors'])('a directory without %s is refused, and the file named', async (name) => {
  const path = await base();
  rmSync(join(path, name));
  await expect(readModel(path)).rejects.toMatchObject({
    code: 'E_STORE_CHECKPOINT',
    message: expect.stringContaining(join(path, name)) as string,
  });
});
