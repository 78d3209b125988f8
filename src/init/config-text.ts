/** The text of the config that `init` writes: YAML with comments, from the answers and what the environments are like. */
import type { Lengths } from '../plan/lengths.ts';
import { type Answers, SERVED } from './answers.ts';
import { powerOfTwo, type Scale, SCALES } from './scale.ts';

/** What of an environment the config depends on. */
export interface Met {
  name: string;
  tasks: { train: number; dev: number; eval: number };
  lengths: Lengths;
}

export interface Place {
  /** As commands name the file. */
  file: string;
  /** From the file's folder. */
  schema: string;
  name: string;
}

export function configText(answers: Answers, met: readonly Met[], place: Place): string {
  const scale = SCALES[answers.backend][answers.size];
  const parts = {
    local: () => local(answers, met, scale),
    trl: () => trl(answers, met, scale),
    hosted: () => hosted(answers, met, scale),
  }[answers.backend]();
  return [
    `# npx agentgym evolve --config ${place.file}`,
    `# yaml-language-server: $schema=${place.schema}`,
    '#',
    `# Written by \`agentgym init\`. What it would do, said beforehand: npx agentgym plan --config ${place.file}`,
    `name: ${place.name}`,
    'environments:',
    ...met.flatMap((environment) => entry(environment, scale)),
    ...parts,
    ...(answers.size === 'quick'
      ? ['promotion: { gate: better } # too few `dev` tasks for a test, which is the default']
      : []),
    '',
  ].join('\n');
}

function entry({ name, tasks }: Met, scale: Scale): string[] {
  const count = (split: 'train' | 'dev' | 'eval'): number => Math.min(tasks[split], scale.tasks[split]);
  return [
    `  - name: ${name}`,
    `    tasks: { train: ${count('train')}, dev: ${count('dev')}, eval: ${count('eval')} } # explored; decide about promotion; reported at the end`,
  ];
}

/** Twice what the experts were seen to say, so that a turn is not cut short. */
function maxTokensOf(met: readonly Met[], least: number): number {
  return powerOfTwo(2 * Math.max(...met.map(({ lengths }) => lengths.longest?.answer ?? 0)), least);
}

function local({ size }: Answers, met: readonly Met[], scale: Scale): string[] {
  const context = powerOfTwo(1.5 * Math.max(...met.map(({ lengths }) => lengths.longest?.conversation ?? 0)), 1024);
  const model =
    size === 'quick'
      ? `{ hidden: 32, layers: 2, heads: 2, kvHeads: 1, intermediate: 96, context: ${context} }`
      : `{ hidden: 64, layers: 4, heads: 2, kvHeads: 1, context: ${context}, warmStart: { steps: 1200, batchTokens: 2048 } }`;
  const train =
    size === 'quick'
      ? `{ steps: ${scale.steps}, batchTokens: 2048 }`
      : `{ steps: ${scale.steps}, batchTokens: 1024, learningRate: 0.007, weightDecay: 0.2, betas: [0.9, 0.98] }`;
  return [
    'policy: # a small fresh model, made and trained in this process; to start from your own: { checkpoint: DIR }',
    `  model: ${model}`,
    ...shared(scale, maxTokensOf(met, 64)),
    ...(size === 'proper' ? ['weigh: { merge: all, perTask: 1 } # the best trajectory of each task so far'] : []),
    `train: ${train}`,
  ];
}

function trl({ model = SERVED.trl.model, url = SERVED.trl.url }: Answers, met: readonly Met[], scale: Scale): string[] {
  return [
    'policy:',
    '  # A server that takes adapters while it runs:',
    `  #   VLLM_ALLOW_RUNTIME_LORA_UPDATING=True vllm serve ${commented(model)} --enable-lora --max-lora-rank 16 --max-loras 2`,
    '  kind: endpoint',
    `  url: ${quoted(url)}`,
    `  model: ${quoted(model)} # what the server calls it`,
    `  base: ${quoted(model)} # what training starts from: an id on the Hugging Face Hub, or a directory (./model)`,
    '  concurrency: 32',
    ...shared(scale, maxTokensOf(met, 256)),
    'train: # PyTorch, in a Python environment that `npx agentgym doctor` looks at and says how to make',
    '  kind: trl',
    `  steps: ${scale.steps}`,
    '  learningRate: 0.0001 # of an adapter; 0.00001 where every parameter is trained (without `lora`)',
    '  batchTokens: 16384',
    '  lora: { rank: 16, alpha: 32 }',
    'serving: { kind: vllm-lora } # each new adapter is loaded into the server, and attested before it explores',
    'limits: { wallClock: 12h }',
  ];
}

function hosted(
  { model = SERVED.hosted.model, url = SERVED.hosted.url }: Answers,
  met: readonly Met[],
  scale: Scale,
): string[] {
  return [
    'policy:',
    '  kind: endpoint',
    `  url: ${quoted(url)}`,
    `  model: ${quoted(model)}`,
    `  base: ${quoted(model)} # what fine-tuning starts from`,
    '  apiKey: env:FIREWORKS_API_KEY',
    '  concurrency: 8',
    '  # prices: { input: 0.2, output: 0.2 } # of a million tokens, by the price list; then limits.cost holds',
    ...shared(scale, maxTokensOf(met, 256)),
    'train: # every training is a paid job at the service: cloning and each iteration',
    '  kind: hosted',
    '  profile: fireworks # openai, together or custom: any with files and jobs as OpenAI has them',
    '  account: my-account # yours',
    '  # deployment: accounts/my-account/deployments/my-deployment # yours, with add-ons; new models are loaded onto it',
    `  steps: ${scale.steps}`,
    '  batchSize: 8',
    'serving: { kind: static } # requests name the model that the service fine-tuned',
    'control: false # the control is one more training, and one more evaluation',
    'limits: { tokens: 20000000 }',
  ];
}

function shared(scale: Scale, maxTokens: number): string[] {
  const { expert, cloneSteps, iterations, samples, temperature } = scale;
  return [
    `demonstrations: { expert: ${expert} } # training tasks of each environment that its built-in expert plays`,
    `clone: { steps: ${cloneSteps} } # behavioural cloning of these`,
    `iterations: ${iterations} # explore, weigh, train, evaluate, promote`,
    `explore: { samples: ${samples}, temperature: ${temperature}, maxTokens: ${maxTokens} } # rollouts of each task; tokens of a turn`,
    `evaluate: { maxTokens: ${maxTokens} }`,
  ];
}

/** A value from a flag as a YAML string. */
function quoted(text: string): string {
  return /^[\w./:-]+$/u.test(text) && /[a-z]/iu.test(text) && !/^[-.:]|:$/u.test(text) ? text : JSON.stringify(text);
}

/** Text from a flag within a comment: it cannot end it. */
function commented(text: string): string {
  return text.replaceAll(/[\r\n]+/gu, ' ');
}
