/** Config files as text; config values as trees, in the library as they are and on the command line as YAML; overrides. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import type { Random } from '../../../src/seeds.ts';
import { hostileValue, mutated, mutatedTree } from '../../../test/support/mutate.ts';
import type { Surface } from '../surface.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Every config of the repository. */
function texts(): Buffer[] {
  return ['configs', 'test/fixtures'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(ROOT, folder, name))),
  );
}

/** What makes a small text a large value. */
const BOMBS = [8, 30].map((levels) => {
  const lines = Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`);
  return Buffer.from(`a0: &a0 [x, x]\n${lines.join('\n')}\nname: *a${levels}\n`);
});

export const configTexts: Surface = {
  name: 'config text',
  open: async (folder) => {
    const seeds = [...texts(), ...texts(), ...BOMBS];
    const file = join(folder, 'config.yaml');
    return {
      input: (stream) => ({ files: { 'config.yaml': mutated(stream.pick(seeds), stream) } }),
      attempt: async ({ files }) => {
        writeFileSync(file, files['config.yaml'] ?? '');
        await loadConfig(file);
        return 'loaded';
      },
    };
  },
};

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true }),
  fc.func(fc.nat()),
  fc.constantFrom(Symbol('a'), Number.NaN, new Proxy({}, {}), new Error('a')),
);
const PATHS = [
  'seed',
  'explore.samples',
  'environments.0.name',
  'environments.echo.x',
  'a..b',
  '',
  '__proto__.x',
  'train',
];
const VALUES = ['1', '{', '[[', 'null', '*a', '&a [*a]', '"', '-', '!!x 1', '1e400', '!!binary a', '2001-01-01', '? a'];

export const configTrees: Surface = {
  name: 'config tree',
  open: async (folder) => {
    const seeds = texts().map((text): unknown => parse(text.toString('utf8'), { merge: true }));
    const file = join(folder, 'config.yaml');
    return {
      input: (stream) => {
        const value = treeOf(stream, seeds);
        const set = stream.below(2) === 0 ? 'seed=2' : `${stream.pick(PATHS)}=${stream.pick(VALUES)}`;
        return { files: { 'config.yaml': Buffer.from(yamlOf(value)), set: Buffer.from(set) }, value };
      },
      attempt: async ({ files, value }) => {
        writeFileSync(file, files['config.yaml'] ?? '');
        const library = async (): Promise<void> => void parseConfig(value);
        await allOf([library(), loadConfig(file), loadConfig(file, { set: [String(files['set'])], seed: 1 })]);
        return 'loaded';
      },
    };
  },
};

function treeOf(stream: Random, seeds: readonly unknown[]): unknown {
  const drawn = fc.sample(anything, { seed: stream.below(2 ** 31), numRuns: 3 });
  if (stream.below(20) === 0) return drawn[0];
  return mutatedTree(stream.pick(seeds), stream, () =>
    stream.below(2) === 0 ? hostileValue(stream) : stream.pick(drawn),
  );
}

/** Empty for what YAML cannot say. */
function yamlOf(value: unknown): string {
  try {
    return stringify(value, { aliasDuplicateObjects: false }) ?? '';
  } catch {
    return '';
  }
}

/** Throws what is wrong with any of them, a bug before what is an error for users. */
async function allOf(attempts: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(attempts);
  const errors = outcomes.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const bug = errors.find((error) => !(error instanceof Error) || error.name !== 'AgentgymError');
  if (errors.length > 0) throw bug ?? errors[0];
}
