/** The package's version, read when it is asked for. */
import { readFileSync } from 'node:fs';

/** Version in package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
