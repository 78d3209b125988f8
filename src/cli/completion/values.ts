/** What the value of an option may be: names of environments, run directories, files. Looks at the disk, and no further. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runDirectory } from '../../runs/directory.ts';
import type { Suggestions } from './suggest.ts';

export type ValueKind =
  | 'anything'
  | 'config'
  | 'environment'
  | 'environment or file'
  | 'environments'
  | 'file'
  | 'policy'
  | 'run'
  | 'run or file';

interface Asked {
  /** The words of the command line: a config among them names the environments. */
  words: readonly string[];
  cwd: string;
}

export async function valuesOf(kind: ValueKind, typed: string, asked: Asked): Promise<Suggestions> {
  switch (kind) {
    case 'anything':
      return { values: [] };
    case 'config':
      return { values: [], paths: { extensions: ['.yaml', '.yml'] } };
    case 'file':
      return { values: [], paths: { extensions: [] } };
    case 'run':
      return { values: runsAt(typed, asked.cwd), paths: { directories: true } };
    case 'run or file':
      return { values: runsAt(typed, asked.cwd), paths: { extensions: [] } };
    case 'environment':
      return { values: starting(await environments(asked), typed) };
    case 'environment or file':
      return { values: starting(await environments(asked), typed), paths: { extensions: [] } };
    case 'environments':
      return listed(await environments(asked), typed);
    default:
      return policies(typed);
  }
}

function starting(names: readonly string[], typed: string): Suggestions['values'] {
  return names.filter((name) => name.startsWith(typed)).map((value) => ({ value }));
}

/** Names with commas between them: the last one is being typed, and those before it are not offered again. */
function listed(names: readonly string[], typed: string): Suggestions {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const given = before.split(',');
  const left = names.filter((name) => !given.includes(name));
  const values = starting(left, typed.slice(before.length)).map(({ value }) => ({ value: before + value }));
  return { values, open: true };
}

/** `checkpoint:` goes on with a directory. */
function policies(typed: string): Suggestions {
  if (typed.startsWith('checkpoint:')) return { values: [], paths: { directories: true } };
  const values = starting(['expert', 'random', 'policy', 'checkpoint:'], typed);
  return { values, ...(values.every(({ value }) => value.endsWith(':')) ? { open: true } : {}) };
}

/** Of the config that the command line names, else those that are built in. */
async function environments({ words, cwd }: Asked): Promise<string[]> {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const file = words[at]?.slice('--config='.length) || words[at + 1];
  const named = at < 0 || file === undefined ? [] : await namesIn(resolve(cwd, file));
  if (named.length > 0) return named;
  const { BUILTIN_KINDS } = await import('../../config/stages/environment.ts');
  return [...BUILTIN_KINDS];
}

async function namesIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const { parse } = await import('yaml');
  const config = (text === '' ? {} : (parse(text) as unknown)) as { environments?: { name?: unknown }[] } | null;
  return (config?.environments ?? []).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

/** Run directories where the word leads to, and in `runs`. */
function runsAt(typed: string, cwd: string): Suggestions['values'] {
  const folder = typed.endsWith('/') ? typed.slice(0, -1) : dirname(typed);
  const folders = [...new Set([folder, 'runs'])];
  const found = folders.flatMap((one) =>
    namesOf(resolve(cwd, one))
      .map((name) => join(one, name))
      .filter((path) => existsSync(runDirectory(resolve(cwd, path)).config)),
  );
  return starting([...new Set(found)].toSorted(), typed.replace(/^\.\//u, ''));
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  } catch {
    return [];
  }
}
