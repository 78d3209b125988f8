/**
 * `init`: the config that answers come to, checked before it is handed over. Writes no file and asks nobody (the command
 * line does); a few episodes of the environments are played, for lengths.
 */
import { parse } from 'yaml';
import { parseConfig } from './config/load.ts';
import { BUILTIN_KINDS } from './config/stages/environment.ts';
import { AgentgymError } from './errors.ts';
import type { Answers } from './init/answers.ts';
import { configText, type Place } from './init/config-text.ts';
import { BY_BYTES, BY_WORD } from './plan/lengths.ts';
import { worldsOf } from './plan/worlds.ts';

/** Throws E_ENV_UNKNOWN where a name is no built-in environment's, E_CONFIG_INVALID where model or URL cannot be used. */
export async function init(answers: Answers, place: Place, signal?: AbortSignal): Promise<string> {
  const names = answers.environments;
  requireBuiltin(names);
  const config = parseConfig({ name: 'init', environments: names.map((name) => ({ name })) });
  const measure = answers.backend === 'local' ? BY_WORD : BY_BYTES;
  const { worlds } = await worldsOf(config, { measure, signal });
  const met = worlds.map(({ name, tasks, lengths }) => ({
    name,
    tasks: { train: tasks.train ?? 0, dev: tasks.dev ?? 0, eval: tasks.eval ?? 0 },
    lengths,
  }));
  const text = configText(answers, met, place);
  parseConfig(parse(text));
  return text;
}

/** Throws E_ENV_UNKNOWN with the names that there are. */
export function requireBuiltin(names: readonly string[]): void {
  const known: readonly string[] = BUILTIN_KINDS;
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length > 0 && unknown.length === 0) return;
  const what =
    names.length === 0 ? 'No environment is named.' : `There is no built-in environment ${unknown.join(', ')}.`;
  throw new AgentgymError('E_ENV_UNKNOWN', what, { hint: `There are ${known.join(', ')}.` });
}
