import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubSettings } from '../../../src/trajectories/hub/settings.ts';
import { formatHubSource, hubFault, parseHubSource, patternOf } from '../../../src/trajectories/hub/source.ts';
import { absoluteSource, openSources, pinSources } from '../../../src/trajectories/sources.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'agentgym-sources-'));
  await mkdir(join(root, 'odd [x] (y)', 'deep'), { recursive: true });
  for (const name of ['b.json', 'a.json', 'a[1].json', 'odd [x] (y)/c.json', 'odd [x] (y)/deep/d.json']) {
    await writeFile(join(root, name), '[]');
  }
});
afterAll(() => rm(root, { recursive: true }));

const open = async (sources: string[], folder = ''): Promise<string[]> =>
  (await openSources(sources, { base: join(root, folder) })).map((file) => file.slice(root.length + 1));

describe('files', () => {
  it('are named by path or pattern, in order and once', async () => {
    expect(await open(['b.json'])).toEqual(['b.json']);
    expect(await open([join(root, 'b.json'), '?.json'])).toEqual(['b.json', 'a.json']);
    expect(await open(['{a,b}.json', './b.json'])).toEqual(['a.json', 'b.json']);
    expect(await open(['**/*.json'])).toHaveLength(5);
  });

  it('may have names that look like patterns, and stand in such folders', async () => {
    expect(await open(['a[1].json'])).toEqual(['a[1].json']);
    expect(await open(['*.json', '**/d.json'], 'odd [x] (y)')).toEqual([
      'odd [x] (y)/c.json',
      'odd [x] (y)/deep/d.json',
    ]);
    const absolute = absoluteSource('*.json', join(root, 'odd [x] (y)'));
    expect(await open([absolute])).toEqual(['odd [x] (y)/c.json']);
  });

  it.each([
    ['none.json', /There is no file none.json/u],
    ['n*.json', /No file matches n\*.json/u],
    ['odd [x] (y)', /is a folder/u],
  ])('are there: %s', async (source, message) => {
    const opening = open([source]);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toMatchObject({ code: 'E_DATA_SOURCE', hint: expect.any(String) });
  });

  it('are pinned to what they are', async () => {
    const { sources } = await pinSources(['?.json'], { base: root });
    expect(sources).toEqual([join(root, 'a.json'), join(root, 'b.json')]);
    expect(await pinSources(sources)).toEqual({ sources, licences: {} });
  });
});

describe('a source on the hub', () => {
  it.each([
    ['hf:o/n/a.json', 'o/n', 'main', 'a.json'],
    ['hf:AgentGym/AgentTraj-L@v1.0/train/a b.json', 'AgentGym/AgentTraj-L', 'v1.0', 'train/a b.json'],
    ['hf:o/n@refs/pr/7/a.json', 'o/n', 'refs/pr/7', 'a.json'],
    ['hf:o/n@refs/convert/parquet/x/a.json', 'o/n', 'refs/convert/parquet', 'x/a.json'],
    ['hf:o/n@my%2Fbranch/a.json', 'o/n', 'my/branch', 'a.json'],
    ['hf://datasets/o/n/a@b.json', 'o/n', 'main', 'a@b.json'],
  ])('is understood: %s', (source, repo, revision, path) => {
    expect(parseHubSource(source)).toEqual({ repo, revision, path });
    expect(parseHubSource(formatHubSource({ repo, revision, path }))).toEqual({ repo, revision, path });
  });

  it.each([
    'hf:',
    'hf:o',
    'hf:o/n',
    'hf:o/n/',
    'hf:o/n@/a.json',
    'hf:o/n/../a.json',
    'hf:../n/a.json',
    'hf:o/n/a/..',
    'hf:o/n/C:/a.json',
    String.raw`hf:o/n/a\..\b`,
    'hf:o/n@../a.json',
    'hf:o/n@%2e%2e%2fx/a.json',
    'hf:o/n@%ff/a.json',
    'hf:o/n@%zz/a.json',
    'hf:o/n//a.json',
    'hf:o/n@a b/a.json',
  ])('is not %s', (source) => {
    expect(hubFault(source)).toBeTypeOf('string');
    expect(() => parseHubSource(source)).toThrow(expect.objectContaining({ code: 'E_DATA_SOURCE' }));
  });

  it('may be a pattern', () => {
    const matches = (pattern: string, path: string): boolean => patternOf(pattern).test(path);
    expect(matches('*.json', 'a.json')).toBe(true);
    expect(matches('*.json', 'x/a.json')).toBe(false);
    expect(matches('**/*.json', 'a.json')).toBe(true);
    expect(matches('**/*.json', 'x/y/a.json')).toBe(true);
    expect(matches('x/**', 'x/y/a.json')).toBe(true);
    expect(matches('?_(test).json', 'a_(test).json')).toBe(true);
    expect(matches('a.json', 'axjson')).toBe(false);
  });
});

describe('the settings of the hub', () => {
  it('are those of its own tools', () => {
    expect(hubSettings({}, { HF_HOME: '/h' })).toMatchObject({
      url: 'https://huggingface.co',
      cache: '/h/hub',
      offline: false,
      token: undefined,
    });
    expect(hubSettings({}, { XDG_CACHE_HOME: '/x' }).cache).toBe('/x/huggingface/hub');
    expect(hubSettings({}, { HF_HOME: '/h', HF_HUB_CACHE: '/c' }).cache).toBe('/c');
    expect(hubSettings({}, { HF_ENDPOINT: 'http://mirror/' }).url).toBe('http://mirror');
    expect(hubSettings({}, { HF_HUB_OFFLINE: '0', HF_TOKEN: ' hf_x\n' })).toMatchObject({
      offline: false,
      token: 'hf_x',
    });
    expect(hubSettings({}, { HF_HUB_OFFLINE: 'yes' }).offline).toBe(true);
    expect(hubSettings({ offline: false, cache: '/own' }, { HF_HUB_OFFLINE: '1' })).toMatchObject({
      offline: false,
      cache: '/own',
    });
  });
});
