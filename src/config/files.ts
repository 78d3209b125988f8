/** The files a config names: relative paths made absolute, and those that are missing found. */
import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Mistake, Path } from './mistakes.ts';
import type { Config } from './schema.ts';

interface NamedFile {
  path: Path;
  value: string;
  kind: 'file' | 'checkpoint';
  set: (absolute: string) => void;
}

function namedFiles(config: Config): NamedFile[] {
  const files: NamedFile[] = [];
  for (const [i, environment] of config.environments.entries()) {
    if (environment.kind !== 'custom') continue;
    const set = (absolute: string): void => {
      environment.file = absolute;
    };
    files.push({ path: ['environments', i, 'file'], value: environment.file, kind: 'file', set });
  }
  const { demonstrations, policy } = config;
  if ('file' in demonstrations && demonstrations.file !== undefined) {
    const set = (absolute: string): void => {
      demonstrations.file = absolute;
    };
    files.push({ path: ['demonstrations', 'file'], value: demonstrations.file, kind: 'file', set });
  }
  if (policy.checkpoint !== undefined) {
    const set = (absolute: string): void => {
      policy.checkpoint = absolute;
    };
    files.push({ path: ['policy', 'checkpoint'], value: policy.checkpoint, kind: 'checkpoint', set });
  }
  return files;
}

/** Makes the config's paths absolute, in place; `baseOf` says what a setting's path is relative to. */
export async function resolveFiles(config: Config, baseOf: (path: Path) => string): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const { path, value, kind, set } of namedFiles(config)) {
    const absolute = isAbsolute(value) ? value : resolve(baseOf(path), value);
    set(absolute);
    const message = await fault(absolute, kind);
    if (message !== undefined) mistakes.push({ path, at: 'value', involves: [], message: `\`${value}\` ${message}` });
  }
  return mistakes;
}

async function fault(path: string, kind: NamedFile['kind']): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return `does not exist (${path})`;
  if (kind === 'file') return found.isFile() ? undefined : 'is not a file';
  if (!found.isDirectory()) return 'is not a directory in Hugging Face layout';
  const described = await stat(join(path, 'config.json')).catch(() => undefined);
  return described ? undefined : 'is not a checkpoint: it has no config.json';
}
