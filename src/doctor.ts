/**
 * The doctor: whether this machine has what a config needs, or what the program needs at all. Looks, changes nothing, and
 * says the one command that makes the Python environment where that is what is missing.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Config } from './config/schema.ts';
import { type Finding, missing, ok } from './doctor/finding.ts';
import { examineLauncher, isElsewhere } from './doctor/launchers.ts';
import { examinePython } from './doctor/python.ts';
import { examineKeys, examineServers } from './doctor/reach.ts';
import { examineTrackers } from './doctor/trackers.ts';
import { messageOf } from './errors.ts';
import { interpreterOf, scriptFile } from './train/trl/script.ts';

export type { Finding } from './doctor/finding.ts';

export interface DoctorRequest {
  config?: Config | undefined;
  /** Interpreter to look at, whatever the config says. */
  python?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
}

export interface Diagnosis {
  findings: readonly Finding[];
  /** Makes the Python environment, in a shell of the folder one works in; absent where nothing of it is missing. */
  command?: string;
}

/** Folder of the Python environment that the command makes. */
const VENV = '.venv';

export async function examine({ config, python, env, signal }: DoctorRequest): Promise<Diagnosis> {
  const findings = [nodeFinding(), await examineRuntime(signal)];
  if (config !== undefined) findings.push(...examineKeys(config, env), ...(await examineServers(config, signal)));
  if (config !== undefined) findings.push(...(await examineTrackers(config)));
  const { train } = config ?? {};
  if (train?.kind === 'trl') findings.push(...(await examineLauncher(train.launcher, env)));
  if (python === undefined && (train?.kind !== 'trl' || isElsewhere(train.launcher))) return { findings };
  const interpreter = python ?? interpreterOf(train?.kind === 'trl' ? train.python : undefined, env);
  const ofPython = await examinePython(interpreter, signal);
  findings.push(...ofPython);
  return ofPython.some(({ state }) => state === 'missing') ? { findings, command: commandOf() } : { findings };
}

function nodeFinding(): Finding {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', node);
  return missing('node', `${node}; 20.19 or newer is needed`);
}

/** In a process of its own: a runtime of another platform would take this one down with it. */
async function examineRuntime(signal: AbortSignal | undefined): Promise<Finding> {
  const code = `(require('onnxruntime-node'), require('onnxruntime-node/package.json').version)`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      ...(signal === undefined ? {} : { signal }),
    });
    return ok('onnxruntime', stdout.trim());
  } catch (error) {
    if (signal?.aborted) throw error;
    const why =
      messageOf(error)
        .split('\n')
        .find((line) => line.includes('Error:')) ?? 'it cannot be loaded';
    return missing('onnxruntime', `${why.trim()}; install the package again`);
  }
}

function commandOf(): string {
  const requirements = scriptFile('requirements.txt').replaceAll("'", String.raw`'\''`);
  return `python3 -m venv ${VENV} && ${VENV}/bin/python -m pip install -r '${requirements}' && export AGENTGYM_PYTHON="$PWD/${VENV}/bin/python"`;
}
