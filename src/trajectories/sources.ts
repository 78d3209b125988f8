/**
 * Where data comes from: a path, a glob, or `hf:owner/name[@revision]/path` on the Hugging Face Hub. Finds and fetches
 * files; reads none (read.ts, item-ids.ts). The client of the hub is loaded when it is first needed.
 */
import { stat } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';
import { AgentgymError } from '../errors.ts';
import { type HubSettings, hubSettings } from './hub/settings.ts';
import { formatHubSource, isHubSource, parseHubSource } from './hub/source.ts';

export interface SourceOptions {
  /** What relative paths are relative to; default: the working directory. */
  base?: string | undefined;
  /** Default: as the environment variables say (hub/settings.ts). */
  hub?: HubSettings | undefined;
}

export interface PinnedSources {
  /** One file each: absolute paths, and `hf:` with a commit. Opening them gives the same files again. */
  sources: string[];
  /** Licences of the data sets on the hub, by their names, as far as they are known. */
  licences: Record<string, string>;
}

/**
 * What sources come to at this moment: patterns become files, in order of their paths, and revisions commits.
 * @throws AgentgymError E_DATA_SOURCE where there is no such file.
 */
export async function pinSources(sources: readonly string[], options: SourceOptions = {}): Promise<PinnedSources> {
  const licences: Record<string, string> = {};
  const pinned: string[] = [];
  let { hub } = options;
  for (const source of sources) {
    if (!isHubSource(source)) {
      pinned.push(...(await filesOf(source, options.base ?? process.cwd())));
      continue;
    }
    const { pinHubSource } = await import('./hub/download.ts');
    const parsed = parseHubSource(source);
    const found = await pinHubSource(parsed, (hub ??= hubSettings()));
    pinned.push(...found.sources.map(formatHubSource));
    if (found.licence !== undefined) licences[parsed.repo] = found.licence;
  }
  return { sources: [...new Set(pinned)], licences };
}

/**
 * The files of sources on this machine; those of the hub are downloaded where the cache does not have them.
 * @throws AgentgymError E_DATA_SOURCE
 */
export async function openSources(sources: readonly string[], options: SourceOptions = {}): Promise<string[]> {
  const pinned = await pinSources(sources, options);
  const files: string[] = [];
  for (const source of pinned.sources) {
    if (!isHubSource(source)) {
      files.push(source);
      continue;
    }
    const { fetchHubFile } = await import('./hub/download.ts');
    files.push(await fetchHubFile(parseHubSource(source), options.hub ?? hubSettings()));
  }
  return files;
}

/** Whether a source is a pattern, given that there is no file of its name. */
export function isGlob(source: string): boolean {
  return !isHubSource(source) && isDynamicPattern(source);
}

/** A source that is relative to `base`, made absolute. */
export function absoluteSource(source: string, base: string): string {
  if (isHubSource(source) || isAbsolute(source)) return source;
  // Signs of the folder's name are no signs of the pattern.
  return isGlob(source) ? `${escapePath(base.split(sep).join('/'))}/${source}` : resolve(base, source);
}

async function filesOf(source: string, base: string): Promise<string[]> {
  const path = resolve(base, source);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return [path];
  if (found?.isDirectory()) {
    throw missing(`${source} is a folder.`, `Name its files: ${source.replace(/\/$/u, '')}/*.json.`);
  }
  if (!isGlob(source)) throw missing(`There is no file ${source}.`, `The path was taken relative to ${base}.`);
  const matches = await glob(absoluteSource(source, base), { absolute: true, onlyFiles: true });
  if (matches.length > 0) return matches.toSorted();
  throw missing(`No file matches ${source}.`, `The pattern was taken relative to ${base}.`);
}

function missing(message: string, hint: string): AgentgymError {
  return new AgentgymError('E_DATA_SOURCE', message, { hint });
}
