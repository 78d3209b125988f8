import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { examine } from '../../../src/doctor.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('otlp-packages');
const dist = join(import.meta.dirname, '../../../dist');

it('where its packages are not installed, OpenTelemetry is an error that says how they are', () => {
  mkdirSync(join(root, 'tracking'));
  for (const name of ['errors.js', 'secrets.js', 'tracking/otlp-packages.js'])
    cpSync(join(dist, name), join(root, name));
  const script = [
    `import { loadOpenTelemetry } from './tracking/otlp-packages.js';`,
    `await loadOpenTelemetry().catch(({ code, hint }) => console.log(JSON.stringify({ code, hint })));`,
  ].join('\n');
  const options = { cwd: root, encoding: 'utf8' } as const;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
  expect(JSON.parse(said)).toEqual({
    code: 'E_TRACK_SETUP',
    hint: expect.stringMatching(/^Install them: npm install @opentelemetry\/api @opentelemetry\//u) as string,
  });
});

it('the doctor looks for the packages, the server and the key', async () => {
  const otlp = { url: 'http://127.0.0.1:9', headers: { 'x-key': 'env:NO_SUCH_KEY' } };
  const config = parseConfig({ name: 'x', environments: [{ name: 'textcraft' }], tracking: { otlp } });
  const { findings } = await examine({ config, env: {} });
  expect(findings).toContainEqual({ state: 'ok', what: 'packages of OpenTelemetry', detail: 'installed' });
  expect(findings).toContainEqual({ state: 'missing', what: 'key NO_SUCH_KEY', detail: 'not set' });
  expect(findings.find(({ what }) => what === 'tracker otlp')).toMatchObject({ state: 'missing' });
});
