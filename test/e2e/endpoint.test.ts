import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatCall, chatServer, completionOf } from '../support/chat-server.ts';
import { fixture, lastLine, type Ran, start } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('endpoint');
const KEY = 'sk-not-to-be-seen';

/** Counts up, one number an answer, as the environment of the fixtures asks. */
function counting({ body }: ChatCall): ReturnType<typeof completionOf> {
  const turns = body.messages.filter(({ role }) => role === 'assistant').length;
  return completionOf(`Thought: one more.\nAction: ${turns + 1}`);
}

function configured(policy: string): string {
  const text = [
    'name: served',
    'environments:',
    '  - name: counting',
    '    kind: custom',
    `    file: ${fixture('counting-environment.js')}`,
    'explore: { temperature: 0.7 }',
    'policy:',
    policy,
  ];
  const file = join(root, 'served.yaml');
  writeFileSync(file, `${text.join('\n')}\n`);
  return file;
}

const run = (...argv: string[]): Promise<Ran> => start(root, argv).end;

beforeEach(() => {
  vi.stubEnv('SERVED_KEY', KEY);
  return () => vi.unstubAllEnvs();
});

describe('a policy behind an endpoint', () => {
  it('is evaluated', async () => {
    const server = await chatServer(counting);
    const file = configured(
      `  { kind: endpoint, url: ${server.url}/v1, model: tiny, apiKey: env:SERVED_KEY, prices: { input: 1, output: 2 } }`,
    );
    const { status, stdout, stderr } = await run(
      'eval',
      '--config',
      file,
      '--split',
      'train',
      '--json',
      '--out',
      'out',
    );
    expect(status, stderr).toBe(0);
    // Three tasks of two turns, 20 tokens in and 5 out each.
    const total = { success: 1, n: 3, rounds: 2, tokens: { prompt: 120, cached: 0, completion: 30 } };
    expect(lastLine(stdout)).toMatchObject({ policy: 'endpoint:tiny', total: { ...total, cost: 180e-6 } });
    expect(server.calls).toHaveLength(6);
    for (const { headers, body } of server.calls) {
      expect(headers.authorization).toBe(`Bearer ${KEY}`);
      expect(body['temperature']).toBe(0);
    }
    const rows = readFileSync(join(root, 'out/trajectories.jsonl'), 'utf8');
    expect(rows).toContain('"cost":0.00006');
    for (const text of [stdout, stderr, rows, readFileSync(join(root, 'out/metrics.json'), 'utf8')])
      expect(text).not.toContain(KEY);
  });

  it('collects trajectories as the config explores', async () => {
    const server = await chatServer(counting);
    const file = configured(`  { kind: endpoint, url: ${server.url}, model: tiny }`);
    const argv = ['collect-trajectories', '--config', file, '--env', 'counting', '--policy', 'policy'];
    const { status, stdout, stderr } = await run(...argv, '--samples', '2', '--out', 'rows.jsonl');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('6 trajectories in rows.jsonl, 6 of them new');
    expect(new Set(server.calls.map(({ body }) => body['temperature']))).toEqual(new Set([0.7]));
    expect(new Set(server.calls.map(({ body }) => body.seed)).size).toBe(12);
  });

  it('stops at once where the key is refused, and does not show it', async () => {
    const server = await chatServer(({ headers }) => ({
      status: 401,
      json: { error: { message: `Incorrect API key provided: ${headers.authorization}` } },
    }));
    const file = configured(`  { kind: endpoint, url: ${server.url}, model: tiny, apiKey: env:SERVED_KEY }`);
    const { status, stdout, stderr } = await run('eval', '--config', file);
    expect(status).toBe(2);
    expect(stderr).toContain('E_POLICY_ACCESS');
    expect(stderr).toContain('Bearer (SERVED_KEY)');
    expect(stdout + stderr).not.toContain(KEY);
    expect(server.calls).toHaveLength(1);
  });

  it('asks for the key before it asks the endpoint', async () => {
    const file = configured('  { kind: endpoint, url: http://127.0.0.1:9, model: tiny, apiKey: env:NO_SUCH_KEY }');
    const { status, stderr } = await run('eval', '--config', file);
    expect(status).toBe(2);
    expect(stderr).toContain('NO_SUCH_KEY is not set');
  });

  it('cannot be evolved by a trainer that does not reach it', async () => {
    const file = configured('  { kind: endpoint, url: http://127.0.0.1:9, model: tiny }');
    const { status, stderr } = await run('evolve', '--config', file, '--run-dir', 'run');
    expect(status).toBe(2);
    expect(stderr).toMatch(/served\.yaml:8:\d+: `policy\.kind: endpoint` cannot be evolved/u);
    expect(stderr).toMatch(/agentgym eval --config FILE.*collect-trajectories/su);
    expect(existsSync(join(root, 'run', 'journal.jsonl'))).toBe(false);
  });

  it('takes no key from the config, and does not repeat one', async () => {
    const file = configured(`  { kind: endpoint, url: http://127.0.0.1:9, model: tiny, apiKey: ${KEY} }`);
    const inFile = await run('eval', '--config', file);
    const fine = configured('  { kind: endpoint, url: http://127.0.0.1:9, model: tiny }');
    const inSet = await run('evolve', '--config', fine, '--set', `policy.apiKey=${KEY}`);
    for (const { status, stdout, stderr } of [inFile, inSet]) {
      expect(status).toBe(2);
      expect(stderr).toContain('names an environment variable');
      expect(stdout + stderr).not.toContain(KEY);
    }
  });
});
