/**
 * What `serve` and `envs check` put behind the protocol: an environment by its name, an entry of a config, or a file, and
 * how it is served.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EnvironmentConfig, EnvironmentSchema } from '../../config/stages/environment.ts';
import type { Environment } from '../../environments/contract.ts';
import type { ServeEntry } from '../../serve/server.ts';
import { babyaiTasks } from '../../serve/tasks.ts';

/** Stands for the name of an environment that only its file knows. */
const UNNAMED = 'file';
const LEFT_BEHIND_MS = 500;

/** Whether a word names a file rather than an environment. */
export function isFile(word: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/u.test(word);
}

/** The entry of a file, whose environment has no name yet. */
export function fileEntry(file: string): EnvironmentConfig {
  return EnvironmentSchema.parse({ name: UNNAMED, kind: 'custom', file });
}

/** The name that the file of a nameless entry gives its environment; undefined: the entry has one. */
export async function nameInFile(entry: EnvironmentConfig, base: string): Promise<string | undefined> {
  if (entry.kind !== 'custom' || entry.name !== UNNAMED) return undefined;
  const module = (await import(pathToFileURL(resolve(base, entry.file)).href)) as { default: Environment };
  return module.default.name;
}

/** Without a config, babyai speaks as the original does, in full. */
export function asTheOriginal(entry: EnvironmentConfig): EnvironmentConfig {
  return entry.kind === 'babyai' ? { ...entry, observation: 'full' } : entry;
}

/** babyai is served every seed of its levels, unless the entry says how many tasks. */
export function served(entry: EnvironmentConfig, environment: Environment): ServeEntry {
  const every = entry.kind === 'babyai' && entry.tasks === undefined ? { tasks: babyaiTasks(entry.levels) } : {};
  return { environment, kind: entry.kind, ...every };
}

/** Ends the process soon, though an environment may have left something behind (a timer, a step that never ends). */
export function leaveSoon(): void {
  setTimeout(() => process.exit(), LEFT_BEHIND_MS).unref();
}
