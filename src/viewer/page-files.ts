/**
 * The files of the pages: those that are in the built folder when the server starts, by name. What is asked for is looked up
 * among them, so that no request becomes a path, and there is nothing to list.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  type: string;
  bytes: Buffer;
  /** Names of built files say what is in them, so that they may be kept for ever. */
  lasting: boolean;
}

/** Where the build leaves them, beside this file's own folder in dist. */
export const BUILT = fileURLToPath(new URL('../ui/', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** By the path of a URL, `/index.html` among them; empty where nothing was built. */
export async function pageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined);
  const read = files.map(async (entry) => {
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).replaceAll('\\', '/')}`;
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream';
    return [path, { type, bytes: await readFile(file), lasting: path.startsWith('/assets/') }] as const;
  });
  return new Map(await Promise.all(read));
}

/** Shown where the pages were not built, in place of them. */
export const NOT_BUILT: PageFile = {
  type: TYPES['.html'] ?? '',
  bytes: Buffer.from(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>agentgym</title><p>The pages of the viewer are not built. Run <code>npm run build</code> where agentgym comes from, and reload. The data is under <a href="/api/runs">/api/runs</a>.</p></html>',
  ),
  lasting: false,
};
