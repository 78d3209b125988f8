import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HubSettings, hubSettings } from '../../../../src/trajectories/hub/settings.ts';
import { openSources, pinSources } from '../../../../src/trajectories/sources.ts';
import { COMMIT, type HubServer, REPO, startHub } from '../../../support/hub-server.ts';

const SOURCE = `hf:${REPO}/train/maze_train.json`;
const PINNED = `hf:${REPO}@${COMMIT}/train/maze_train.json`;
const TOKEN = 'hf_secretsecretsecret';

let cache: string;
let hub: HubServer;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'agentgym-hub-'));
  hub = await startHub({
    'train/maze_train.json': '[{"item_id": "maze_1"}]',
    'train/wordle_train.json': '[{"item_id": "wordle_1"}]',
    'eval/maze_test.json': '[]',
    'README.md': 'about',
  });
});
afterEach(async () => {
  await hub.close();
  await rm(cache, { recursive: true });
});

const settings = (env: Record<string, string> = {}): HubSettings => ({
  ...hubSettings({ cache }, { HF_ENDPOINT: `${hub.url}/`, ...env }),
  pause: 1,
});
const open = async (source: string, env?: Record<string, string>): Promise<string[]> => {
  const files = await openSources([source], { hub: settings(env) });
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
};
const failure = (source: string, env?: Record<string, string>): Promise<{ message: string; hint: string }> =>
  open(source, env).then(
    () => expect.unreachable('it was opened'),
    (error: { code: string; message: string; hint: string }) => {
      expect(error.code).toBe('E_DATA_SOURCE');
      return error;
    },
  );
/** Everything in the cache that is neither a folder nor a note of a revision. */
const kept = async (): Promise<string[]> => {
  const names = await readdir(cache, { recursive: true, withFileTypes: true });
  return names.filter((one) => !one.isDirectory() && !one.parentPath.includes('refs')).map(({ name }) => name);
};

describe('a file on the hub', () => {
  it('is downloaded once, and comes from the cache then, in the layout of the tools of the hub', async () => {
    expect(await open(SOURCE)).toEqual(['[{"item_id": "maze_1"}]']);
    const repo = join(cache, 'datasets--AgentGym--AgentTraj-L');
    expect(await readFile(join(repo, 'refs/main'), 'utf8')).toBe(COMMIT);
    expect(await readFile(join(repo, `snapshots/${COMMIT}/train/maze_train.json`), 'utf8')).toContain('maze_1');
    const downloads = hub.calls.filter((call) => call.includes('/resolve/')).length;
    expect(await open(SOURCE)).toEqual(['[{"item_id": "maze_1"}]']);
    expect(hub.calls.filter((call) => call.includes('/resolve/'))).toHaveLength(downloads);
    const before = hub.calls.length;
    expect(await open(PINNED)).toEqual(['[{"item_id": "maze_1"}]']);
    expect(hub.calls).toHaveLength(before);
  });

  it('is pinned to the commit of its revision, with the licence of the data set', async () => {
    const pinned = { sources: [PINNED], licences: { [REPO]: 'cc-by-nc-4.0' } };
    expect(await pinSources([SOURCE], { hub: settings() })).toEqual(pinned);
    expect(await pinSources([SOURCE.replace('/train', '@v1/train')], { hub: settings() })).toEqual(pinned);
    expect(hub.calls.at(-1)).toContain('/revision/v1');
  });

  it('may be one of a pattern', async () => {
    const { sources } = await pinSources([`hf:${REPO}/**/*_t*.json`], { hub: settings() });
    const paths = ['eval/maze_test.json', 'train/maze_train.json', 'train/wordle_train.json'];
    expect(sources).toEqual(paths.map((path) => `hf:${REPO}@${COMMIT}/${path}`));
    expect(await open(`hf:${REPO}/train/*.json`)).toHaveLength(2);
    expect((await failure(`hf:${REPO}/train/*.jsonl`)).message).toContain('matches no file');
  });

  it('is found by the cache that the other tools filled', async () => {
    const repo = join(cache, 'datasets--o--n');
    await mkdir(join(repo, 'refs'), { recursive: true });
    await mkdir(join(repo, 'snapshots', COMMIT), { recursive: true });
    await writeFile(join(repo, 'refs/main'), `${COMMIT}\n`);
    await writeFile(join(repo, 'snapshots', COMMIT, 'a.json'), '[1]');
    expect(await open('hf:o/n/a.json', { HF_HUB_OFFLINE: '1' })).toEqual(['[1]']);
    expect(hub.calls).toEqual([]);
  });
});

describe('offline', () => {
  it('asks nobody, and takes what the cache has', async () => {
    await open(SOURCE);
    const before = hub.calls.length;
    expect(await open(SOURCE, { HF_HUB_OFFLINE: 'TRUE' })).toEqual(['[{"item_id": "maze_1"}]']);
    const other = await failure(`hf:${REPO}/eval/maze_test.json`, { HF_HUB_OFFLINE: '1' });
    expect(other.message).toContain(`@${COMMIT}/eval/maze_test.json is not in the cache (${cache})`);
    expect(other.hint).toContain('HF_HUB_OFFLINE');
    expect((await failure(SOURCE.replace('/train', '@v2/train'), { HF_HUB_OFFLINE: '1' })).message).toContain('@v2/');
    expect((await failure(`hf:${REPO}/*.json`, { HF_HUB_OFFLINE: '1' })).hint).toContain('Name the files');
    expect(hub.calls).toHaveLength(before);
  });
});

describe('what goes wrong', () => {
  it('is not there: the file, the revision, the data set', async () => {
    expect((await failure(`hf:${REPO}/none.json`)).message).toContain('has no file none.json');
    expect((await failure(`hf:${REPO}@v9/none.json`)).message).toContain('with a revision v9');
    expect((await failure('hf:who/what/none.json')).message).toContain('there is no data set who/what');
  });

  it('is private or gated: the token is sent, asked for, and never told', async () => {
    hub.secret = TOKEN;
    expect((await failure(SOURCE)).hint).toContain('Set HF_TOKEN');
    const wrong = await failure(SOURCE, { HF_TOKEN: 'hf_wrongwrongwrong' });
    expect(wrong.hint).toContain('HF_TOKEN was sent');
    expect(JSON.stringify([wrong, wrong.message, wrong.hint])).not.toContain('wrongwrong');
    expect(await open(SOURCE, { HF_TOKEN: TOKEN })).toEqual(['[{"item_id": "maze_1"}]']);
    expect((await failure(SOURCE, { HF_TOKEN: 'secret' })).message).toBe(
      'HF_TOKEN holds no token of the Hugging Face Hub.',
    );
  });

  it('tells no token that the hub echoes', async () => {
    hub.busy = { status: 400, times: 1 };
    const { message } = await failure(SOURCE, { HF_TOKEN: TOKEN });
    expect(message).toContain('HTTP 400: busy Bearer (HF_TOKEN)');
    expect(message).not.toContain(TOKEN);
  });

  it.each(['break', 'short', 'change'] as const)('breaks a download (%s): nothing of it is kept', async (fault) => {
    hub.large.add('train/maze_train.json');
    hub.content = { fault, times: 3 };
    const { message } = await failure(SOURCE);
    expect(message).toMatch(fault === 'break' ? /broke off/u : /not the file that the hub names/u);
    expect(await kept()).toEqual([]);
    hub.content = { fault, times: 2 };
    expect(await open(SOURCE)).toEqual(['[{"item_id": "maze_1"}]']);
  });

  it('passes: calls are made again, so many times', async () => {
    hub.busy = { status: 503, times: 2 };
    expect(await open(SOURCE)).toEqual(['[{"item_id": "maze_1"}]']);
    hub.busy = { status: 503, times: 3 };
    expect((await failure(SOURCE)).message).toContain('HTTP 503');
    hub.busy = { status: 429, times: 3 };
    expect((await failure(SOURCE)).hint).toContain('Try again later');
  });

  it('is nobody there', async () => {
    const gone = await startHub({});
    await gone.close();
    const { message, hint } = await failure(SOURCE, { HF_ENDPOINT: gone.url });
    expect(message).toContain(`${gone.url} cannot be reached`);
    expect(message).toContain('ECONNREFUSED');
    expect(hint).toContain('HF_HUB_OFFLINE=1');
  });

  it('is downloaded by two at once', async () => {
    const both = await Promise.all([open(SOURCE), open(SOURCE), open(PINNED)]);
    expect(new Set(both.flat())).toEqual(new Set(['[{"item_id": "maze_1"}]']));
    expect((await kept()).toSorted()).toHaveLength(2);
  });

  it('is interrupted', async () => {
    const stopped = { ...settings(), signal: AbortSignal.abort() };
    await expect(openSources([SOURCE], { hub: stopped })).rejects.toThrow('Interrupted.');
    expect(await kept()).toEqual([]);
  });
});
