/** The key of a service that trains. */
import { type Env, type Key, readKey } from '../keys.ts';

/** `reference` is `env:NAME`, of the setting that is named. Throws E_TRAIN_ACCESS where the variable holds no key. */
export function trainKeyOf(reference: string, env: Env, setting: string): Key {
  return readKey(reference, env, { code: 'E_TRAIN_ACCESS', purpose: `it has to hold the key (${setting}).` });
}
