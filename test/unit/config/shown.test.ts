/** Errors of a config, which end up in logs and bug reports: no key and no password stands in them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { messageOf } from '../../../src/errors.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const file = join(scratchDirectory('shown-values'), 'config.yaml');
const SECRET = 'hunter2-secret';
const URL = `http://me:${SECRET}@h.example/v1`;

/** What is said of a config whose third line is `section`. */
function refusal(section: string, set: readonly string[] = []): Promise<string> {
  const environments = section.startsWith('environments') ? '# ' : '';
  writeFileSync(file, `name: small\n${environments}environments: [{name: textcraft}]\n${section}\n`);
  return loadConfig(file, { set }).then(() => 'nothing', messageOf);
}

/** Sections around an address, the path of its setting first. */
const ADDRESSES: [string, (value: string) => string][] = [
  ['policy.url', (value) => `policy: {kind: endpoint, model: m, url: ${value}}`],
  ['policy.urls.1', (value) => `policy: {kind: endpoint, model: m, urls: ["http://a.example", ${value}]}`],
  ['train.url', (value) => `train: {kind: hosted, profile: custom, url: ${value}}`],
  ['train.launcher.url', (value) => `train: {kind: trl, launcher: {kind: ray, url: ${value}}}`],
  ['train.launcher.hubUrl', (value) => `train: {kind: trl, launcher: {kind: hf-jobs, hubUrl: ${value}}}`],
  ['tracking.mlflow.url', (value) => `tracking: {mlflow: {url: ${value}}}`],
  ['tracking.otlp.url', (value) => `tracking: {otlp: {url: ${value}}}`],
  [
    'environments.0.url',
    (value) => `environments: [{name: maze, kind: agentgym, url: ${value}, tasks: {eval: {ids: [1]}}}]`,
  ],
];

describe('a password in an address', () => {
  it.each(ADDRESSES)('of `%s` is not in the error, which names file, line and setting', async (setting, section) => {
    const said = await refusal(section(`"${URL}"`));
    const [line = ''] = said.split('\n').filter((one) => one.includes(`\`${setting}\``));
    expect(line).toMatch(/config\.yaml:3:\d+: `/u);
    expect(line).toMatch(
      /expected a URL such as http\S+, without a query and without a name or password, found a text/u,
    );
    expect(said).not.toContain(SECRET);
  });

  it('is not in the error where the address is a list, or no text', async () => {
    expect(await refusal(`policy: {kind: endpoint, model: m, urls: "${URL}"}`)).not.toContain(SECRET);
    expect(await refusal(`tracking: {otlp: {url: {a: "${URL}"}}}`)).not.toContain(SECRET);
  });

  it.each(['http://a.example:99999', 'http://[a.example'])('nor is the address %s, which is none', async (url) => {
    const said = await refusal(`policy: {kind: endpoint, model: m, url: "${url}/${SECRET}"}`);
    expect(said).toContain(`config.yaml:3:41: \`policy.url\`: expected a URL such as`);
    expect(said.split('\n')).toHaveLength(1);
    expect(said).not.toContain(SECRET);
  });

  it.each([
    ['demonstrations.file', `demonstrations: {file: "${URL}"}`],
    ['seed', `seed: "${URL}"`],
    ['train.launcher.ssh', `train: {kind: trl, launcher: {kind: slurm, ssh: "me:${SECRET}@login.example"}}`],
    ['tracking.mlflow.user', `tracking: {mlflow: {url: "http://a.example", user: "me:${SECRET}"}}`],
  ])('in `%s`, where none belongs, is not in the error', async (setting, section) => {
    const said = await refusal(section);
    expect(said).toContain(`\`${setting}\``);
    expect(said).not.toContain(SECRET);
  });
});

describe('what may be a key', () => {
  it.each([
    ['policy.apiKey', 'policy: {kind: endpoint, model: m, url: "http://a.example", apiKey: VALUE}'],
    ['tracking.otlp.headers', 'tracking: {otlp: {url: "http://a.example", headers: VALUE}}'],
    ['tracking.mlflow.key', 'tracking: {mlflow: {url: "http://a.example", key: VALUE}}'],
    ['train.launcher.secrets', 'train: {kind: trl, launcher: {kind: hf-jobs, namespace: acme, secrets: VALUE}}'],
    ['train.launcher.runtimeEnv.env_vars', 'train: {kind: trl, launcher: {kind: ray, runtimeEnv: {env_vars: VALUE}}}'],
  ])('is not shown where it stands in `%s`', async (setting, section) => {
    for (const value of [`"${SECRET}"`, '1234567890']) {
      const said = await refusal(section.replace('VALUE', value));
      expect(said).toMatch(new RegExp(`^\\S+config.yaml:3:\\d+: .*${setting.split('.').at(-1)}\``, 'mu'));
      expect(said).not.toMatch(/hunter2|1234567890/u);
    }
  });
});

describe('an override that is not right', () => {
  const policy = `policy: {kind: endpoint, model: m, url: "${URL}", apiKey: ${SECRET}}`;

  it.each([
    ['policy.url', URL, '--set policy.url=…: `policy.url`: expected a URL'],
    ['policy.apiKey', SECRET, '--set policy.apiKey=…: `policy.apiKey` names an environment variable'],
    ['policy.apiKey', `*${SECRET}`, '--set policy.apiKey=…: the value is not YAML'],
    ['policy.model.x', URL, '--set policy.model.x=…: '],
    ['policy.apiKey.x', '1', '`policy.apiKey` is a text that is not shown here and holds no `x`'],
    ['policy.url.x', '1', '`policy.url` is a text that is not shown here and holds no `x`'],
  ])('of %s does not show %s', async (setting, value, expected) => {
    const said = await refusal(policy, [`${setting}=${value}`]);
    expect(said).toContain(expected);
    expect(said).not.toContain(SECRET);
  });

  it.each([
    ['policy={url: "http://x/v1", apiKey: VALUE}', '--set policy=…: '],
    ['train={backend: trl, apiKey: VALUE}', '--set train=…: '],
    ['train={launcher: {env_vars: {TOKEN: VALUE}}}', '--set train=…: '],
    ['policy=apiKey: VALUE', '--set policy=…: '],
    ['policy="{apiKey: VALUE}"', 'found a text that is not shown here'],
    ['policy=[apiKey, VALUE]', '--set policy=…: '],
    ['policy=[{a: VALUE}]', '--set policy=…: '],
    ['policy={a: VALUE}', '--set policy=…: '],
    ['policy={apiKey: VALUE', '--set policy=…: the value is not YAML'],
    ['policy={apiKey: *VALUE}', '--set policy=…: the value is not YAML'],
    ['policy={apiKey:VALUE}', 'unknown key `apiKey…` in `policy`'],
    ['serving={kind: command, command: [serve, --api-key, VALUE]}', '--set serving=…: '],
    ['policy.apiKey: VALUE', '--set policy.apiKey …: expected path=value'],
    ['policy.apiKey:VALUE', '--set policy.apiKey …: expected path=value'],
    ['policy.apiKey VALUE', '--set policy.apiKey …: expected path=value'],
    ['policy: {apiKey: VALUE, url: a=b}', '--set policy …: expected path=value'],
  ])('%s does not show VALUE', async (override, expected) => {
    const said = await refusal('seed: 1', [override.replace('VALUE', SECRET)]);
    expect(said).toContain(expected);
    expect(said).not.toContain(SECRET);
  });

  it('shows every other value', async () => {
    expect(await refusal('seed: 1', ['seed=soon'])).toBe(
      '--set seed=soon: `seed` must be a number, found the text "soon"',
    );
    expect(await refusal('iterations: -1')).toContain('found -1');
    expect(await refusal('seed: 1', ['explore.samples: 2'])).toMatch(
      /^--set explore\.samples: 2: expected path=value/u,
    );
    expect(await refusal('seed: 1', ['seed=[soon, later]'])).toMatch(/^--set seed=\[soon, later\]: /u);
    expect(await refusal('seed: 1', ['seed=key'])).toContain('found the text "key"');
  });
});
