import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { EnvironmentConfig } from '../../../src/config/schema.ts';
import { BUILTIN } from '../../../src/environments/builtin.ts';
import { createEnvironment } from '../../../src/environments/catalog.ts';
import { selectEnvironments } from '../../../src/environments/selection.ts';

const COUNTING = fileURLToPath(new URL('../../fixtures/counting-environment.js', import.meta.url));

function entry(value: object): EnvironmentConfig {
  const [first] = parseConfig({ name: 'x', environments: [value] }).environments;
  if (!first) throw new Error('no entry');
  return first;
}

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-catalog-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('built-in environments', () => {
  it.each(BUILTIN.map(({ name }) => name))('%s is created by its name', async (name) => {
    const environment = await createEnvironment(entry({ name }));
    expect(environment.name).toBe(name);
    for (const split of ['train', 'dev', 'eval'] as const) expect(environment.taskCount(split)).toBeGreaterThan(0);
  });

  it('goes by the name of its entry, with item ids of its kind, its rounds and its task counts', async () => {
    const whole = await createEnvironment(entry({ name: 'textcraft', depths: [1] }));
    const part = await createEnvironment(
      entry({ name: 'easy', kind: 'textcraft', depths: [1], rounds: 3, tasks: { train: 5 } }),
    );
    expect(part.name).toBe('easy');
    expect(part.maxRounds).toBe(3);
    expect(part.taskCount('train')).toBe(5);
    expect(part.tasks('train')).toEqual(whole.tasks('train').slice(0, 5));
    expect(part.tasks('train')[0]?.itemId).toMatch(/^textcraft_\d+$/u);
    expect(part.taskCount('eval')).toBe(whole.taskCount('eval'));
    expect(part.tasks('eval')).toHaveLength(whole.taskCount('eval'));
  });
});

describe('custom environments', () => {
  it('come from a file, relative to a base', async () => {
    const environment = await createEnvironment(
      entry({ name: 'mine', kind: 'custom', file: 'counting-environment.js', tasks: { train: 2 } }),
      { base: join(COUNTING, '..') },
    );
    expect(environment.name).toBe('mine');
    expect(environment.tasks('train').map(({ itemId }) => itemId)).toEqual(['counting_0', 'counting_1']);
    const session = await environment.open();
    const [task] = environment.tasks('eval');
    expect(task && (await session.reset(task, 0)).observation).toBe('Count to 3.');
  });

  it('are refused when a split has fewer tasks than are asked for', async () => {
    const config = entry({ name: 'mine', kind: 'custom', file: COUNTING, tasks: { dev: 2 } });
    await expect(createEnvironment(config)).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: 'Environment `mine` has 1 dev tasks, and tasks.dev asks for 2.',
    });
  });

  it.each([
    ['none.js', undefined, 'could not be loaded'],
    ['broken.mjs', 'throw new Error("own fault");', 'could not be loaded: own fault'],
    ['named.mjs', 'export const environment = {};', 'has no default export'],
    ['plain.mjs', 'export default {name: "x"};', 'default-exports something else'],
  ])('are refused where the file is not one: %s', async (name, text, message) => {
    const file = join(root, name);
    if (text !== undefined) writeFileSync(file, text);
    const config = entry({ name: 'mine', kind: 'custom', file });
    await expect(createEnvironment(config)).rejects.toMatchObject({ code: 'E_ENV_INVALID' });
    await expect(createEnvironment(config)).rejects.toThrow(message);
  });

  it('keep what defineEnvironment says is missing', async () => {
    const file = join(root, 'incomplete.mjs');
    const define = new URL('../../../dist/environments/define.js', import.meta.url).href;
    writeFileSync(
      file,
      `import { defineEnvironment } from '${define}';\nexport default defineEnvironment({name: 'x'});\n`,
    );
    const config = entry({ name: 'mine', kind: 'custom', file });
    await expect(createEnvironment(config)).rejects.toThrow('`maxRounds` is missing');
  });
});

describe('selectEnvironments', () => {
  const config = parseConfig({ name: 'x', environments: [{ name: 'easy', kind: 'textcraft' }, { name: 'babyai' }] });

  it('names entries of a config, or built-in environments', () => {
    expect(selectEnvironments(['babyai', 'easy'], config).map(({ kind }) => kind)).toEqual(['babyai', 'textcraft']);
    expect(selectEnvironments(undefined, config)).toHaveLength(2);
    expect(selectEnvironments(['textcraft'])).toMatchObject([{ name: 'textcraft', depths: [1, 2, 3, 4] }]);
  });

  it('reports every unknown name', () => {
    expect(() => selectEnvironments(['textcraft', 'babyia', 'eazy'], config)).toThrow(
      'There is no environment `textcraft`.\nThere is no environment `babyia`: did you mean `babyai`?\nThere is no environment `eazy`: did you mean `easy`?',
    );
  });
});
