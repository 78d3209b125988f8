/**
 * The catalogue: environments by their config entry. Built-in ones are imported when they are first asked for, custom
 * ones from their file. Puts the entry's name, rounds and task counts on what it returns; plays nothing.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentConfig } from '../config/schema.ts';
import type { BUILTIN_KINDS } from '../config/stages/environment.ts';
import type { RemoteName } from '../config/stages/remote.ts';
import { AgentgymError, messageOf } from '../errors.ts';
import type { Environment } from './contract.ts';
import { isDefinedEnvironment } from './define.ts';
import { tailored } from './tailored.ts';

/** The environments that come with the program. */
export const BUILTIN: readonly { name: (typeof BUILTIN_KINDS)[number]; summary: string }[] = [
  { name: 'textcraft', summary: 'Craft a Minecraft item from recipes, some of them beside the point.' },
  { name: 'babyai', summary: 'Follow an instruction in a grid world of rooms, doors, keys and boxes.' },
  { name: 'household', summary: 'Do household tasks in a room: find, clean, heat, cool, light and put away.' },
  { name: 'maze', summary: 'Walk through a maze to a goal, seeing only the walls beside you.' },
  { name: 'wordle', summary: 'Guess a hidden word in six tries from marks on its letters.' },
  { name: 'sql', summary: 'Answer questions about small databases with SQL queries.' },
];

/**
 * Creates the environment that a config entry describes.
 * @param options.base what a custom file's relative path is relative to; default: the working directory. Paths of a
 * loaded config are absolute.
 * @throws AgentgymError E_ENV_INVALID where a custom file is not an environment; E_CONFIG_INVALID where a split has
 * fewer tasks than the entry asks for.
 */
export async function createEnvironment(
  config: EnvironmentConfig,
  options: { base?: string } = {},
): Promise<Environment> {
  const own = await open(config, options.base ?? process.cwd());
  // A remote environment's tasks are chosen, not counted.
  const counts = config.kind === 'agentgym' ? undefined : config.tasks;
  return tailored(own, { name: config.name, maxRounds: config.rounds, tasks: counts });
}

async function open(config: EnvironmentConfig, base: string): Promise<Environment> {
  const rounds = config.rounds === undefined ? {} : { maxRounds: config.rounds };
  switch (config.kind) {
    case 'textcraft': {
      const { createTextcraft } = await import('./builtin/textcraft/environment.ts');
      const variants = config.variants === undefined ? {} : { variants: config.variants };
      return createTextcraft({ depths: config.depths, ...variants, ...rounds });
    }
    case 'babyai': {
      const { createBabyai } = await import('./builtin/babyai/environment.ts');
      const limit = config.stepLimit === undefined ? {} : { stepLimit: config.stepLimit };
      return createBabyai({ levels: config.levels, observation: config.observation, ...limit, ...rounds });
    }
    case 'household': {
      const { createHousehold } = await import('./builtin/household/environment.ts');
      return createHousehold({ types: config.types, ...rounds });
    }
    case 'maze': {
      const { createMaze } = await import('./builtin/maze/environment.ts');
      return createMaze({ levels: config.levels, observation: config.observation, ...rounds });
    }
    case 'wordle': {
      const { createWordle } = await import('./builtin/wordle/environment.ts');
      return createWordle({ levels: config.levels, adversarial: config.adversarial, ...rounds });
    }
    case 'sql': {
      const { createSql } = await import('./builtin/sql/environment.ts');
      const { mode, deadline, levels, databases, questions } = config;
      return createSql({
        mode,
        deadline,
        ...(levels === undefined ? {} : { levels }),
        ...(databases === undefined ? {} : { databases: resolve(base, databases) }),
        ...(questions === undefined ? {} : { questions: resolve(base, questions) }),
        ...rounds,
      });
    }
    case 'agentgym': {
      const { createRemote } = await import('./remote/environment.ts');
      const { kind: _, environment = config.name, url, urls = url === undefined ? [] : [url], ...rest } = config;
      return createRemote({ ...rest, environment: environment as RemoteName, urls });
    }
    default:
      return fromFile(resolve(base, config.file));
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
