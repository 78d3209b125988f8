/**
 * Whether a run directory is all there is to it: no link in it leads out of it, and it holds nothing but files and folders. A
 * run may have come from somebody else, as an archive: who reads it, or goes on with it, asks here first, so that no name
 * in it stands for a file of the reader's own, or for one that never ends. Opens no file; the directory itself may be
 * reached through links.
 */
import type { Dirent } from 'node:fs';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AgentgymError } from '../errors.ts';

/**
 * Resolves where the directory is whole in this sense, and where it is not there.
 * @throws AgentgymError E_STORE_LINK that names the first entry that leads out of it, or is no file.
 */
export async function requireContained(root: string): Promise<void> {
  const real = await realpath(root).catch(() => undefined);
  if (real !== undefined) await requireWithin(real, { root, real });
}

interface Place {
  /** As the user named it. */
  root: string;
  /** Without links. */
  real: string;
}

async function requireWithin(folder: string, place: Place): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await requireWithin(path, place);
    else if (entry.isSymbolicLink()) await requireInner(path, place);
    else if (!entry.isFile()) {
      throw new AgentgymError('E_STORE_LINK', `${shown(path, place)} is neither a file nor a folder.`, {
        hint: 'A run makes nothing of the kind. Remove it, if you trust the rest.',
      });
    }
  }
}

/** A folder that is gone by now, or that may not be read, has nothing that could be followed. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** What a link leads to within the directory is looked at where it is. One that leads nowhere could lead anywhere later. */
async function requireInner(path: string, place: Place): Promise<void> {
  const target = await realpath(path).catch(() => undefined);
  if (target !== undefined && (target === place.real || target.startsWith(`${place.real}${sep}`))) return;
  const said = await readlink(path).catch(() => 'elsewhere');
  const where = target === undefined ? `to ${said}, where nothing is` : `out of ${place.root}, to ${said}`;
  throw new AgentgymError('E_STORE_LINK', `${shown(path, place)} is a link that leads ${where}.`, {
    hint: 'Put what it stands for in its place. To keep a run on another disk, put all of it there and link to the run directory.',
  });
}

function shown(path: string, { root, real }: Place): string {
  return join(root, relative(real, path));
}
