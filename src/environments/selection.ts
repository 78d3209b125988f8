/** The environments that `--env` names: entries of a config, or built-in ones with their defaults. */
import { nearest } from '../config/nearest.ts';
import { type EnvironmentConfig, EnvironmentSchema } from '../config/stages/environment.ts';
import { AgentgymError } from '../errors.ts';
import { BUILTIN } from './builtin.ts';

/**
 * The config entries of `names`, in their order; with a config but no names, all of its entries.
 * @throws AgentgymError E_ENV_UNKNOWN that names every unknown one, with the nearest known.
 */
export function selectEnvironments(
  names: readonly string[] | undefined,
  config?: { environments: readonly EnvironmentConfig[] },
): readonly EnvironmentConfig[] {
  const known = config?.environments ?? BUILTIN.map(({ name }) => EnvironmentSchema.parse({ name }));
  if (names === undefined) return known;
  const found = names.map((name) => known.find((entry) => entry.name === name) ?? name);
  const unknown = found.filter((entry) => typeof entry === 'string');
  if (unknown.length > 0) {
    const all = known.map(({ name }) => name);
    const messages = unknown.map((name) => {
      const meant = nearest(name, all);
      return `There is no environment \`${name}\`${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`;
    });
    const where = config === undefined ? 'Built in are' : 'The config names';
    throw new AgentgymError('E_ENV_UNKNOWN', messages.join('\n'), { hint: `${where} ${all.join(', ')}.` });
  }
  return found.filter((entry) => typeof entry !== 'string');
}
