import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/config/load.ts';
import { ConfigSchema } from '../../../src/config/schema.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const base = {
  name: 'x',
  environments: [{ name: 'textcraft' }],
  policy: { kind: 'endpoint', url: 'http://localhost:8000', model: 'm', base: 'org/m' },
  serving: { kind: 'vllm-lora' },
};
const config = (launcher: object, more: object = {}) =>
  ConfigSchema.safeParse({ ...base, train: { kind: 'trl', lora: {}, launcher, ...more } });

const page = readFileSync(fileURLToPath(new URL('../../../docs/launchers.md', import.meta.url)), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gmsu)].map(([, block]) => block as string);

it('the page shows a config of every kind that it names', () => {
  const kinds = [...page.matchAll(/^\| `(\w+)`/gmu)].map(([, kind]) => kind);
  expect(kinds).toEqual(['local', 'accelerate', 'ray', 'slurm']);
  for (const kind of kinds.slice(1)) expect(blocks.some((block) => block.includes(`kind: ${kind}`))).toBe(true);
});

it.each(blocks)("the page's config %# is valid", (block) => {
  const shown = parse(block) as { train: { launcher: object } };
  const full = { ...base, train: { lora: {}, ...shown.train } };
  const { data, error } = ConfigSchema.safeParse(full);
  expect(error).toBeUndefined();
  expect(data?.train).toMatchObject(shown.train);
});

it('processes within a job share the parts of a batch evenly too', () => {
  const message = config({ kind: 'slurm', accelerate: { processes: 3 } }, { shards: 8 }).error?.issues[0]?.message;
  expect(message).toContain('divisible');
  expect(config({ kind: 'ray', accelerate: { processes: 4 } }, { shards: 8 }).success).toBe(true);
});

it('a key is named, not written down, and a host is no option of ssh', () => {
  expect(config({ kind: 'ray', apiKey: 'secret' }).error?.issues[0]?.message).toContain('env:NAME');
  expect(config({ kind: 'ray', apiKey: 'env:TOKEN' }).success).toBe(true);
  for (const host of ['-oProxyCommand=x', 'host; rm', 'a b', ''])
    expect(config({ kind: 'slurm', ssh: host }).success, host).toBe(false);
  expect(config({ kind: 'slurm', ssh: 'me@login-1.example.org' }).success).toBe(true);
});

it('a key that stands in a config is not repeated', async () => {
  const file = join(scratchDirectory('launchers'), 'config.yaml');
  const ray = "train: {kind: trl, lora: {}, launcher: {kind: ray, apiKey: 'sk-secret'}}";
  writeFileSync(file, `name: x\nenvironments: [{name: textcraft}]\n${ray}\n`);
  const refused = await loadConfig(file).catch(String);
  expect(refused).toContain('train.launcher.apiKey');
  expect(refused).not.toContain('sk-secret');
});
