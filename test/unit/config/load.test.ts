import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { BUILTIN_KINDS } from '../../../src/config/stages/environment.ts';
import { AgentgymError } from '../../../src/errors.ts';

let root: string;
let files = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-config-'));
  writeFileSync(join(root, 'mine.js'), 'export default {};\n');
  mkdirSync(join(root, 'model'));
  writeFileSync(join(root, 'model', 'config.json'), '{}\n');
  mkdirSync(join(root, 'empty'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function written(text: string): string {
  const file = join(root, `${files++}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** The report of a config that must not load, its lines without the file's path. */
async function mistakes(text: string, set: readonly string[] = [], seed?: number): Promise<string[]> {
  const file = written(text);
  const error: unknown = await loadConfig(file, { set, seed, cwd: root }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AgentgymError);
  expect((error as AgentgymError).code).toBe('E_CONFIG_INVALID');
  return (error as AgentgymError).message.split('\n').map((line) => line.replace(`${file}:`, ''));
}

const SMALL = 'name: small\nenvironments: [{name: textcraft}]\n';

describe('a right config', () => {
  it('gets every default', async () => {
    const { config, text } = await loadConfig(written(SMALL));
    expect(text).toBe(SMALL);
    expect(config).toMatchObject({
      seed: 1,
      environments: [{ name: 'textcraft', kind: 'textcraft', depths: [1, 2, 3, 4] }],
      policy: { kind: 'local', slots: 32, model: { hidden: 64, heads: 2, headDim: 32, context: 512 } },
      demonstrations: { expert: 100 },
      clone: { steps: 300 },
      iterations: 2,
      explore: { samples: 4, temperature: 0.7, stop: 'never' },
      weigh: { by: 'reward', merge: 'initial', dedupe: true },
      train: { kind: 'local', from: 'base', steps: 600, betas: [0.9, 0.999] },
      evaluate: { final: 'eval', samples: 1, temperature: 0 },
      control: true,
      limits: { failureShare: 0.2 },
    });
  });

  it('gets the defaults of its choices', async () => {
    const { config } = await loadConfig(written(`${SMALL}weigh: {by: exponential}\npolicy: {checkpoint: model}\n`));
    expect(config.weigh).toMatchObject({ by: 'exponential', beta: 0.5 });
    expect(config.policy).not.toHaveProperty('model');
  });

  it('names files relative to itself, and in --set relative to the working directory', async () => {
    const file = written('name: x\nenvironments: [{name: mine, kind: custom, file: ./mine.js}]\n');
    const inFile = await loadConfig(file, { cwd: tmpdir() });
    expect(inFile.config.environments[0]).toMatchObject({ file: join(root, 'mine.js') });
    mkdirSync(join(root, 'elsewhere', 'model'), { recursive: true });
    writeFileSync(join(root, 'elsewhere', 'model', 'config.json'), '{}\n');
    const set = await loadConfig(file, { cwd: join(root, 'elsewhere'), set: ['policy.checkpoint=model'] });
    expect(set.config.policy).toMatchObject({ checkpoint: join(root, 'elsewhere', 'model') });
  });

  it('takes overrides by index and by name, and null for the default', async () => {
    const file = written(`${SMALL}explore: {samples: 2}\n`);
    const set = [
      'environments.0.tasks.eval=50',
      'environments.textcraft.tasks.dev=7',
      'explore.samples=null',
      'explore.horizon=[2, 4]',
    ];
    const { config } = await loadConfig(file, { set, seed: 9 });
    expect(config.environments[0]?.tasks).toEqual({ eval: 50, dev: 7 });
    expect(config.explore).toMatchObject({ samples: 4, horizon: [2, 4] });
    expect(config.seed).toBe(9);
  });

  it('may use anchors and merge keys', async () => {
    const { config } = await loadConfig(written(`${SMALL}clone: &o {steps: 5, clip: 2}\ntrain: {<<: *o, steps: 6}\n`));
    expect(config.train).toMatchObject({ steps: 6, clip: 2 });
  });
});

describe('a wrong config', () => {
  it('has all its mistakes reported at once, in order', async () => {
    const text = `# a comment
nme: quickstart
seed: one
temperature: 3
environments:
  - name: textcarft
    rounds: x
  - name: babyai
    levels: [1, 0, 99]
    depths: [1]
  - name: mine
    kind: custom
    file: ./nope.js
  - name: babyai
policy:
  model: {hidden: 60, heads: 4, kvHeads: 3}
demonstrations: {expert: {foo: 1}}
clone: 3
explore:
  temperatur: 1
  temperature: 0
  stop: first-succes
weigh: {by: reward, threshold: 0.5}
train:
control: maybe
control: true
`;
    const found = await mistakes(text, ['explore.horizn=[3]', 'environments.babyi.rounds=3', 'policy.threads=0', 'x']);
    expect(found).toEqual([
      '2:1: `name` is missing: it is required, text',
      '2:1: unknown key `nme`: did you mean `name`?',
      '3:7: `seed` must be a number, found the text "one"',
      '4:1: unknown key `temperature`: it is a setting of `explore` and `evaluate`',
      expect.stringContaining('6:5: unknown environment `textcarft`: did you mean `textcraft`?'),
      '7:13: `environments.0.rounds` must be a number, found the text "x"',
      expect.stringContaining('9:17: level 0 does not exist'),
      expect.stringContaining('9:20: level 99 does not exist'),
      '10:5: unknown key `depths` in `environments.1`: it is a setting of `environments` (kind: textcraft)',
      `13:11: \`./nope.js\` does not exist (${join(root, 'nope.js')})`,
      '14:11: two environments are named `babyai`; names are unique',
      '16:19: hidden / heads (60 / 4 = 15) is not a multiple of 8',
      '16:42: heads (4) is not divisible by kvHeads (3)',
      '17:32: no environment is named `foo`; there are textcarft, babyai, mine',
      '18:8: `clone` must be a group of settings, found 3',
      '20:3: unknown key `temperatur` in `explore`: did you mean `temperature`?',
      expect.stringContaining('21:16: temperature 0 gives 4 equal samples'),
      '22:9: `explore.stop` must be never or first-success, found the text "first-succes": did you mean `first-success`?',
      '23:32: `threshold` is a setting of `by: threshold` and means nothing with `by: reward`',
      '24:7: `train` must be a group of settings, found nothing',
      '26:1: `control` is given twice',
      '--set policy.threads=0: `policy.threads` must be at least 1, found 0',
      '--set explore.horizn=[3]: unknown key `horizn` in `explore`: did you mean `horizon`?',
      '--set environments.babyi.rounds=3: `environments` has no entry named `babyi`: did you mean `babyai`?',
      '--set x: expected path=value, for example explore.samples=2',
    ]);
  });

  it.each([
    ['policy: {checkpoint: model, model: {}}', 'both `checkpoint` and `model` are given'],
    ['policy: {model: {headDim: 12}}', 'headDim (12) is not a multiple of 8'],
    ['policy: {model: {hidden: 64, heads: 3, kvHeads: 3}}', 'hidden (64) is not divisible by heads (3)'],
    ['policy: {kind: remote}', '`policy.kind` must be local or endpoint, found the text "remote"'],
    ['policy: {checkpoint: nowhere}', '`nowhere` does not exist'],
    ['policy: {checkpoint: empty}', '`empty` is not a checkpoint: it has no config.json'],
    ['demonstrations: {file: mine.js, expert: 3}', 'both `expert` and `file` are given'],
    ['demonstrations: {expert: 0}', 'set `control: false`'],
    ['demonstrations: {expert: many}', 'must be a number or a group of numbers by name, found the text "many"'],
    ['evaluate: {samples: 3}', 'temperature 0 gives 3 equal samples'],
    ['weigh: {by: threshold, beta: 1}', '`beta` is a setting of `by: exponential`'],
    ['train: {betas: [0.9]}', '`train.betas` must hold at least 2 values'],
    ['explore: {topP: 0}', '`explore.topP` must be more than 0, found 0'],
    ['iterations: 1.5', '`iterations` must be a whole number, found 1.5'],
  ])('%s', async (line, message) => {
    const found = await mistakes(`${SMALL}${line}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^3:\d+: /u);
    expect(found[0]).toContain(message);
  });

  it('blames the override that makes a combination impossible', async () => {
    expect(await mistakes(SMALL, ['explore.temperature=0'])).toEqual([
      expect.stringMatching(/^--set explore.temperature=0: temperature 0 gives 4/u),
    ]);
  });

  it('blames --seed for what it says, and not the file for what it replaces', async () => {
    expect(await mistakes(`${SMALL}seed: one\n`, [], -1)).toEqual(['--seed -1: `seed` must be at least 0, found -1']);
  });

  it.each([
    ['environments: {name: textcraft}', '`environments` must be a list'],
    ['environments: []', '`environments` must hold at least 1 value'],
    ['environments: [textcraft]', '`environments.0` must be a group of settings'],
    ['environments: [{depths: [1]}]', '`environments.0.name` is missing'],
    ['environments: [{kind: custom, name: mine}]', '`environments.0.file` is missing'],
    ['environments: [{name: "a b", kind: babyai}]', 'a name is made of'],
    ['environments: [{name: cave, kind: minecraft}]', `must be ${[...BUILTIN_KINDS, 'agentgym'].join(', ')} or custom`],
    ['environments: [{name: cave}]', 'unknown environment `cave`'],
  ])('%s', async (line, message) => {
    const found = await mistakes(`name: x\n${line}\nexplore: {sampels: 2}\n`);
    expect(found).toHaveLength(2);
    expect(found[0]).toContain(message);
    expect(found[1]).toContain('did you mean `samples`?');
  });

  it.each([
    ['', 'the config is missing'],
    ['- a\n', 'the config must be a group of settings, found a list'],
    ['just text\n', 'the config must be a group of settings, found the text "just text"'],
  ])('says what a file without settings (%j) lacks', async (text, message) => {
    expect((await mistakes(text, ['seed=1']))[0]).toContain(message);
  });

  it('reports syntax errors by line', async () => {
    const found = await mistakes('name: x\nexplore: {samples: 2\ntrain: [1\n');
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toMatch(/^\d+:\d+: /u);
  });

  it('is another error where it cannot be read', async () => {
    await expect(loadConfig('none.yaml', { cwd: root })).rejects.toMatchObject({
      code: 'E_CONFIG_FILE',
      message: 'none.yaml: there is no such config file.',
    });
  });
});

describe('overrides that cannot be applied', () => {
  it.each([
    ['a..b=2', 'the path has an empty part'],
    ['=2', 'expected path=value'],
    ['seed.x=1', '`seed` is 5 and holds no `x`'],
    ['environments.3.rounds=1', '`environments` has no entry 3: it holds 1, counted from 0'],
    ['seed=[1', 'the value is not YAML'],
    ['__proto__.x=1', 'impossible part'],
  ])('%s', async (set, message) => {
    const found = await mistakes(`${SMALL}seed: 5\n`, [set]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`--set ${set}: `);
    expect(found[0]).toContain(message);
  });
});

describe('parseConfig', () => {
  it('checks a value', () => {
    expect(parseConfig({ name: 'x', environments: [{ name: 'babyai', stepLimit: 9 }] }).environments[0]).toMatchObject({
      kind: 'babyai',
      stepLimit: 9,
    });
    expect(() => parseConfig({ name: 'x', environments: [{ name: 'babyai', sead: 9 }], sed: 1 })).toThrow(
      /unknown key `sed`: did you mean `seed`\?/u,
    );
  });
});
