/** The key of an endpoint. */
import { type Env, type Key, readKey } from '../../keys.ts';

/** `reference` is `env:NAME`. Throws E_POLICY_ACCESS where the variable holds nothing that could be a key. */
export function keyOf(reference: string | undefined, env: Env): Key | undefined {
  if (reference === undefined) return undefined;
  const purpose = 'policy.apiKey says that it holds the key of the endpoint.';
  return readKey(reference, env, { code: 'E_POLICY_ACCESS', purpose });
}
