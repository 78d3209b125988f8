/** Files of a checkpoint directory, and JSON in them. Tells missing from malformed; knows nothing of what is in them. */
import { readFile, stat } from 'node:fs/promises';
import { AgentgymError, messageOf } from '../../errors.ts';

export const LAYOUT_HINT =
  'A checkpoint is a directory in Hugging Face layout: config.json, model.safetensors, tokenizer.json and tokenizer_config.json.';

/** Throws E_STORE_CHECKPOINT, naming the file, where it is missing, cannot be read or is not JSON. */
export async function readJson(file: string): Promise<unknown> {
  const value = await readJsonIfThere(file);
  if (value === undefined) throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is missing.`, { hint: LAYOUT_HINT });
  return value;
}

/** Undefined where there is no such file; otherwise as `readJson`. */
export async function readJsonIfThere(file: string): Promise<unknown> {
  const text = await readTextIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is not JSON: ${messageOf(cause)}.`, {
      hint: 'It may be cut off; copy or make the checkpoint again.',
      cause,
    });
  }
}

/** Undefined where there is no such file; throws E_STORE_CHECKPOINT where it cannot be read. */
export async function readTextIfThere(file: string): Promise<string | undefined> {
  try {
    return (await bytesOf(file)).toString('utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unreadable(file, cause);
  }
}

/** What a file holds. Anything else is refused before it is opened: a pipe would be waited for, a device read for ever. */
export async function bytesOf(file: string): Promise<Buffer> {
  if (!(await stat(file)).isFile()) throw new Error('it is no file');
  return readFile(file);
}

/** The error of a file that is missing or cannot be read. */
export function unreadable(file: string, cause: unknown): AgentgymError {
  const what = isMissing(cause) ? 'is missing' : `cannot be read: ${messageOf(cause)}`;
  return new AgentgymError('E_STORE_CHECKPOINT', `${file} ${what}.`, { hint: LAYOUT_HINT, cause });
}

function isMissing(cause: unknown): boolean {
  const { code } = cause as { code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
}
