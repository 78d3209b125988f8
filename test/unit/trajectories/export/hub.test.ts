import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentgymError } from '../../../../src/errors.ts';
import { type PushRequest, pushToHub } from '../../../../src/trajectories/export/hub.ts';
import { type HubBehaviour, hubUploads, type HubUploads } from '../../../support/hub-uploads.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const TOKEN = 'hf_a-secret-that-nobody-sees';
const root = scratchDirectory('hub');
const file = join(root, 'rows.jsonl');
writeFileSync(file, '{"messages":[]}\n');

let hub: HubUploads;
afterEach(() => hub.close());

async function pushing(behaviour: HubBehaviour, changes: Partial<PushRequest> = {}) {
  hub = await hubUploads(behaviour);
  return pushToHub({
    name: 'me/set',
    private: false,
    revision: undefined,
    data: { name: 'rows.jsonl', file },
    card: '# Card\n',
    token: TOKEN,
    endpoint: `${hub.url}/`,
    ...changes,
  });
}

async function refusalOf(behaviour: HubBehaviour, changes: Partial<PushRequest> = {}): Promise<AgentgymError> {
  return pushing(behaviour, changes).then(
    () => expect.fail('it was uploaded'),
    (error: unknown) => error as AgentgymError,
  );
}

const lines = (): string[] => hub.requests.map(({ line }) => line);

describe('pushing to the Hub', () => {
  it('makes a data set and commits data and card at once', async () => {
    const pushed = await pushing({});
    expect(pushed).toEqual({ url: `${hub.url}/datasets/me/set`, commit: 'abc123', created: true });
    expect(Object.fromEntries(hub.files)).toEqual({ 'rows.jsonl': '{"messages":[]}\n', 'README.md': '# Card\n' });
    expect(JSON.parse(hub.requests[0]?.body ?? '')).toMatchObject({ type: 'dataset', organization: 'me', name: 'set' });
    expect(lines().at(-1)).toBe('POST /api/datasets/me/set/commit/main');
    expect(hub.requests.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  it('puts large files into their storage, without the token', async () => {
    await pushing({ large: /jsonl$/u });
    expect(hub.files.get('rows.jsonl')).toBe('{"messages":[]}\n');
    const put = hub.requests.filter(({ line }) => line.startsWith('PUT '));
    expect(put.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('makes it private where that is asked for', async () => {
    await pushing({}, { private: true });
    expect(JSON.parse(hub.requests[0]?.body ?? '')).toMatchObject({ visibility: 'private' });
  });

  it('takes a data set that is there', async () => {
    expect(await pushing({ existing: { private: false } })).toMatchObject({ created: false });
    expect(hub.files.size).toBe(2);
    await hub.close();
    expect(await pushing({ existing: { private: true } }, { private: true })).toMatchObject({ created: false });
    expect(hub.files.size).toBe(2);
  });

  it('uploads nothing private to a data set that is public', async () => {
    const { code, message } = await refusalOf({ existing: { private: false } }, { private: true });
    expect([code, message]).toEqual([
      'E_EXPORT_HUB',
      'The data set me/set is there already, and public; --private was asked for.',
    ]);
    expect(lines().some((line) => /preupload|commit/u.test(line))).toBe(false);
  });

  it.each([
    ['that is new', {}],
    ['that is there', { refuse: { 'POST /api/datasets/me/set/branch/': 409 } }],
  ])('commits to a branch %s', async (_which, behaviour) => {
    await pushing(behaviour, { revision: 'next' });
    expect(lines()).toContain('POST /api/datasets/me/set/branch/next');
    expect(lines().at(-1)).toBe('POST /api/datasets/me/set/commit/next');
  });

  it.each([
    [401, 'POST /api/repos/create', /token in HF_TOKEN is not valid/u],
    [403, 'POST /api/repos/create', /needs write access/u],
    [403, 'POST /api/datasets/me/set/commit/', /needs write access/u],
    [404, 'POST /api/datasets/me/set/preupload/', /no such owner or repository/u],
    [409, 'POST /api/datasets/me/set/commit/', /changed the repository meanwhile/u],
    [429, 'POST /api/datasets/me/set/preupload/', /asks for patience/u],
    [500, 'POST /api/datasets/me/set/commit/', /again later with --force/u],
  ])('says what a %i to %s means, and not the token', async (status, line, hint) => {
    const error = await refusalOf({ refuse: { [line]: status } });
    expect(error).toMatchObject({ code: 'E_EXPORT_HUB', hint: expect.stringMatching(hint) });
    expect(error.message).toMatch(
      new RegExp(`^The Hub refused me/set with status ${status}: no, Bearer \\(HF_TOKEN\\)`, 'u'),
    );
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain(TOKEN);
  });

  it('says that there is no Hub at the address', async () => {
    const gone = await hubUploads();
    await gone.close();
    const error = await refusalOf({}, { endpoint: gone.url });
    expect(error).toMatchObject({ code: 'E_EXPORT_HUB', hint: expect.stringMatching(/HF_ENDPOINT/u) });
    expect(error.message).toContain(`me/set was not uploaded to ${gone.url}: `);
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('stops when it is told to', async () => {
    const stopping = new AbortController();
    stopping.abort();
    await expect(pushing({}, { signal: stopping.signal })).rejects.toThrow(/^Interrupted/u);
    expect(lines()).not.toContain('POST /api/datasets/me/set/commit/main');
  });
});
