/** Data from the hub, from files and from lists, through the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agentgym, fixture, lastLine, type Ran, start } from '../support/command-line.ts';
import { COMMIT, type HubServer, REPO, startHub } from '../support/hub-server.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('data');
const SOURCE = `hf:${REPO}/echo_train.json`;
const TOKEN = 'hf_secretsecretsecret';
const row = (item_id: string, word: string): object => ({
  conversations: [
    { from: 'human', loss: null, value: `Say the word.\n\n${word}` },
    { from: 'gpt', loss: true, value: `Thought: ${word}\nAction: ${word}` },
  ],
  item_id,
});
const ROWS = [row('echo_0', 'ash'), row('webshop_3', 'bay'), { item_id: 'echo_1' }, row('echo_2', 'elm')];

let hub: HubServer;
beforeAll(async () => {
  hub = await startHub({ 'echo_train.json': JSON.stringify(ROWS) });
  hub.secret = TOKEN;
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_TOKEN', TOKEN);
  vi.stubEnv('HF_HUB_CACHE', join(root, 'cache'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
});

/** Only cloning, in its smallest form. The command must not block the hub, which is in this process. */
function evolve(...argv: string[]): Promise<Ran> {
  const set = [`data.demonstrations=${SOURCE}`, 'demonstrations=null', 'iterations=0', 'control=false'];
  const sets = set.flatMap((one) => ['--set', one]);
  return start(root, ['evolve', '--config', fixture('tiny.yaml'), ...sets, ...argv]).end;
}

describe('demonstrations on the hub', () => {
  it('stop the run where rows cannot be read, with their places', async () => {
    const { status, stderr } = await evolve('--run-dir', 'broken');
    expect(status).toBe(2);
    expect(stderr).toMatch(/echo_train.json:1 \(row 3\) holds an item id and no conversations/u);
    expect(stderr).toContain('--skip-invalid (data.skipInvalid) leaves it out');
  });

  it('are downloaded, pinned, and counted; the run goes on from the cache, and nothing tells the token', async () => {
    const first = await evolve('--run-dir', 'run', '--skip-invalid');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toContain(`warning: the data set ${REPO} is licensed cc-by-nc-4.0\n`);
    expect(first.stdout).toMatch(/warning: demonstrations: 1 of 4 rows cannot be read and is skipped: .*\(row 3\)/u);
    expect(first.stdout).toMatch(/1 row left out, of environments that the config does not have: webshop \(1\)/u);
    expect(first.stdout).toContain('✓ demonstrations: 2 trajectories');
    const written = readFileSync(join(root, 'run/config.resolved.yaml'), 'utf8');
    expect(written).toContain(`hf:${REPO}@${COMMIT}/echo_train.json`);
    const journal = readFileSync(join(root, 'run/journal.jsonl'), 'utf8');
    expect(journal).toContain('"rows":4,"invalid":1,"foreign":{"webshop":1}');

    const calls = hub.calls.length;
    const again = await start(root, ['evolve', '--resume', 'run']).end;
    expect(again.status, again.stderr).toBe(0);
    expect(again.stdout).toContain('✓ demonstrations: 2 trajectories');
    expect(hub.calls).toHaveLength(calls);
    const said = [first, again].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(said + written + journal).not.toContain(TOKEN);
  });

  it('may be private', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_another');
    vi.stubEnv('HF_HUB_CACHE', join(root, 'other'));
    const { status, stderr } = await evolve('--run-dir', 'private');
    expect(status).toBe(2);
    expect(stderr).toMatch(/is private or is gated \(HTTP 401\)\.\nhint: HF_TOKEN was sent.*\n\(E_DATA_SOURCE\)/u);
    expect(stderr).not.toContain('hf_another');
  });
});

describe('lists of tasks', () => {
  const config = (lists: string, skipped = ''): string => {
    const file = join(root, 'lists.yaml');
    const entry = `{name: echo, kind: custom, file: ${JSON.stringify(fixture('echo-environment.js'))}}`;
    writeFileSync(file, `name: lists\nenvironments: [${entry}]\ndata: {tasks: {eval: ${lists}}${skipped}}\n`);
    return file;
  };
  const evaluate = (file: string, ...argv: string[]): Ran =>
    agentgym(root, ['eval', '--config', file, '--policy', 'expert', '--json', ...argv]);

  it('are what is evaluated', () => {
    writeFileSync(
      join(root, 'ids.json'),
      JSON.stringify(['echo_1', 'echo_0', 'echo_1'].map((item_id) => ({ item_id }))),
    );
    const { status, stdout, stderr } = evaluate(config('ids.json'));
    expect(status, stderr).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ split: 'eval', environments: { echo: { n: 2 } } });
  });

  it('leave out what is no id only where they are told to', () => {
    writeFileSync(join(root, 'ids.txt'), 'echo_1\n???\necho_0\n');
    const refused = evaluate(config('"*.txt"'));
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('ids.txt:2 holds no item id')]);
    const { status, stdout, stderr } = evaluate(config('"*.txt"'), '--skip-invalid');
    expect(status).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ environments: { echo: { n: 2 } } });
    expect(stderr).toContain('warning: data.tasks.eval: 1 of 3 rows cannot be read and is skipped');
  });

  it('name tasks that there are', () => {
    writeFileSync(join(root, 'none.json'), '["echo_99999"]');
    const { status, stderr } = evaluate(config('none.json'));
    expect(status).toBe(2);
    expect(stderr).toContain('data.tasks.eval names echo_99999, which `echo` does not have.');
    expect(stderr).toContain('(E_ENV_TASK)');
  });
});
