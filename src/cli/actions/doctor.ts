/** What `agentgym doctor` does: one line for each finding, and the command that makes the Python environment. */
import { resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { examine } from '../../doctor.ts';
import { AgentgymError } from '../../errors.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { CliContext } from '../context.ts';

/** Throws E_DOCTOR_MISSING where something that is needed is missing. */
export async function runDoctor(options: DoctorOptions, context: CliContext): Promise<void> {
  const { cwd, env, signal, stdout, stderr } = context;
  const { config: file, set, python } = options;
  const config = file === undefined ? undefined : (await loadConfig(file, { cwd, set: [...set] })).config;
  const interpreter = python?.includes('/') ? resolve(cwd, python) : python;
  const diagnosis = await examine({ config, python: interpreter, env, signal });
  const { findings, command } = diagnosis;
  const stream = options.json ? stderr : stdout;
  for (const { state, what, detail } of findings) stream.write(`${state.padEnd(8)} ${what}: ${detail}\n`);
  if (command !== undefined) stream.write(`\nThis makes the Python environment:\n  ${command}\n`);
  if (options.json) stdout.write(`${JSON.stringify(diagnosis)}\n`);
  const lacking = findings.filter(({ state }) => state === 'missing').map(({ what }) => what);
  if (lacking.length > 0) throw new AgentgymError('E_DOCTOR_MISSING', `Missing: ${lacking.join(', ')}.`);
}
