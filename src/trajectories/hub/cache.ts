/**
 * The cache of the Hugging Face Hub on this machine, in the layout that its own tools share:
 * `datasets--owner--name/{refs/<revision>, blobs/<digest>, snapshots/<commit>/<path>}`. Speaks to nobody.
 */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isCommit } from './source.ts';

export interface RepoCache {
  readonly root: string;
  /** The commit that a revision was when it was last asked for. */
  commitOf(revision: string): Promise<string | undefined>;
  remember(revision: string, commit: string): Promise<void>;
  /** The file of a commit, if it is there. */
  find(commit: string, path: string): Promise<string | undefined>;
  blob(digest: string): string;
  /** Gives a blob the place of a commit's file; returns it. */
  place(digest: string, at: { commit: string; path: string }): Promise<string>;
}

export function repoCache(cache: string, repo: string): RepoCache {
  const root = join(cache, ['datasets', ...repo.split('/')].join('--'));
  const pointer = (commit: string, path: string): string => join(root, 'snapshots', commit, path);
  const blob = (digest: string): string => join(root, 'blobs', digest);
  return {
    root,
    blob,
    commitOf: async (revision) => {
      if (isCommit(revision)) return revision;
      const text = await readFile(join(root, 'refs', revision), 'utf8').catch(() => '');
      return isCommit(text.trim()) ? text.trim() : undefined;
    },
    remember: async (revision, commit) => {
      if (isCommit(revision)) return;
      const file = join(root, 'refs', revision);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, commit);
    },
    find: async (commit, path) => ((await isFile(pointer(commit, path))) ? pointer(commit, path) : undefined),
    place: async (digest, { commit, path }) => {
      const file = pointer(commit, path);
      await mkdir(dirname(file), { recursive: true });
      const folder = await mkdtemp(join(root, '.placing-'));
      const aside = join(folder, 'file');
      // Windows lets only some users make links.
      await symlink(relative(dirname(file), blob(digest)), aside).catch(() => copyFile(blob(digest), aside));
      await rename(aside, file);
      await rm(folder, { recursive: true });
      return file;
    },
  };
}

export async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
