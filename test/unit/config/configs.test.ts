import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { createEnvironment } from '../../../src/environments/catalog.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Paths from the repository's root. */
const configs = ['configs', 'examples'].flatMap((folder) =>
  readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/u.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
);

describe('the configs that come with the program', () => {
  it('are found', () => {
    expect(configs).toEqual(
      expect.arrayContaining(['configs/smoke.yaml', 'configs/paper.yaml', 'examples/custom-environment/evolve.yaml']),
    );
  });

  it.each(configs)('%s is valid, and its environments have the tasks that it asks for', async (file) => {
    const { config } = await loadConfig(file, { cwd: ROOT });
    for (const entry of config.environments) {
      const environment = await createEnvironment(entry);
      for (const split of ['train', 'dev', 'eval'] as const)
        expect(environment.taskCount(split), `${entry.name}, ${split}`).toBeGreaterThan(0);
    }
  });

  it.each(configs)('%s begins with the command that runs it and the schema that checks it', (file) => {
    const [command, schema] = readFileSync(resolve(ROOT, file), 'utf8').split('\n');
    expect(command).toBe(`# npx agentgym evolve --config ${file}`);
    const [, path] = /^# yaml-language-server: \$schema=(\S+)$/u.exec(schema ?? '') ?? [];
    expect(path, schema).toBeDefined();
    expect(existsSync(resolve(ROOT, dirname(file), path ?? ''))).toBe(true);
  });
});
