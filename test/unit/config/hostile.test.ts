/** Configs that once ended in something else than a list of mistakes (found by scripts/fuzz.ts). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('hostile-configs');
const GOOD = { name: 'a', environments: [{ name: 'textcraft' }] };

function load(text: string, set: string[] = []): Promise<unknown> {
  const file = join(root, 'config.yaml');
  writeFileSync(file, text);
  return loadConfig(file, { set });
}

describe('a config file', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`);
  it.for([
    ['aliases that would fill the memory', `a0: &a0 [x]\n${levels.join('\n')}\n`, /alias/u],
    ['an alias without an anchor', 'name: *nobody\n', /nobody/u],
    ['thousands of brackets', `name: ${'['.repeat(50_000)}`, /:1:\d+: \S/u],
    ['more text than anybody writes', `# ${'a'.repeat(1_000_001)}`, /more than 1000000 characters/u],
  ] as const)('with %s is not valid', async ([, text, said]) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: expect.stringMatching(said) as string,
    });
  });

  it('with a URL that is none, where its port is asked for, names the URL', async () => {
    const text = `name: a
environments: [{ name: textcraft }]
policy: { kind: endpoint, urls: ['http:', 'http://127.0.0.1:1'], model: m }
serving: { kind: command, command: [serve, '{checkpoint}'] }
`;
    await expect(load(text)).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: expect.stringContaining('URL') as string,
    });
  });

  it('takes no override with an alias', async () => {
    await expect(load('name: a\nenvironments: [{ name: textcraft }]\n', ['seed=*a'])).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: expect.stringMatching(/--set seed=\*a: the value is not YAML/u) as string,
    });
  });
});

describe('a config of the library', () => {
  it.for([
    ['a function', { ...GOOD, name: () => 'a' }],
    ['a symbol', { ...GOOD, seed: Symbol('a') }],
    ['a large integer', { ...GOOD, seed: 3n }],
  ] as const)('with %s is not valid', ([, value]) => {
    expect(() => parseConfig(value)).toThrow(expect.objectContaining({ code: 'E_CONFIG_INVALID' }));
  });
});
