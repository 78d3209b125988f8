/** The files a config names: relative paths made absolute, and those that are missing found. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isHubSource } from '../trajectories/hub/source.ts';
import { absoluteSource, isGlob } from '../trajectories/sources.ts';
import { dotted, type Mistake, type Path } from './mistakes.ts';
import type { Config, EnvironmentConfig } from './schema.ts';
import { isPrivate } from './shown.ts';
import { idListsOf } from './stages/data.ts';

interface NamedFile {
  path: Path;
  value: string;
  kind: 'file' | 'folder' | 'checkpoint' | 'source' | 'cache';
  set: (absolute: string) => void;
}

function namedFiles(config: Config): NamedFile[] {
  const files: NamedFile[] = [];
  for (const [i, environment] of config.environments.entries()) {
    if (environment.kind === 'agentgym') files.push(...namedByRemote(environment, ['environments', i]));
    if (environment.kind === 'sql') files.push(...namedBySql(environment, ['environments', i]));
    if (environment.kind === 'search')
      files.push(...namedByFields(environment, ['corpus', 'questions'], ['environments', i]));
    if (environment.kind === 'shop')
      files.push(...namedByFields(environment, ['products', 'attributes', 'instructions'], ['environments', i]));
    if (environment.kind !== 'custom') continue;
    const set = (absolute: string): void => {
      environment.file = absolute;
    };
    files.push({ path: ['environments', i, 'file'], value: environment.file, kind: 'file', set });
  }
  const { data, demonstrations, policy } = config;
  if (demonstrations.file !== undefined) {
    const set = (absolute: string): void => {
      demonstrations.file = absolute;
    };
    files.push({ path: ['demonstrations', 'file'], value: demonstrations.file, kind: 'source', set });
  }
  files.push(...namedSources(['data', 'demonstrations'], data.demonstrations));
  for (const { split, sources } of idListsOf(data)) files.push(...namedSources(['data', 'tasks', split], sources));
  if (data.cache !== undefined) {
    const set = (absolute: string): void => {
      data.cache = absolute;
    };
    files.push({ path: ['data', 'cache'], value: data.cache, kind: 'cache', set });
  }
  const { tensorboard } = config.tracking ?? {};
  if (tensorboard?.dir !== undefined) {
    const set = (absolute: string): void => {
      tensorboard.dir = absolute;
    };
    files.push({ path: ['tracking', 'tensorboard', 'dir'], value: tensorboard.dir, kind: 'cache', set });
  }
  if (policy.kind === 'local' && policy.checkpoint !== undefined) {
    const set = (absolute: string): void => {
      policy.checkpoint = absolute;
    };
    files.push({ path: ['policy', 'checkpoint'], value: policy.checkpoint, kind: 'checkpoint', set });
  }
  if (config.train.kind === 'trl') files.push(...namedByTrl(config.train));
  // Other names are ids of models on a hub.
  if (policy.kind === 'endpoint' && /^[./]/u.test(policy.base ?? '')) {
    const set = (absolute: string): void => {
      policy.base = absolute;
    };
    files.push({ path: ['policy', 'base'], value: policy.base as string, kind: 'checkpoint', set });
  }
  return files;
}

/** The interpreter, unless it is looked for on the PATH, and the launcher's own config. */
function namedByTrl(train: Config['train'] & { kind: 'trl' }): NamedFile[] {
  const named: NamedFile[] = [];
  if (train.python?.includes('/')) {
    const set = (absolute: string): void => {
      train.python = absolute;
    };
    named.push({ path: ['train', 'python'], value: train.python, kind: 'file', set });
  }
  const { launcher } = train;
  const path = ['train', 'launcher'];
  if (launcher.kind === 'accelerate') named.push(...namedByFields(launcher, ['configFile'], path));
  if (launcher.kind === 'ray' || launcher.kind === 'slurm')
    named.push(...namedByFields(launcher.accelerate ?? {}, ['configFile'], [...path, 'accelerate']));
  if (launcher.kind === 'slurm') named.push(...namedByFields(launcher, ['template'], path));
  return named;
}

/** One source may stand without a list: its place in the file is then that of the setting. */
function namedSources(path: Path, sources: string[] = []): NamedFile[] {
  return sources.map((value, i) => ({
    path: sources.length === 1 ? path : [...path, i],
    value,
    kind: 'source',
    set: (absolute) => {
      sources[i] = absolute;
    },
  }));
}

/** A sql environment's own databases and questions. */
function namedBySql(environment: EnvironmentConfig & { kind: 'sql' }, path: Path): NamedFile[] {
  const named: NamedFile[] = [];
  for (const [field, kind] of [
    ['databases', 'folder'],
    ['questions', 'file'],
  ] as const) {
    const value = environment[field];
    if (value === undefined) continue;
    const set = (absolute: string): void => {
      environment[field] = absolute;
    };
    named.push({ path: [...path, field], value, kind, set });
  }
  return named;
}

/** What a search's or a shop's settings name: own passages and questions, own products. */
function namedByFields<F extends string>(
  environment: { [field in F]?: string },
  fields: readonly F[],
  path: Path,
): NamedFile[] {
  return fields.flatMap((field) => {
    const value = environment[field];
    if (value === undefined) return [];
    const set = (absolute: string): void => {
      environment[field] = absolute;
    };
    return [{ path: [...path, field], value, kind: 'file' as const, set }];
  });
}

/** A remote environment's lists of tasks, and its instructions, which may be marked with `agenttraj:`. */
function namedByRemote(environment: EnvironmentConfig & { kind: 'agentgym' }, path: Path): NamedFile[] {
  const files: NamedFile[] = [];
  for (const [split, choice] of Object.entries(environment.tasks ?? {})) {
    if (choice.file === undefined) continue;
    const set = (absolute: string): void => {
      choice.file = absolute;
    };
    files.push({ path: [...path, 'tasks', split, 'file'], value: choice.file, kind: 'source', set });
  }
  const [, marker = '', value] = /^(agenttraj:)?(.+)$/su.exec(environment.instructions ?? '') ?? [];
  if (value === undefined) return files;
  const set = (absolute: string): void => {
    environment.instructions = `${marker}${absolute}`;
  };
  return [...files, { path: [...path, 'instructions'], value, kind: marker === '' ? 'file' : 'source', set }];
}

/** Makes the config's paths absolute, in place; `baseOf` says what a setting's path is relative to. */
export async function resolveFiles(config: Config, baseOf: (path: Path) => string): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const { path, value, kind, set } of namedFiles(config)) {
    const absolute = kind === 'source' ? absoluteSource(value, baseOf(path)) : resolve(baseOf(path), value);
    set(absolute);
    const message = await fault(absolute, kind);
    if (message === undefined) continue;
    // An address with a password in it, where a file was asked for.
    const said = isPrivate([], value) ? `\`${dotted(path)}\` names what is no file here` : `\`${value}\` ${message}`;
    mistakes.push({ path, at: 'value', involves: [], message: said });
  }
  return mistakes;
}

async function fault(path: string, kind: NamedFile['kind']): Promise<string | undefined> {
  // What is on the hub, or matches a pattern, is found out when it is read.
  if (kind === 'cache' || (kind === 'source' && isHubSource(path))) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return kind === 'source' && isGlob(path) ? undefined : `does not exist (${path})`;
  if (kind === 'source' && found.isDirectory()) return `is a folder: name its files, ${path}/*.json`;
  if (kind === 'folder') return found.isDirectory() ? undefined : 'is not a folder';
  if (kind === 'file' || kind === 'source') return found.isFile() ? undefined : 'is not a file';
  if (!found.isDirectory()) return 'is not a directory in Hugging Face layout';
  const described = await stat(join(path, 'config.json')).catch(() => undefined);
  return described ? undefined : 'is not a checkpoint: it has no config.json';
}
