/** Keys of services: read from the environment variable that the config names as `env:NAME`, and from nowhere else. */
import { AgentgymError, type ErrorCode } from './errors.ts';
import { keepSecret } from './secrets.ts';

export interface Key {
  /** Name of the environment variable. */
  name: string;
  value: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** `purpose` ends the message of the error with `code` that is thrown where the variable holds nothing that could be a key. */
export function readKey(reference: string, env: Env, { code, purpose }: { code: ErrorCode; purpose: string }): Key {
  const name = reference.slice('env:'.length);
  const value = env[name]?.trim() ?? '';
  keepSecret(name, value);
  if (/^[\u{21}-\u{7e}]+$/u.test(value)) return { name, value };
  const what = value === '' ? `${name} is not set` : `${name} holds characters that no key has`;
  throw new AgentgymError(code, `${what}; ${purpose}`, { hint: `Set it: export ${name}=…` });
}
