/**
 * Settings of the launchers: how a training job comes to run on this machine, on a Ray cluster or under Slurm. Starts
 * nothing.
 */
import { z } from 'zod';
import { address, fillKind, keyVariable, whole } from './fields.ts';
import { hfJobs } from './train-hf-jobs.ts';

const processes = {
  processes: whole(1).exactOptional().describe('Processes in all (`--num_processes`).'),
  machines: whole(1).exactOptional().describe('Machines (`--num_machines`).'),
  machineRank: whole(0).exactOptional().describe('Which of the machines this is, from 0 (`--machine_rank`).'),
  mainAddress: z.string().min(1).exactOptional().describe('Address of the first machine (`--main_process_ip`).'),
  mainPort: whole(1).exactOptional().describe('Port on the first machine (`--main_process_port`).'),
  configFile: z
    .string()
    .min(1)
    .exactOptional()
    .describe('A file that `accelerate config` wrote (FSDP, DeepSpeed), relative to the config file.'),
  args: z.array(z.string()).exactOptional().describe('Further arguments of `accelerate launch`, as a list.'),
};

const local = z
  .strictObject({ kind: z.literal('local').describe('One process on this machine.') })
  .describe('`kind: local`.');

const accelerate = z
  .strictObject({
    kind: z.literal('accelerate').describe('Several processes or machines, by `accelerate launch`.'),
    ...processes,
  })
  .describe('`kind: accelerate`.');

/** Several processes of a job that a cluster starts. */
const within = z
  .strictObject({ processes: processes.processes, configFile: processes.configFile, args: processes.args })
  .describe('Runs the job as several processes of its machine, by `accelerate launch`.');

const python = z
  .string()
  .min(1)
  .exactOptional()
  .describe('The Python interpreter on the machines of the cluster, where it is not `train.python`.');

const ray = z
  .strictObject({
    kind: z.literal('ray').describe('A Ray cluster, by its Jobs API; its machines see the run directory.'),
    url: address('http://127.0.0.1:8265')
      .default('http://127.0.0.1:8265')
      .describe('Address of the dashboard of the cluster.'),
    apiKey: keyVariable('train.launcher.apiKey', 'RAY_AUTH_TOKEN')
      .exactOptional()
      .describe('Token that the cluster asks for, as `env:NAME`. Default: what RAY_AUTH_TOKEN holds, where it is set.'),
    python,
    numGpus: z.number().min(0).default(1).describe('GPUs reserved for the job (`entrypoint_num_gpus`).'),
    numCpus: z.number().min(0).exactOptional().describe('CPUs reserved for the job (`entrypoint_num_cpus`).'),
    memory: whole(1).exactOptional().describe('Bytes of memory reserved for the job (`entrypoint_memory`).'),
    resources: z
      .record(z.string().min(1), z.number().positive())
      .exactOptional()
      .describe('Custom resources of the cluster, reserved for the job (`entrypoint_resources`).'),
    runtimeEnv: z
      .looseObject({
        env_vars: z
          .record(z.string().min(1), z.string())
          .exactOptional()
          .describe('Environment variables of the job; a value may be `env:NAME`.'),
      })
      .exactOptional()
      .describe('Runtime environment of the job, as Ray takes it: `pip`, `working_dir` and so on.'),
    accelerate: within.exactOptional(),
  })
  .describe('`kind: ray`.');

const slurm = z
  .strictObject({
    kind: z.literal('slurm').describe('A Slurm cluster, by sbatch; its machines see the run directory.'),
    ssh: z
      .string()
      .regex(/^(?![-])[\w.@-]+$/u, 'expected a host as ssh takes it: login.example.org, or me@login.example.org')
      .exactOptional()
      .describe("Host that has Slurm's commands, reached by `ssh` without a password. Default: this machine."),
    python,
    account: z.string().min(1).exactOptional().describe('`--account`.'),
    partition: z.string().min(1).exactOptional().describe('`--partition`.'),
    qos: z.string().min(1).exactOptional().describe('`--qos`.'),
    time: z.string().min(1).exactOptional().describe('Time limit (`--time`), e.g. `04:00:00`.'),
    gres: z.string().min(1).exactOptional().describe('Devices (`--gres`), e.g. `gpu:1`.'),
    nodes: whole(1).exactOptional().describe('Machines (`--nodes`); more than one needs a `template`.'),
    args: z.array(z.string().min(1)).exactOptional().describe('Further arguments of sbatch, as a list.'),
    template: z
      .string()
      .min(1)
      .exactOptional()
      .describe('A batch script that runs the command it is given as arguments, relative to the config file.'),
    accelerate: within.exactOptional(),
  })
  .describe('`kind: slurm`.');

export const launcher = z
  .preprocess(
    fillKind(() => 'local'),
    z.discriminatedUnion('kind', [local, accelerate, ray, slurm, hfJobs]),
  )
  .describe('How the training process is started.');
export type LauncherConfig = z.output<typeof launcher>;

/** How many processes a job is, where the config says it. */
export function processesOf(config: LauncherConfig): number | undefined {
  if (config.kind === 'local') return 1;
  if (config.kind === 'accelerate' || config.kind === 'hf-jobs') return config.processes;
  return config.accelerate?.processes;
}
