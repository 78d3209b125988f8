/**
 * The runs under a folder: found by what is in a directory, and known in URLs by ids that are looked up here, so that
 * nothing a request says becomes a path. Links are not followed. Reads a run again only when one of its files has changed.
 */
import { type Dirent } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { requireContained } from '../runs/contained.ts';
import { runDirectory, type RunDirectory } from '../runs/directory.ts';
import { type ReadRun, readRun } from '../runs/read-run.ts';
import { digest } from '../seeds.ts';

export interface KnownRun {
  readonly id: string;
  /** Below the folder. */
  readonly path: string;
  readonly directory: RunDirectory;
}

export interface KnownRuns {
  readonly folder: string;
  /** Whether the folder is a run directory itself. */
  single(): Promise<boolean>;
  /** All of them, found anew. */
  list(): Promise<KnownRun[]>;
  /** @throws AgentgymError E_VIEW_UNKNOWN; E_STORE_LINK where a link leads out of the run. */
  find(id: string): Promise<KnownRun>;
  read(run: KnownRun): Promise<ReadRun>;
}

/** How deep below the folder a run may be, and how many directories are looked at. */
const DEPTH = 3;
const MOST_DIRECTORIES = 10_000;

export function knownRuns(folder: string): KnownRuns {
  const reads = new Map<string, { signature: string; run: ReadRun }>();
  let known = new Map<string, KnownRun>();
  const single = (): Promise<boolean> => isRun(folder);
  const list = async (): Promise<KnownRun[]> => {
    const roots = (await single()) ? [folder] : await runsBelow(folder);
    const runs = roots.map((root) => {
      const path = root === folder ? basename(root) : relative(folder, root).replaceAll('\\', '/');
      return { id: idOf(path), path, directory: runDirectory(root) };
    });
    known = new Map(runs.map((run) => [run.id, run]));
    return runs;
  };
  return {
    folder,
    single,
    list,
    find: async (id) => {
      if (!known.has(id)) await list();
      const run = known.get(id);
      if (run !== undefined && (await isRun(run.directory.root))) {
        await requireContained(run.directory.root);
        return run;
      }
      throw new AgentgymError('E_VIEW_UNKNOWN', 'There is no such run.', {
        hint: 'It may have been moved or deleted.',
      });
    },
    read: async ({ directory }) => {
      const signature = await signatureOf(directory);
      const earlier = reads.get(directory.root);
      // A run that is going on may end without writing anything: its process is asked about every time.
      // What could not be read may have been put right without a trace among those files.
      const settled = earlier?.run.configText !== undefined && earlier.run.state !== 'running';
      if (settled && earlier.signature === signature) return earlier.run;
      const run = await readRun(directory.root);
      reads.set(directory.root, { signature, run });
      return run;
    },
  };
}

/** A path in one segment of a URL: as it is where it may be, else told apart by a hash. */
function idOf(path: string): string {
  const plain = path.replaceAll('/', '~');
  return /^[\w.-][\w.~-]*$/u.test(plain) && !/^\.+$/u.test(plain)
    ? plain
    : `${plain.replaceAll(/[^\w.-]+/gu, '-')}~${digest(path).slice(0, 8)}`;
}

async function isRun(root: string): Promise<boolean> {
  const { config, journal } = runDirectory(root);
  return access(config).then(
    () => true,
    () =>
      access(journal).then(
        () => true,
        () => false,
      ),
  );
}

async function runsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  let level = [folder];
  let looked = 0;
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      const entries: Dirent[] = await readdir(directory, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        if ((looked += 1) > MOST_DIRECTORIES) return found;
        const path = join(directory, entry.name);
        if (await isRun(path)) found.push(path);
        else next.push(path);
      }
    }
    level = next;
  }
  return found;
}

/** Changes when one of the small files does; progress.json, which changes all the time, may be left out. */
export async function signatureOf(directory: RunDirectory, also = { progress: true }): Promise<string> {
  const iterations = await readdir(directory.iterations).catch(() => []);
  const files = iterations
    .filter((name) => /^\d{4,6}$/u.test(name))
    .map((name) => directory.iteration(Number(name)))
    .flatMap(({ metrics, dataCard, losses }) => [metrics, dataCard, losses]);
  const { config, journal, summary, lineage, progress, lock } = directory;
  const own = [config, journal, summary, lineage, lock, ...(also.progress ? [progress] : [])];
  const marks = await Promise.all([...own, ...files].map(markOf));
  return marks.join(' ');
}

/** Size and time of a file; `-` where it is not there. */
export async function markOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? '-' : `${found.ino}:${found.size}:${found.mtimeMs}`;
}
