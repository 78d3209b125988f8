import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/load.ts';
import { toYaml } from '../../../src/config/resolved.ts';
import type { ServingConfig } from '../../../src/config/schema.ts';
import { requireEvolvable } from '../../../src/evolvable.ts';

const URL = 'http://127.0.0.1:8000/v1';
const ENDPOINT = { kind: 'endpoint', model: 'm', url: URL, base: 'org/m@main' };

function config(serving: unknown, changes: Record<string, unknown> = {}): ReturnType<typeof parseConfig> {
  const given = { name: 'x', environments: [{ name: 'babyai' }], policy: ENDPOINT, serving, ...changes };
  return parseConfig(JSON.parse(JSON.stringify(given)));
}

describe('serving', () => {
  const kinds: [ServingConfig['kind'], object, object][] = [
    ['vllm-lora', {}, { keep: 2, timeout: 600 }],
    ['sglang', { pathOnServer: { from: '/runs', to: '/mnt/runs' }, apiKey: 'env:ADMIN' }, { timeout: 600 }],
    ['command', { command: ['serve', '{checkpoint}'] }, { servedAs: '{model}', grace: 10, timeout: 600 }],
    ['static', {}, {}],
  ];
  it.each(kinds)('%s has defaults, and reads again as it was written down', (kind, given, defaults) => {
    const read = config({ kind, ...given });
    expect(read.serving).toEqual({ kind, ...given, ...defaults });
    expect(parseConfig(parse(toYaml(read)))).toEqual(read);
  });

  const wrong: [string, unknown, Record<string, unknown>, RegExp][] = [
    ['the in-process model', { kind: 'static' }, { policy: {} }, /`serving` is for `policy\.kind: endpoint`/u],
    [
      'a provider that loads nothing',
      { kind: 'vllm-lora' },
      { policy: { kind: 'endpoint', model: 'm', provider: 'auto' } },
      /needs `policy\.url`: a provider loads no checkpoints/u,
    ],
    [
      'two servers at one port',
      { kind: 'command', command: ['serve', '{checkpoint}'] },
      { policy: { ...ENDPOINT, url: undefined, urls: ['http://127.0.0.1:8000', 'http://localhost:8000/v1'] } },
      /each needs a port of its own/u,
    ],
    ['a command without a checkpoint', { kind: 'command', command: ['serve'] }, {}, /put in `\{checkpoint\}`/u],
    ['a checkpoint for a program', { kind: 'command', command: ['{checkpoint}'] }, {}, /begins with the name of a/u],
    ['a command for a shell', { kind: 'command', command: 'serve {checkpoint}' }, {}, /serving\.command/u],
    [
      'a relative path on the server',
      { kind: 'sglang', pathOnServer: { from: 'runs', to: '/x' } },
      {},
      /absolute path/u,
    ],
    ['no such kind', { kind: 'ollama' }, {}, /serving\.kind/u],
  ];
  it.each(wrong)('is refused for %s', (_, serving, changes, message) => {
    expect(() => config(serving, changes)).toThrow(message);
  });

  it('does not repeat a key', () => {
    expect(() => config({ kind: 'sglang', apiKey: 'sk-secret' })).toThrow(/names an environment variable/u);
    expect(() => config({ kind: 'sglang', apiKey: 'sk-secret' })).not.toThrow(/sk-secret/u);
  });

  it('makes a control worth asking for demonstrations', () => {
    const none = { demonstrations: { expert: 0 }, control: true };
    expect(() => config({ kind: 'static' }, none)).toThrow(/no demonstrations to train the control on/u);
    expect(config(undefined, none).control).toBe(true);
  });
});

describe('what can be evolved', () => {
  const trl = { train: { kind: 'trl' } };
  const cases: [string, ReturnType<typeof config>, RegExp][] = [
    ['an endpoint that the trainer does not reach', config({ kind: 'static' }), /`train\.kind: local` trains a/u],
    ['one that nothing is loaded into', config(undefined, trl), /`serving` does not say how/u],
    [
      'one whose base nobody knows',
      config({ kind: 'static' }, { ...trl, policy: { ...ENDPOINT, base: undefined } }),
      /`policy\.base` does not say which/u,
    ],
  ];
  it.each(cases)('is not %s', (_, given, message) => {
    expect(() => requireEvolvable(given)).toThrow(message);
  });

  it('is an endpoint with a base, a trainer and serving, and the in-process model', () => {
    const endpoint = config({ kind: 'vllm-lora' }, trl);
    expect(requireEvolvable(endpoint)).toEqual(endpoint);
    expect(requireEvolvable(config(undefined, { policy: {} })).policy.kind).toBe('local');
  });
});
