/** The words of environments, which the vocabulary of a fresh model is made from; not all environments can list theirs. */
import { AgentgymError } from '../errors.ts';
import { formatLexicon } from './action-formats/lexicon.ts';
import { createEnvironment } from './catalog.ts';
import type { ActionFormatName, Environment } from './contract.ts';
import { selectEnvironments } from './selection.ts';

/**
 * Every text that the environments can say, and what the action format adds to it.
 * @param options.further built-in environments that a model should have words for without playing them.
 */
export async function lexiconOf(
  environments: readonly Environment[],
  options: { format?: ActionFormatName | undefined; further?: readonly string[] | undefined } = {},
): Promise<Iterable<string>> {
  const { format = 'react', further = [] } = options;
  const entries = selectEnvironments(further);
  const all = [...environments, ...(await Promise.all(entries.map((entry) => createEnvironment(entry))))];
  return textsOf(all, format);
}

function* textsOf(environments: readonly Environment[], format: ActionFormatName): Iterable<string> {
  for (const environment of environments) yield* environment.lexicon();
  for (const environment of environments) yield* formatLexicon(environment, format);
}

/** Throws E_POLICY_CAPABILITY that names the environments whose words nobody can list. */
export function requireVocabulary(environments: readonly Environment[]): void {
  const unlisted = environments.filter((environment) => environment.unlisted).map(({ name }) => `\`${name}\``);
  if (unlisted.length === 0) return;
  const message = `A fresh model cannot play ${unlisted.join(', ')}: its vocabulary is made from the words of its environments, which a server does not list.`;
  throw new AgentgymError('E_POLICY_CAPABILITY', message, {
    hint: 'Start from a model that has a vocabulary: `policy: {checkpoint: DIR}`.',
  });
}
