/**
 * Files of data sets on the Hugging Face Hub, through @huggingface/hub and the cache of its tools. A download is checked
 * against the digest that the hub names, and is in the cache only once it is whole. Offline, nothing is asked.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { datasetInfo, downloadFile, listFiles, type PathInfo, pathsInfo } from '@huggingface/hub';
import pRetry from 'p-retry';
import { throwIfInterrupted } from '../../errors.ts';
import { syncFile, syncFolder } from '../../runs/files.ts';
import { isFile, repoCache } from './cache.ts';
import { faultOf, HubFault, notCached, requireToken } from './faults.ts';
import type { HubSettings } from './settings.ts';
import { formatHubSource, hubFault, type HubSource, isCommit, isPattern, patternOf } from './source.ts';

/** A source whose revision is a commit and whose path is a file. */
export interface Pinned {
  sources: HubSource[];
  /** As the data set's card names it; undefined where it was not asked for, or says nothing. */
  licence: string | undefined;
}

/**
 * Makes the revision a commit and the pattern a list of files, in order of their paths.
 * @throws AgentgymError E_DATA_SOURCE where the hub does not have it, or offline the cache.
 */
export async function pinHubSource(source: HubSource, settings: HubSettings): Promise<Pinned> {
  const { commit, licence } = await commitOf(source, settings);
  const pinned = { ...source, revision: commit };
  if (!isPattern(source.path)) return { sources: [pinned], licence };
  if (settings.offline) {
    throw new HubFault(`${formatHubSource(source)} is a pattern, and offline nobody knows all of its files.`, {
      hint: 'Name the files one by one.',
    });
  }
  const pattern = patternOf(source.path);
  const paths = (await filesOf(pinned, settings)).filter((path) => pattern.test(path)).toSorted();
  if (paths.length === 0) {
    throw new HubFault(`${formatHubSource(source)} matches no file of the data set.`, {
      hint: `Look at ${settings.url}/datasets/${source.repo}/tree/${source.revision}.`,
    });
  }
  return { sources: paths.map((path) => ({ ...pinned, path })), licence };
}

/**
 * The file of a pinned source on this machine, downloaded where the cache does not have it.
 * @throws AgentgymError E_DATA_SOURCE
 */
export async function fetchHubFile(source: HubSource, settings: HubSettings): Promise<string> {
  const { path, revision: commit } = source;
  const cache = repoCache(settings.cache, source.repo);
  const cached = await cache.find(commit, path);
  if (cached !== undefined) return cached;
  if (settings.offline) throw notCached(source, settings);
  const info = await infoOf(source, settings);
  const digest = info.lfs?.oid ?? info.oid ?? '';
  if (!/^[0-9a-f]{40,64}$/u.test(digest)) {
    throw new HubFault(`${formatHubSource(source)}: the hub names no digest of the file.`, {
      hint: 'Try again later.',
    });
  }
  const blob = cache.blob(digest);
  if (!(await isFile(blob))) await retried(source, settings, () => download(source, { info, blob, settings }));
  return cache.place(digest, { commit, path });
}

async function commitOf(
  source: HubSource,
  settings: HubSettings,
): Promise<{ commit: string; licence: string | undefined }> {
  const cache = repoCache(settings.cache, source.repo);
  if (settings.offline || isCommit(source.revision)) {
    const commit = await cache.commitOf(source.revision);
    if (commit === undefined) throw notCached(source, settings);
    return { commit, licence: undefined };
  }
  const { sha, tags } = await retried(source, settings, () =>
    datasetInfo({
      name: source.repo,
      revision: source.revision,
      additionalFields: ['sha', 'tags'],
      ...connection(settings),
    }),
  );
  if (typeof sha !== 'string' || !isCommit(sha)) {
    throw new HubFault(`${formatHubSource(source)}: the hub names no commit.`, { hint: 'Try again later.' });
  }
  await cache.remember(source.revision, sha);
  const licence = tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length);
  return { commit: sha, licence };
}

async function filesOf({ repo, revision, path }: HubSource, settings: HubSettings): Promise<string[]> {
  return retried({ repo, revision, path }, settings, async () => {
    const paths: string[] = [];
    const listed = listFiles({ repo: dataset(repo), revision, recursive: true, ...connection(settings) });
    for await (const entry of listed) if (entry.type === 'file') paths.push(entry.path);
    // What the hub lists becomes a path in the cache.
    const astray = paths.find((name) => hubFault(formatHubSource({ repo, revision, path: name })) !== undefined);
    if (astray === undefined) return paths;
    throw new HubFault(`${formatHubSource({ repo, revision, path })}: the hub lists a file that cannot be one.`, {
      hint: `It is called ${JSON.stringify(astray).slice(0, 100)}. Name the files one by one.`,
    });
  });
}

async function infoOf(source: HubSource, settings: HubSettings): Promise<PathInfo> {
  const { repo, revision, path } = source;
  const [info] = await retried(source, settings, () =>
    pathsInfo({ repo: dataset(repo), revision, paths: [path], ...connection(settings) }),
  );
  if (info?.type === 'file') return info;
  const what = info === undefined ? `has no file ${path}` : `has no file ${path}, but a folder of that name`;
  throw new HubFault(`${formatHubSource(source)}: the data set ${what}.`, {
    hint: `Look at ${settings.url}/datasets/${repo}/tree/${revision}.`,
  });
}

interface Download {
  info: PathInfo;
  blob: string;
  settings: HubSettings;
}

/** Into a folder aside, then under its name: the cache never holds part of a file, whoever else is downloading it. */
async function download(source: HubSource, { info, blob, settings }: Download): Promise<void> {
  const { repo, revision, path } = source;
  await mkdir(dirname(blob), { recursive: true });
  const aside = await mkdtemp(join(dirname(blob), '.incomplete-'));
  try {
    const body = await downloadFile({ repo: dataset(repo), revision, path, xet: false, ...connection(settings) });
    if (body === null)
      throw new HubFault(`${formatHubSource(source)}: there is no such file.`, { hint: 'Look again.' });
    const file = join(aside, 'file');
    // Of a large file the hub names the SHA-256, of a small one Git's SHA-1, which begins with the size.
    const hash = info.lfs ? createHash('sha256') : createHash('sha1').update(`blob ${info.size}\0`);
    const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    const bytes = Readable.fromWeb(body.stream());
    await pipeline(bytes, counted, createWriteStream(file), { signal: settings.signal });
    if (hash.digest('hex') !== (info.lfs?.oid ?? info.oid)) {
      throw new HubFault(`${formatHubSource(source)}: what arrived is not the file that the hub names (its digest).`, {
        hint: 'A proxy or a broken connection changed it; try again.',
        mayPass: true,
      });
    }
    await syncFile(file);
    await rename(file, blob);
    await syncFolder(dirname(blob));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const dataset = (name: string) => ({ type: 'dataset', name }) as const;

/** What every call to the hub is made with. */
function connection({ url, token, signal }: HubSettings) {
  const call: typeof fetch = (input, init) => fetch(input, signal ? { ...init, signal } : init);
  return { hubUrl: url, fetch: call, ...(token === undefined ? {} : { accessToken: token }) };
}

/** Calls, again where that may help; throws what went wrong last. */
async function retried<T>(source: HubSource, settings: HubSettings, call: () => Promise<T>): Promise<T> {
  const { attempts, pause, signal } = settings;
  requireToken(settings);
  const attempt = async (): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw faultOf(error, source, settings);
    }
  };
  try {
    return await pRetry(attempt, {
      retries: attempts - 1,
      minTimeout: pause,
      shouldRetry: ({ error }) => error instanceof HubFault && error.mayPass,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throwIfInterrupted(signal);
    throw error;
  }
}
