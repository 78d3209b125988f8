import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { digestOfConfig, toYaml } from '../../../src/config/resolved.ts';
import { cloneSettings } from '../../../src/config/stages/train.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-resolved-'));
  mkdirSync(join(root, 'configs'));
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'mine.js'), '');
  writeFileSync(join(root, 'rows.jsonl'), '');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const TEXTS = [
  'name: plain\nenvironments: [{name: textcraft}]\n',
  `name: full
environments:
  - {name: textcraft, depths: [1, 2], rounds: 12, tasks: {train: 3, eval: 4}}
  - {name: other, kind: babyai, levels: [4], stepLimit: 20, observation: full}
  - {name: mine, kind: custom, file: ../mine.js}
policy: {model: {architecture: qwen3, hidden: 96, heads: 4, headDim: 32, tiedHead: false}, threads: 1}
demonstrations: {file: ../rows.jsonl}
clone: {steps: 5, learningRate: 0.001}
explore: {horizon: [2, 3], stop: first-success}
weigh: {by: exponential, merge: all, perTask: 2}
train: {from: last, betas: [0.8, 0.9]}
evaluate: {final: dev, samples: 2, temperature: 0.5}
promotion: {gate: better}
control: false
`,
  'name: t\nenvironments: [{name: babyai}]\ndemonstrations: {expert: {babyai: 5}}\nweigh: {by: threshold}\n',
];

describe('toYaml', () => {
  it.each(TEXTS)('loads from anywhere as an equal config: %s', async (text) => {
    const file = join(root, 'configs', 'a.yaml');
    writeFileSync(file, text);
    const { config } = await loadConfig(file);
    const copy = join(root, 'elsewhere', 'config.resolved.yaml');
    writeFileSync(copy, toYaml(config));
    const again = await loadConfig(copy, { cwd: tmpdir() });
    expect(again.config).toEqual(config);
    expect(toYaml(again.config)).toBe(toYaml(config));
    expect(digestOfConfig(again.config)).toBe(digestOfConfig(config));
  });
});

describe('digestOfConfig', () => {
  const base = { name: 'x', environments: [{ name: 'textcraft' }] };

  it('does not depend on the order of keys nor on spelling out a default', () => {
    const reordered = { environments: [{ kind: 'textcraft', name: 'textcraft' }], explore: { samples: 4 }, name: 'x' };
    expect(digestOfConfig(parseConfig(reordered))).toBe(digestOfConfig(parseConfig(base)));
  });

  it('changes with a setting', () => {
    const changed = [
      { ...base, seed: 2 },
      { ...base, explore: { horizon: [1] } },
      { ...base, weigh: { by: 'threshold' } },
    ];
    const digests = [base, ...changed].map((value) => digestOfConfig(parseConfig(value)));
    expect(new Set(digests).size).toBe(4);
  });
});

describe('cloneSettings', () => {
  it('is the training with what cloning states', () => {
    const config = parseConfig({
      name: 'x',
      environments: [{ name: 'textcraft' }],
      clone: { steps: 7, learningRate: 0.1 },
      train: { clip: 3 },
    });
    expect(cloneSettings(config)).toEqual({ ...config.train, steps: 7, learningRate: 0.1 });
    expect(cloneSettings(config)).toMatchObject({ clip: 3 });
  });
});
