/**
 * The catalogue: environments by their config entry. Built-in ones come from builtin.ts, remote
 * ones from a server, custom ones from their file. Puts the entry's name, rounds and task counts on what it returns; plays nothing.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentConfig } from '../config/schema.ts';
import type { RemoteName } from '../config/stages/remote.ts';
import { AgentgymError, messageOf } from '../errors.ts';
import type { HubSettings } from '../trajectories/hub/settings.ts';
import { builtinSource, customSource } from '../trajectories/provenance.ts';
import { packageVersion } from '../version.ts';
import { createBuiltin } from './builtin.ts';
import type { Environment } from './contract.ts';
import { isDefinedEnvironment } from './define.ts';
import { tailored } from './tailored.ts';

/** Where what an entry names is found. */
export interface Where {
  /** What a custom file's relative path is relative to; default: the working directory. */
  base?: string;
  /** How a remote environment's files on the Hugging Face Hub are come by; default: as the environment variables say. */
  hub?: HubSettings;
}

/**
 * Creates the environment that a config entry describes.
 * @param options see `Where`; paths of a loaded config are absolute.
 * @throws AgentgymError E_ENV_INVALID where a custom file is not an environment; E_CONFIG_INVALID where a split has
 * fewer tasks than the entry asks for.
 */
export async function createEnvironment(config: EnvironmentConfig, options: Where = {}): Promise<Environment> {
  const own = await open(config, options.base ?? process.cwd(), options.hub);
  // A remote environment's tasks are chosen, not counted.
  const counts = config.kind === 'agentgym' ? undefined : config.tasks;
  const source = await sourceOf(config, options.base ?? process.cwd());
  return tailored(own, { name: config.name, maxRounds: config.rounds, source, tasks: counts });
}

/** Whose the tasks are; a remote environment says so itself. */
async function sourceOf(config: EnvironmentConfig, base: string): Promise<string | undefined> {
  if (config.kind === 'agentgym') return undefined;
  if (config.kind !== 'custom') return builtinSource(packageVersion());
  return customSource(await readFile(resolve(base, config.file), 'utf8'));
}

async function open(config: EnvironmentConfig, base: string, hub?: HubSettings): Promise<Environment> {
  switch (config.kind) {
    case 'agentgym': {
      const { createRemote } = await import('./remote/environment.ts');
      const { kind: _, environment = config.name, url, urls = url === undefined ? [] : [url], ...rest } = config;
      return createRemote({ ...rest, environment: environment as RemoteName, urls, hub });
    }
    case 'custom':
      return fromFile(resolve(base, config.file));
    default:
      return createBuiltin(config, base);
  }
}

/** The environment that a file default-exports. */
async function fromFile(file: string): Promise<Environment> {
  const loaded = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    if (cause instanceof AgentgymError)
      throw new AgentgymError(cause.code, `${file}: ${cause.message}`, { cause, ...hintOf(cause) });
    const hint = /\.[cm]?ts$/u.test(file)
      ? 'Node runs JavaScript: compile the file, and name the .js in the config.'
      : 'The file must be a JavaScript module that Node can import.';
    throw new AgentgymError('E_ENV_INVALID', `${file} could not be loaded: ${messageOf(cause)}`, { cause, hint });
  });
  const exported: unknown = (loaded as { default?: unknown }).default;
  if (isDefinedEnvironment(exported)) return exported;
  const what = exported === undefined ? 'has no default export' : 'default-exports something else';
  throw new AgentgymError('E_ENV_INVALID', `${file} ${what}; expected what defineEnvironment({…}) returns.`, {
    hint: "import { defineEnvironment } from 'agentgym-evol'; export default defineEnvironment({…});",
  });
}

function hintOf(error: AgentgymError): { hint?: string } {
  return error.hint === undefined ? {} : { hint: error.hint };
}
