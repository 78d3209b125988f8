/** What others wrote and the package ships has its licence beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The packages that the sources of the pages import. */
function bundled(): string[] {
  const folder = join(root, 'src/viewer/ui');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/u.test(name));
  const names = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/(?:from|import) '((?:@[\w-]+\/)?[a-z][\w.-]*)/gu)].map(
      ([, found]) => found ?? '',
    ),
  );
  return [...new Set(names)];
}

describe('licences', () => {
  it('of the packages in the pages are in the built folder', () => {
    const packages = bundled();
    expect(packages).toEqual(expect.arrayContaining(['preact', 'uplot']));
    const text = readFileSync(join(root, 'dist/ui/LICENSES.txt'), 'utf8');
    for (const name of packages) {
      const [, own] = text.split(`\n## ${name} - `);
      expect(own, name).toBeDefined();
      expect(own?.split('\n## ')[0], name).toMatch(/Copyright \(c\) [^]+Permission is hereby granted/u);
    }
  });

  it('of the data are beside them', () => {
    const folders = readdirSync(join(root, 'data'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).toSorted()).toEqual(['textcraft', 'wordle']);
    for (const { name } of folders) {
      const files = readdirSync(join(root, 'data', name)).filter((file) => /^(?:LICENSE|COPYRIGHT)\b/u.test(file));
      expect(files, name).toHaveLength(1);
      const text = readFileSync(join(root, 'data', name, files[0] ?? ''), 'utf8');
      expect(text, name).toMatch(/Copyright [^]+[Pp]ermission (?:is hereby granted|to use)/u);
    }
  });
});
