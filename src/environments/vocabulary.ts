/** Whether a fresh model can be made for environments: its vocabulary is their words, which not all of them can list. */
import { AgentgymError } from '../errors.ts';
import type { Environment } from './contract.ts';

/** Throws E_POLICY_CAPABILITY that names the environments whose words nobody can list. */
export function requireVocabulary(environments: readonly Environment[]): void {
  const unlisted = environments.filter((environment) => environment.unlisted).map(({ name }) => `\`${name}\``);
  if (unlisted.length === 0) return;
  const message = `A fresh model cannot play ${unlisted.join(', ')}: its vocabulary is made from the words of its environments, which a server does not list.`;
  throw new AgentgymError('E_POLICY_CAPABILITY', message, {
    hint: 'Start from a model that has a vocabulary: `policy: {checkpoint: DIR}`.',
  });
}
