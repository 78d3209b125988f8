/**
 * Checks a plain value against the config schema and finds everything that is wrong with it. zod
 * looks at combinations only where the parts are right, so what is wrong is noted, taken out and the rest checked
 * again, until nothing new is found. Knows no file and no line (load.ts does).
 */
import { type Mistake, mistakesOf, type Path, startsWith, valueAt } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { type Config, ConfigSchema } from './schema.ts';
import { BUILTIN_KINDS } from './stages/environment.ts';

/** Result of a check: the config where nothing is wrong, and otherwise as much of it as could be made out. */
export interface Checked {
  config: Config | undefined;
  mistakes: Mistake[];
}

/** Rounds of noting and taking out; each takes at least one value out, so more are never needed in practice. */
const MOST_PASSES = 12;

export function checkConfig(raw: unknown): Checked {
  const mistakes: Mistake[] = [];
  let draft: unknown;
  try {
    draft = structuredClone(raw);
  } catch {
    const message = 'the config holds something that is not plain data, such as a function';
    return { config: undefined, mistakes: [{ path: [], at: 'value', involves: [], message }] };
  }
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const result = ConfigSchema.safeParse(draft);
    if (result.success) return { config: result.data, mistakes };
    const found = result.error.issues.flatMap((issue) => mistakesOf(issue, draft));
    // What follows only from taking something out is no mistake of the user's.
    const known = mistakes.map((mistake) => mistake.path);
    mistakes.push(...found.filter(({ path, involves }) => ![path, ...involves].some((p) => overlapsAny(p, known))));
    if (typeof draft !== 'object' || draft === null || Array.isArray(draft)) break;
    for (const mistake of found) takeOut(draft as Record<string, unknown>, mistake);
  }
  return { config: undefined, mistakes };
}

function overlapsAny(path: Path, known: readonly Path[]): boolean {
  return known.some((other) => startsWith(path, other) || startsWith(other, path));
}

/** Takes the value at fault out, so that the rest can be checked; required values get a stand-in. */
function takeOut(draft: Record<string, unknown>, { path, at }: Mistake): void {
  const [first, index, ...rest] = path;
  if (first === 'name' && path.length === 1) draft['name'] = 'stand-in';
  else if (first === 'environments') takeOutOfEnvironments(draft, { index, rest, at });
  else remove(draft, path);
}

function takeOutOfEnvironments(
  draft: Record<string, unknown>,
  { index, rest, at }: { index: PropertyKey | undefined; rest: Path; at: Mistake['at'] },
): void {
  const list = draft['environments'];
  const entry = valueAt(list, index === undefined ? [] : [index]);
  if (!Array.isArray(list) || typeof index !== 'number' || list.length === 0) {
    draft['environments'] = [standIn(0)];
  } else if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || rest.length === 0) {
    list[index] = standIn(index);
  } else if (rest.length > 1 || at === 'key') remove(entry as Record<string, unknown>, rest);
  else repairEntry(entry as Record<string, unknown>, rest[0], index);
}

function repairEntry(entry: Record<string, unknown>, key: PropertyKey | undefined, index: number): void {
  if (key === 'kind') {
    const near = nearest(String(entry['kind'] ?? entry['name']), [...BUILTIN_KINDS, 'agentgym', 'custom']);
    entry['kind'] = near ?? (entry['file'] === undefined ? 'textcraft' : 'custom');
    // Of an entry whose kind cannot be guessed nothing more can be said.
    if (near === undefined && entry['kind'] === 'textcraft') {
      for (const other of Object.keys(entry)) if (other !== 'name' && other !== 'kind') delete entry[other];
    }
    if (typeof entry['name'] !== 'string') entry['name'] = `stand-in-${index}`;
  } else if (key === 'name') {
    entry['kind'] ??= BUILTIN_KINDS[0];
    entry['name'] = `stand-in-${index}`;
  } else if (key === 'file') entry['file'] = 'stand-in.js';
  else if (key !== undefined) delete entry[String(key)];
}

function standIn(index: number): { name: string; kind: string } {
  return { name: `stand-in-${index}`, kind: BUILTIN_KINDS[0] };
}

function remove(from: Record<string, unknown>, path: Path): void {
  const parent = valueAt(from, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(parent)) remove(from, path.slice(0, -1));
  else if (typeof parent === 'object' && parent !== null && key !== undefined)
    delete (parent as Record<string, unknown>)[String(key)];
}
