/** The trainer that a config names. Trains nothing. */
import type { TrainConfig } from '../config/stages/train.ts';
import { type HostedConfig, keyReference } from '../config/stages/train-hosted.ts';
import type { HfJobsConfig } from '../config/stages/train-hf-jobs.ts';
import type { LauncherConfig } from '../config/stages/train-launchers.ts';
import type { Trainer } from './contract.ts';
import { hostedSettings } from './hosted/settings.ts';
import { createHostedTrainer } from './hosted.ts';
import { trainKeyOf } from './key.ts';
import type { Launcher } from './launchers/contract.ts';
import { hfJobsLauncher } from './launchers/hf-jobs.ts';
import { accelerateLauncher, localLauncher } from './launchers/local.ts';
import { rayLauncher } from './launchers/ray.ts';
import { slurmLauncher } from './launchers/slurm.ts';
import { createLocalTrainer } from './local.ts';
import { interpreterOf } from './trl/script.ts';
import { createTrlTrainer } from './trl.ts';

export interface TrainerSurroundings {
  /** Folder for the directories of jobs. */
  jobs: string;
  env: Readonly<Record<string, string | undefined>>;
  onNotice: (notice: string) => void;
}

export function createTrainer(config: TrainConfig, { jobs, env, onNotice }: TrainerSurroundings): Trainer {
  if (config.kind === 'local') {
    const { kind: _kind, from: _from, steps: _steps, ...settings } = config;
    return createLocalTrainer(settings, { onNotice });
  }
  if (config.kind === 'hosted') return hostedTrainer(config, { jobs, env, onNotice });
  const { kind: _kind, from: _from, steps: _steps, python, launcher, ...settings } = config;
  return createTrlTrainer({
    settings,
    launcher: launcherOf(launcher, env),
    python: interpreterOf(python, env),
    jobs,
    onNotice,
  });
}

function hostedTrainer(config: HostedConfig, { env, onNotice }: TrainerSurroundings): Trainer {
  const { kind: _kind, from: _from, steps: _steps, apiKey: _key, ...settings } = config;
  const reference = keyReference(config);
  const key = reference === undefined ? undefined : trainKeyOf(reference, env, 'train.apiKey');
  return createHostedTrainer({ settings: hostedSettings(settings), key, onNotice });
}

function launcherOf(config: LauncherConfig, env: TrainerSurroundings['env']): Launcher {
  if (config.kind === 'local') return localLauncher();
  if (config.kind === 'accelerate') {
    const { kind: _, ...settings } = config;
    return accelerateLauncher(settings);
  }
  if (config.kind === 'ray') {
    const { kind: _, ...settings } = config;
    return rayLauncher(settings, { env });
  }
  if (config.kind === 'hf-jobs') return hfJobs(config, env);
  const { kind: _, ...settings } = config;
  return slurmLauncher(settings);
}

function hfJobs(config: HfJobsConfig, env: TrainerSurroundings['env']): Launcher {
  const { kind: _kind, apiKey, secrets = {}, hubUrl, ...settings } = config;
  const values = Object.entries(secrets).map(([name, reference]): [string, string] => [
    name,
    trainKeyOf(reference, env, 'train.launcher.secrets').value,
  ]);
  const key = trainKeyOf(apiKey, env, 'train.launcher.apiKey');
  return hfJobsLauncher(settings, { key, secrets: Object.fromEntries(values), hubUrl });
}
