/** Looks at the Python environment of the trl trainer: interpreter, versions of packages, devices. Installs nothing. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { scriptFile } from '../train/trl/script.ts';
import { type Finding, missing, note, ok } from './finding.ts';

/** Importing PyTorch from a cold disk takes its time. Milliseconds. */
const PATIENCE = 180_000;

const Said = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string().nullable()),
  devices: z.object({ cuda: z.array(z.string()).optional(), error: z.string().optional() }).optional(),
});

export interface Requirement {
  name: string;
  exact: boolean;
  version: string;
}

/** One finding a package. `bf16`: whether the config computes in it. */
export async function examinePython(python: string, signal?: AbortSignal): Promise<Finding[]> {
  const requirements = await readRequirements();
  let said: z.output<typeof Said>;
  try {
    const names = requirements.map(({ name }) => name);
    const { stdout } = await promisify(execFile)(python, [scriptFile('check.py'), ...names], {
      timeout: PATIENCE,
      ...(signal === undefined ? {} : { signal }),
    });
    said = Said.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    if (signal?.aborted) throw error;
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return [missing('python', gone ? `${python} is not there` : `${python} fails: ${messageOf(error).split('\n')[0]}`)];
  }
  const packages = requirements.map((requirement) => findingOf(requirement, said.packages[requirement.name] ?? null));
  return [pythonFinding(python, said.python), ...packages, ...devicesOf(said.devices)];
}

function pythonFinding(python: string, version: string): Finding {
  const detail = `${version} (${python})`;
  return atLeast(version, '3.10') ? ok('python', detail) : missing('python', `${detail}; 3.10 or newer is needed`);
}

function findingOf({ name, exact, version }: Requirement, found: string | null): Finding {
  const what = `python package ${name}`;
  if (found === null) return missing(what, `not installed; ${exact ? '' : 'at least '}${version} is needed`);
  // What comes behind a plus says how it was built.
  const [plain = found] = found.split('+');
  if (exact && plain !== version) return note(what, `${found}; tested with ${version}`);
  if (!exact && !atLeast(plain, version)) return missing(what, `${found}; at least ${version} is needed`);
  return ok(what, found);
}

function devicesOf(devices: z.output<typeof Said>['devices']): Finding[] {
  if (devices === undefined) return [];
  if (devices.error !== undefined) return [missing('python package torch', `cannot be imported: ${devices.error}`)];
  const { cuda = [] } = devices;
  if (cuda.length === 0) return [note('cuda', 'PyTorch sees no GPU; training runs on the CPU')];
  return [ok('cuda', `${cuda.length} × ${[...new Set(cuda)].join(', ')}`)];
}

/** The names and versions of requirements.txt. */
export async function readRequirements(): Promise<Requirement[]> {
  const text = await readFile(scriptFile('requirements.txt'), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [, name, sign, version] = /^([a-z0-9_-]+)(==|>=)([\d.]+)\s*$/u.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, exact: sign === '==', version }];
  });
}

/** Whether a version is at least another, by their numbers. */
function atLeast(version: string, least: string): boolean {
  const [have, need] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (const [i, number] of (need ?? []).entries()) {
    const own = have?.[i] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
