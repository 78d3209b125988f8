/** The rules of the house that can be read off the imports (ARCHITECTURE.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');
const STAGES = ['explore', 'weigh', 'train', 'evaluate', 'promote'];

interface Import {
  /** Path within src, e.g. `weigh/mix.ts`. */
  from: string;
  /** Path within src, or the name of a package. */
  to: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/(?:^|\s)from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gmu)];
  return named.map(([, ...names]) => {
    const name = names.find((one) => one !== undefined) ?? '';
    const to = name.startsWith('.')
      ? relative(SRC, resolve(dirname(file), name))
          .split(sep)
          .join('/')
      : name;
    return { from: relative(SRC, file).split(sep).join('/'), to };
  });
}

const files = filesIn(SRC);
const imports = files.flatMap(importsOf);
const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '');
const said = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);

describe('the house', () => {
  it('is read at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(said(imports)).toContain('loop.ts imports promote/promote.ts');
    expect(said(imports)).toContain('cli/commands/evolve.ts imports cli/actions/evolve.ts');
    expect(said(imports)).toContain('lm/onnx/runtime.ts imports onnxruntime-node');
  });

  it('no stage imports another, but contracts', () => {
    const crossing = imports.filter(({ from, to }) => {
      const [here, there] = [folderOf(from), folderOf(to)];
      return STAGES.includes(here) && STAGES.includes(there) && here !== there && !to.endsWith('/contract.ts');
    });
    expect(said(crossing)).toEqual([]);
  });

  it('the language model is known to the local policy and the local trainer alone', () => {
    const known = ['policies/local.ts', 'train/local.ts'];
    const knowing = imports.filter(
      ({ from, to }) => folderOf(to) === 'lm' && folderOf(from) !== 'lm' && !known.includes(from),
    );
    expect(said(knowing)).toEqual([]);
    const runtime = imports.filter(({ from, to }) => to.startsWith('onnxruntime') && folderOf(from) !== 'lm');
    expect(said(runtime)).toEqual([]);
  });

  it('the loop knows no file, terminal or clock', () => {
    const loop = imports.filter(({ from }) => from === 'loop.ts').map(({ to }) => to);
    expect(loop.filter((to) => !to.includes('/') || /^(?:node:|runs|cli|report|lm)/u.test(to))).toEqual([]);
    const text = readFileSync(join(SRC, 'loop.ts'), 'utf8');
    expect(text.split('\n').length).toBeLessThan(150);
    expect(text).not.toMatch(/Date|performance|process|console/u);
  });

  it('the terminal is known to the command line alone', () => {
    const knowing = imports.filter(
      ({ from, to }) => (folderOf(to) === 'cli' || to === 'commander') && folderOf(from) !== 'cli',
    );
    expect(said(knowing)).toEqual([]);
    const printing = files.filter((file) => /\bconsole\.|process\.std(?:out|err)/u.test(readFileSync(file, 'utf8')));
    expect(printing.map((file) => relative(SRC, file))).toEqual([join('cli', 'main.ts')]);
  });

  it('chance comes from the seeds alone', () => {
    const dicing = files.filter((file) => /Math\.random|randomUUID|randomBytes/u.test(readFileSync(file, 'utf8')));
    expect(dicing).toEqual([]);
  });

  it('a file has at most 300 lines, a test 400', () => {
    const long = (list: readonly string[], most: number): string[] =>
      list.filter((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length > most);
    expect(long([...files, ...filesIn(join(ROOT, 'scripts'))], 300)).toEqual([]);
    expect(long(filesIn(join(ROOT, 'test')), 400)).toEqual([]);
  });

  it('a file begins with what it is, and no folder is for odds and ends', () => {
    const silent = files.filter((file) => !readFileSync(file, 'utf8').startsWith('/**'));
    expect(silent.map((file) => relative(SRC, file))).toEqual([]);
    const folders = files.flatMap((file) => relative(SRC, dirname(file)).split(sep));
    expect(folders.filter((name) => /^(?:utils?|common|helpers?|types|misc|shared)$/u.test(name))).toEqual([]);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string };

  it('gives its public API under its name', async () => {
    const api = (await import(manifest.name)) as Record<string, unknown>;
    for (const name of ['agentEvol', 'collect', 'defineEnvironment', 'evaluate', 'evolve', 'loadConfig'])
      expect(api[name], name).toBeTypeOf('function');
    expect(api['default']).toBeUndefined();
  });

  it('gives its manifest, and nothing that is its own business', async () => {
    expect(import.meta.resolve(`${manifest.name}/package.json`)).toMatch(/\/package\.json$/u);
    expect(() => import.meta.resolve(`${manifest.name}/dist/loop.js`)).toThrow(/not defined by "exports"/u);
  });
});
