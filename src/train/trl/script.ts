/** Where the Python script of the trl trainer is: in src, which the package ships beside dist. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file of the script's folder. */
export function scriptFile(name: 'train.py' | 'check.py' | 'requirements.txt'): string {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../../src/train/trl/${name}`, import.meta.url));
}

/** The interpreter that a config names, or else the environment, or else the one on the PATH. */
export function interpreterOf(
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const named = env['AGENTGYM_PYTHON'];
  return configured ?? (named === undefined || named === '' ? 'python3' : named);
}
