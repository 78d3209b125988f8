/** The name of a checkpoint: a digest of the files in its directory. Reads every byte, writes nothing. */
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentgymError } from '../errors.ts';

/** Bytes that are read at a time. */
const CHUNK = 2 ** 20;

/** The digest of each file, by its name: they tell which one differs. */
export type FileDigests = Readonly<Record<string, string>>;

/**
 * 16 hex characters of the SHA-256 over names and bytes of the directory's own files (folders in it do not count).
 * Throws E_STORE_CHECKPOINT where there is no such directory, or something in it that is no file.
 */
export async function digestOf(directory: string): Promise<string> {
  return read(directory, () => undefined);
}

/** The same, and 16 hex characters of the SHA-256 of each file. */
export async function digestsOf(directory: string): Promise<{ id: string; files: FileDigests }> {
  const files = new Map<string, string>();
  const id = await read(directory, (name) => {
    const hash = createHash('sha256');
    return { take: (chunk) => hash.update(chunk), end: () => files.set(name, shortened(hash.digest('hex'))) };
  });
  return { id, files: Object.fromEntries(files) };
}

interface Reader {
  take: (chunk: Buffer) => void;
  end: () => void;
}

async function read(directory: string, readerOf: (name: string) => Reader | undefined): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AgentgymError('E_STORE_CHECKPOINT', `There is no checkpoint directory ${directory}.`, { cause });
  });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));
  for (const name of names.toSorted()) {
    if (!(await isFile(join(directory, name)))) continue;
    const reader = readerOf(name);
    const file = await open(join(directory, name));
    // Weights of real models are longer than what can be read at once.
    hash.update(`${name}\n${(await file.stat()).size}\n`);
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK })) {
      hash.update(chunk as Buffer);
      reader?.take(chunk as Buffer);
    }
    reader?.end();
  }
  return shortened(hash.digest('hex'));
}

/**
 * Whether it is a file, or a link to one, rather than a folder. Anything else is refused before it is opened: a pipe would
 * be waited for, and a device read, for ever.
 */
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${path} is a link to what is not there.`, { cause });
  });
  if (found.isFile()) return true;
  if (found.isDirectory()) return false;
  throw new AgentgymError('E_STORE_CHECKPOINT', `${path} is no file: a checkpoint holds nothing else.`, {
    hint: 'Remove it from the checkpoint, or name another.',
  });
}

function shortened(hex: string): string {
  return hex.slice(0, 16);
}
