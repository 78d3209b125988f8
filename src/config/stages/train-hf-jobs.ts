/** Settings of the launcher `hf-jobs`: training jobs on Hugging Face Jobs. Starts nothing and reads no key. */
import { z } from 'zod';
import { address, keyVariable, whole } from './fields.ts';

const variable = (setting: string): z.ZodString => keyVariable(setting, 'HF_TOKEN');

export const hfJobs = z
  .strictObject({
    kind: z.literal('hf-jobs').describe('Hugging Face Jobs: a container with a GPU, paid by the second.'),
    namespace: z
      .string()
      .regex(/^[\w.-]+$/u, 'expected the name of a user or an organisation')
      .describe('The user or organisation whose jobs they are, and who pays.'),
    repo: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/u, 'expected owner/name')
      .exactOptional()
      .describe(
        'Private model repository that jobs go through, a branch for each; made where it is not there. Default: `<namespace>/agentgym-jobs`.',
      ),
    apiKey: variable('train.launcher.apiKey')
      .default('env:HF_TOKEN')
      .describe('`env:NAME`: the variable that holds the token; it becomes a secret of the job.'),
    flavor: z
      .string()
      .regex(/^[a-z0-9-]+$/u, 'expected the name of a hardware flavor, such as a10g-small')
      .default('a10g-small')
      .describe('Hardware, as `hf jobs hardware` lists it.'),
    processes: whole(1).default(1).describe('Processes of the training, one for each GPU.'),
    image: z
      .string()
      .min(1)
      .default('ghcr.io/astral-sh/uv:python3.12-bookworm')
      .describe('Container image; it must have uv, which installs what the script needs.'),
    timeout: z.number().positive().default(6).describe('Hours after which the Hub ends a job.'),
    secrets: z
      .record(
        z.string().regex(/^[A-Za-z_]\w*$/u, 'expected the name of a variable'),
        variable('train.launcher.secrets'),
      )
      .exactOptional()
      .describe('Further secret variables of the job: name there, `env:NAME` here.'),
    results: z
      .enum(['download', 'reference'])
      .default('download')
      .describe('Whether the files of a candidate come home, or only the repository and commit that have them.'),
    onInterrupt: z
      .enum(['leave', 'cancel'])
      .default('leave')
      .describe(
        'What becomes of the job when the run is interrupted: it goes on, and a resumed run finds it, or is cancelled.',
      ),
    hubUrl: address('https://huggingface.co')
      .exactOptional()
      .describe('Address of the Hub; default: https://huggingface.co.'),
  })
  .describe('`kind: hf-jobs`.');
export type HfJobsConfig = z.output<typeof hfJobs>;
