import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/load.ts';
import { cloneSettings } from '../../../src/config/stages/train.ts';
import { requireEvolvable } from '../../../src/evolvable.ts';
import { createTrainer } from '../../../src/train/create.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/hosted-training.md'), 'utf8');
const blocks = [...PAGE.matchAll(/```yaml\n(.*?)```/gsu)].map(
  ([, text = '']) => parse(text) as Record<string, unknown>,
);

const config = (train: Record<string, unknown>, changes: Record<string, unknown> = {}) =>
  parseConfig({
    name: 'x',
    environments: [{ name: 'textcraft' }],
    policy: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'm', base: 'acme/m' },
    serving: { kind: 'static' },
    demonstrations: { expert: 1 },
    train: { kind: 'hosted', ...train },
    ...changes,
  });
const TOGETHER = { profile: 'together' };
const surroundings = (env: Record<string, string>) => ({ jobs: '/nowhere', env, onNotice: () => {} });

describe('the configs of docs/hosted-training.md', () => {
  it.each(blocks.map((block) => [String(block['name']), block] as const))('%s can be evolved', (name, block) => {
    const evolvable = requireEvolvable(parseConfig(block));
    expect(evolvable.name).toBe(name);
    expect(evolvable.train.kind).toBe(name === 'rented' ? 'trl' : 'hosted');
  });

  it('are three', () => expect(blocks).toHaveLength(3));
});

describe('settings of a hosted trainer', () => {
  it('are filled in from the profile, which has no default', () => {
    expect(config(TOGETHER).train).toMatchObject({ kind: 'hosted', steps: 200, batchSize: 8, onInterrupt: 'leave' });
    expect(() => config({})).toThrow(/profile/u);
  });

  it.each([
    [{ profile: 'fireworks' }, /needs `account`/u],
    [{ profile: 'custom' }, /needs `url`/u],
    [{ ...TOGETHER, account: 'me' }, /`account` means nothing/u],
    [{ ...TOGETHER, deployment: 'accounts/me/deployments/d' }, /`deployment` means nothing/u],
    [{ profile: 'openai', learningRate: 0.1 }, /among `hyperparameters`/u],
    [{ ...TOGETHER, hyperparametersIn: 'method' }, /means nothing/u],
  ])('clash: %j', (train, message) => {
    expect(() => config(train)).toThrow(message);
  });

  it('never show a key that stands in the config', () => {
    const thrown = (): unknown => {
      try {
        return config({ ...TOGETHER, apiKey: 'sk-in-the-config' });
      } catch (error) {
        return error;
      }
    };
    expect(String(thrown())).toContain('names an environment variable');
    expect(String(thrown())).not.toContain('sk-in-the-config');
  });

  it('go with an endpoint that the service itself serves', () => {
    expect(() => config(TOGETHER, { policy: {}, serving: undefined })).toThrow(/needs `policy.kind: endpoint`/u);
    expect(() => config(TOGETHER, { serving: { kind: 'vllm-lora' } })).toThrow(/goes with `serving.kind: static`/u);
  });

  it('take of cloning what a service takes', () => {
    const { train, clone } = config({ ...TOGETHER, method: 'dpo' }, { clone: { steps: 9, learningRate: 0.1 } });
    expect(cloneSettings({ train, clone })).toMatchObject({ steps: 9, learningRate: 0.1, method: 'sft' });
    expect(() => config(TOGETHER, { clone: { warmup: 3 } })).toThrow(/`clone.warmup` means nothing/u);
    expect(() => config({ profile: 'openai' }, { clone: { learningRate: 1 } })).toThrow(/`clone.learningRate` means/u);
  });
});

describe('the trainer of a config', () => {
  it('says what it takes exactly, and needs its key', () => {
    const { train } = config(TOGETHER);
    expect(() => createTrainer(train, surroundings({}))).toThrow(
      expect.objectContaining({
        code: 'E_TRAIN_ACCESS',
        message: expect.stringContaining('TOGETHER_API_KEY') as string,
      }),
    );
    expect(createTrainer(train, surroundings({ TOGETHER_API_KEY: 'x' })).capabilities.weights).toBe('replicated');
    const exact = config({ ...TOGETHER, weights: 'row', apiKey: 'env:OTHER' }).train;
    expect(createTrainer(exact, surroundings({ OTHER: 'x' })).capabilities.weights).toBe('exact');
    const open = config({ profile: 'custom', url: 'http://127.0.0.1:1' }).train;
    expect(createTrainer(open, surroundings({})).capabilities.preference).toBe(false);
  });

  it('on the Hub needs its token', () => {
    const launcher = { kind: 'hf-jobs', namespace: 'me', secrets: { WANDB_API_KEY: 'env:WANDB' } };
    const { train } = config({ kind: 'trl', launcher }, { serving: { kind: 'vllm-lora' } });
    expect(() => createTrainer(train, surroundings({ WANDB: 'w' }))).toThrow(/HF_TOKEN is not set/u);
    expect(() => createTrainer(train, surroundings({ HF_TOKEN: 'hf_x' }))).toThrow(/WANDB is not set/u);
    createTrainer(train, surroundings({ HF_TOKEN: 'hf_x', WANDB: 'w' }));
  });
});
