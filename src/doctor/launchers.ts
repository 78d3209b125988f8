/** Looks at the cluster that a config's launcher names: whether its scheduler answers. Submits nothing. */
import type { LauncherConfig } from '../config/stages/train-launchers.ts';
import { messageOf } from '../errors.ts';
import { rayVersion } from '../train/launchers/ray.ts';
import { slurmVersion } from '../train/launchers/slurm.ts';
import { type Finding, missing, note, ok } from './finding.ts';

type Env = Readonly<Record<string, string | undefined>>;

export async function examineLauncher(launcher: LauncherConfig, env: Env): Promise<Finding[]> {
  if (launcher.kind !== 'ray' && launcher.kind !== 'slurm') return [];
  const shared = note(
    'run directory',
    `the machines of the ${launcher.kind} cluster have to see it under the same path`,
  );
  try {
    const version = launcher.kind === 'ray' ? await rayVersion(launcher, env) : await slurmVersion(launcher);
    return [ok(launcher.kind, version), shared];
  } catch (error) {
    return [missing(launcher.kind, messageOf(error)), shared];
  }
}

/** Whether the job's interpreter is one that this machine need not have. */
export function isElsewhere(launcher: LauncherConfig): boolean {
  return (launcher.kind === 'ray' || launcher.kind === 'slurm') && launcher.python !== undefined;
}
