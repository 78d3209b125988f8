/** The key of a service that trains: read from the environment variable that the config names, and from nowhere else. */
import { AgentgymError } from '../errors.ts';
import type { Key } from '../policies/endpoint/key.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `reference` is `env:NAME`, of the setting that is named. Throws E_TRAIN_ACCESS where the variable holds no key. */
export function trainKeyOf(reference: string, env: Env, setting: string): Key {
  const name = reference.slice('env:'.length);
  const value = env[name]?.trim() ?? '';
  if (/^[\u{21}-\u{7e}]+$/u.test(value)) return { name, value };
  const what = value === '' ? `${name} is not set` : `${name} holds characters that no key has`;
  throw new AgentgymError('E_TRAIN_ACCESS', `${what}; it has to hold the key (${setting}).`, {
    hint: `Set it: export ${name}=…`,
  });
}
