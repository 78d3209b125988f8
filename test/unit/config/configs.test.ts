import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from '@huggingface/jinja';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/config/load.ts';
import { plan } from '../../../src/plan.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Paths from the repository's root; what lies in folders of configs/ is what configs name. */
const configs = ['configs', 'examples'].flatMap((folder) =>
  readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/u.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => !/^configs\/.+\//u.test(file)),
);

const COMMAND = /^# npx agentgym (evolve|eval|collect-trajectories) --config (\S+)/u;

describe('the configs that come with the program', () => {
  it('are found', () => {
    const recipes = ['vllm-trl-lora', 'multi-gpu-fsdp', 'ray-cluster', 'slurm', 'hf-jobs', 'agentgym-webshop'];
    const further = ['evaluate-agentevol-7b', 'evaluate-agentevol-gguf', 'distill-teacher', 'distill-from-api'];
    const named = [...recipes, ...further, 'smoke', 'paper'].map((name) => `configs/${name}.yaml`);
    expect(configs).toEqual(expect.arrayContaining([...named, 'examples/custom-environment/evolve.yaml']));
  });

  it.each(configs)('%s passes plan, has tasks, and is for the command on its first line', async (file) => {
    const { config } = await loadConfig(file, { cwd: ROOT });
    const { environments, purpose, stages, training } = await plan({ config, env: {} });
    const [, command] = COMMAND.exec(readFileSync(resolve(ROOT, file), 'utf8')) ?? [];
    expect(purpose).toBe(command === 'evolve' ? 'evolve' : 'play');
    expect(training === undefined).toBe(purpose === 'play');
    const splits = command === 'eval' ? (['eval'] as const) : (['train', 'dev', 'eval'] as const);
    // A list on a hub, which nothing here may ask, says how many: null.
    for (const { name, tasks } of environments)
      for (const split of splits) expect(tasks[split] ?? 1, `${name}, ${split}`).toBeGreaterThan(0);
    expect(stages.length).toBeGreaterThan(0);
  });

  it.each(configs)('%s begins with the command that runs it and the schema that checks it', (file) => {
    const [command = '', schema] = readFileSync(resolve(ROOT, file), 'utf8').split('\n');
    expect(COMMAND.exec(command)?.[2]).toBe(file);
    const [, path] = /^# yaml-language-server: \$schema=(\S+)$/u.exec(schema ?? '') ?? [];
    expect(path, schema).toBeDefined();
    expect(existsSync(resolve(ROOT, dirname(file), path ?? ''))).toBe(true);
  });
});

describe('what configs name', () => {
  it("the template of Llama 2 renders turns as AgentGym's trainer does", () => {
    const template = new Template(readFileSync(resolve(ROOT, 'configs/chat-templates/llama-2.jinja'), 'utf8'));
    const messages = [
      { role: 'user', content: 'Rules.' },
      { role: 'assistant', content: 'OK.' },
      { role: 'user', content: 'You see a door.' },
    ];
    const text = '<s>[INST] Rules. [/INST] OK.</s><s>[INST] You see a door. [/INST]';
    expect(template.render({ messages, add_generation_prompt: true })).toBe(text);
  });

  it('the settings of accelerate are for as many processes as the recipe starts', async () => {
    const { config } = await loadConfig('configs/multi-gpu-fsdp.yaml', { cwd: ROOT });
    const launcher = config.train.kind === 'trl' ? config.train.launcher : undefined;
    if (launcher?.kind !== 'accelerate') throw new Error('it starts no processes');
    const settings = parse(readFileSync(launcher.configFile ?? '', 'utf8')) as Record<string, unknown>;
    expect(settings).toMatchObject({ distributed_type: 'FSDP', num_processes: launcher.processes });
  });
});
