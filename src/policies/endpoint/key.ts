/** The key of an endpoint: read from the environment variable that the config names, and from nowhere else. */
import { AgentgymError } from '../../errors.ts';

export interface Key {
  /** Name of the environment variable. */
  name: string;
  value: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** `reference` is `env:NAME`. Throws E_POLICY_ACCESS where the variable holds nothing that could be a key. */
export function keyOf(reference: string | undefined, env: Env): Key | undefined {
  if (reference === undefined) return undefined;
  const name = reference.slice('env:'.length);
  const value = env[name]?.trim() ?? '';
  if (/^[\u{21}-\u{7e}]+$/u.test(value)) return { name, value };
  const what = value === '' ? `${name} is not set` : `${name} holds characters that no key has`;
  throw new AgentgymError('E_POLICY_ACCESS', `${what}; policy.apiKey says that it holds the key of the endpoint.`, {
    hint: `Set it: export ${name}=…`,
  });
}
