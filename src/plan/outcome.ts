/** Where checkpoints go, what they are, and how each comes to be served and is attested. Asks nobody. */
import type { EvolveConfig } from '../config/schema.ts';

export interface PlannedOutcome {
  /** Path within the run directory. */
  directory: string;
  /** What a checkpoint is, by its files. */
  checkpoint: string;
  /** Where training itself takes place. */
  training: string;
  serving: string;
  attestation: string;
}

export function outcomeOf(config: EvolveConfig): PlannedOutcome {
  return {
    directory: '<run>/checkpoints/<digest>/',
    checkpoint: checkpointOf(config),
    training: trainingOf(config.train),
    ...servingOf(config),
  };
}

function checkpointOf({ train, policy }: EvolveConfig): string {
  const kind: string = train.kind;
  if (kind === 'hosted')
    return 'reference.json: the id of the model that the service fine-tuned; its weights stay there';
  if (train.kind === 'trl' && train.launcher.kind === 'hf-jobs' && train.launcher.results === 'reference')
    return 'reference.json: repository and commit on the Hugging Face Hub that hold the files';
  const base = 'base' in policy && policy.base !== undefined ? policy.base : 'the base';
  if ('lora' in train && train.lora !== undefined) {
    const { rank, alpha } = train.lora;
    return `a LoRA adapter (rank ${rank}, alpha ${alpha}: adapter_config.json, adapter_model.safetensors) that names ${base}`;
  }
  return 'a whole model in Hugging Face layout (config.json, model.safetensors, tokenizer)';
}

function trainingOf(train: EvolveConfig['train']): string {
  const kind: string = train.kind;
  if (kind === 'local') return 'in this process, on its worker threads';
  if (!('launcher' in train)) return 'at the service, as files and jobs over HTTP';
  const { launcher } = train;
  const within = 'accelerate' in launcher && launcher.accelerate !== undefined ? ', by accelerate launch' : '';
  const where: Record<string, string> = {
    local: 'in one Python process on this machine',
    accelerate: `in ${'processes' in launcher ? (launcher.processes ?? 'several') : 'several'} Python processes, by accelerate launch`,
    ray: `as a job of the Ray cluster${'url' in launcher ? ` at ${launcher.url}` : ''}${within}`,
    slurm: `as a job of the Slurm cluster${'ssh' in launcher ? ` at ${launcher.ssh}` : ''}${within}`,
    'hf-jobs': `as a job of Hugging Face Jobs${'flavor' in launcher ? ` (${launcher.flavor})` : ''}; files come and go by a private repository`,
  };
  return where[launcher.kind] ?? `by ${launcher.kind}`;
}

function servingOf(config: EvolveConfig): Pick<PlannedOutcome, 'serving' | 'attestation'> {
  if (!('serving' in config) || config.serving === undefined) {
    const attestation = 'none is needed: the weights are read from the checkpoint that was written';
    return { serving: 'in this process, from the directory', attestation };
  }
  const { serving, policy } = config;
  const urls = policy.kind === 'endpoint' ? (policy.urls ?? [policy.url ?? `the provider ${policy.provider}`]) : [];
  const where = urls.join(', ');
  const how = {
    'vllm-lora': `POST /v1/load_lora_adapter at ${where}, under a fresh name for each checkpoint`,
    sglang: `POST /update_weights_from_disk at ${where}`,
    command: `a process that is started with each checkpoint, behind ${where}`,
    static: `requests to ${where} name the fine-tuned model; nothing is loaded`,
  };
  const trainedElsewhere = config.train.kind === 'trl';
  const attestation = trainedElsewhere
    ? "before a checkpoint plays, its answers to probes are held against the trainer's own (log-probabilities where the server gives them, else the texts) and against the checkpoint before; a server that still has the old weights stops the run"
    : 'none is possible: the service shows no weights, and what it serves under the model’s id is believed';
  return { serving: how[serving.kind], attestation };
}
