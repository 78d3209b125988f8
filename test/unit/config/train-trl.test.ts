import { expect, it } from 'vitest';
import { ConfigSchema } from '../../../src/config/schema.ts';
import { cloneSettings } from '../../../src/config/stages/train.ts';
import { parseConfig } from '../../../src/config/load.ts';

const base = { name: 'x', environments: [{ name: 'textcraft' }] };
const config = (train: object, more: object = {}) => ConfigSchema.safeParse({ ...base, train, ...more });
const endpoint = {
  policy: { kind: 'endpoint', url: 'http://localhost:8000', model: 'm', base: 'org/m' },
  serving: { kind: 'vllm-lora' },
};

it('the settings of one trainer are not those of another', () => {
  expect(config({ kind: 'trl', threads: 2 }).success).toBe(false);
  expect(config({ lora: {} }).success).toBe(false);
  expect(config({ kind: 'trl', launcher: { processes: 2 } }).success).toBe(false);
  expect(config({ kind: 'trl' }).data?.train).toMatchObject({
    kind: 'trl',
    launcher: { kind: 'local' },
    method: 'sft',
  });
});

it('an adapter is for policies that can play one', () => {
  expect(config({ kind: 'trl', lora: {} }).error?.issues[0]?.message).toContain('adapters');
  const served = config({ kind: 'trl', lora: { rank: 8 } }, endpoint);
  expect(served.data?.train).toMatchObject({ lora: { rank: 8, alpha: 32, targets: 'all-linear' } });
});

it('processes share the parts of a batch evenly', () => {
  const launcher = { kind: 'accelerate', processes: 3 };
  expect(config({ kind: 'trl', shards: 8, launcher }).error?.issues[0]?.message).toContain('divisible');
  expect(config({ kind: 'trl', shards: 9, launcher }).success).toBe(true);
});

it('cloning has nothing to compare, whatever the iterations learn from', () => {
  const parsed = parseConfig({
    ...base,
    train: { kind: 'trl', method: 'dpo', learningRate: 0.1 },
    clone: { steps: 3 },
  });
  expect(cloneSettings(parsed)).toMatchObject({ kind: 'trl', method: 'sft', steps: 3, learningRate: 0.1 });
});
