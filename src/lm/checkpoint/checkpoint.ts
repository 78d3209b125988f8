/**
 * Checkpoints: directories in Hugging Face layout, read and written whole. A written checkpoint exists only once it is
 * complete; its name is the business of src/runs.
 */
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { type Architecture, type Parameters, parameterShapes } from '../architecture.ts';
import { type Initialisation, initialise } from '../initialise.ts';
import { wordLevelTokenizer } from '../tokenizer/word-level.ts';
import { architectureOf, configJson } from './config.ts';
import { encodeSafetensors, readSafetensors } from './safetensors.ts';

/** What a trained checkpoint keeps of the one it came from. */
const CARRIED = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'special_tokens_map.json',
  'generation_config.json',
];

export async function readArchitecture(directory: string): Promise<Architecture> {
  const file = join(directory, 'config.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is missing or not JSON.`, {
      hint: 'A checkpoint is a directory in Hugging Face layout, with config.json and model.safetensors.',
      cause,
    });
  }
  return architectureOf(json, file);
}

/** Reads architecture and parameters; every parameter must be there in its shape. */
export async function readModel(directory: string): Promise<{ architecture: Architecture; parameters: Parameters }> {
  const architecture = await readArchitecture(directory);
  const found = await readSafetensors(directory);
  const parameters: Parameters = new Map();
  for (const [name, shape] of parameterShapes(architecture)) {
    const parameter = found.get(name);
    if (parameter?.shape.join() !== shape.join()) {
      const there = parameter === undefined ? 'is missing' : `has shape [${parameter.shape.join(', ')}]`;
      throw new AgentgymError('E_STORE_CHECKPOINT', `${directory}: ${name} ${there}, not [${shape.join(', ')}].`, {
        hint: 'config.json and model.safetensors do not belong together.',
      });
    }
    parameters.set(name, parameter);
  }
  return { architecture, parameters };
}

/** Writes the parameters beside the files carried over from the directory `from`; `directory` must not exist. */
export async function writeModel(
  directory: string,
  model: { architecture: Architecture; parameters: Parameters; from: string },
): Promise<void> {
  await writeAside(directory, async (aside) => {
    const there = new Set(await readdir(model.from));
    for (const name of CARRIED.filter((file) => there.has(file)))
      await copyFile(join(model.from, name), join(aside, name));
    await writeFile(join(aside, 'model.safetensors'), encodeSafetensors(model.parameters));
  });
}

export interface BaseModel {
  architecture: Omit<Architecture, 'vocabSize'>;
  /** Texts whose words become the vocabulary. */
  lexicon: Iterable<string>;
  seed: number;
  init: Initialisation;
}

/** Writes a fresh model with a word-level tokenizer of its own; equal inputs give equal bytes. */
export async function createBaseModel(directory: string, base: BaseModel): Promise<void> {
  const { architecture, lexicon, seed, init } = base;
  const { tokenizer, config, vocabulary } = wordLevelTokenizer(lexicon, architecture.maxPositions);
  const whole: Architecture = { ...architecture, vocabSize: vocabulary.length };
  const [end, pad] = [vocabulary.indexOf('<|end|>'), vocabulary.indexOf('<|pad|>')];
  await writeAside(directory, async (aside) => {
    await writeFile(join(aside, 'config.json'), jsonText(configJson(whole, { end, pad })));
    await writeFile(join(aside, 'generation_config.json'), jsonText({ eos_token_id: end, pad_token_id: pad }));
    await writeFile(join(aside, 'tokenizer.json'), jsonText(tokenizer));
    await writeFile(join(aside, 'tokenizer_config.json'), jsonText(config));
    await writeFile(join(aside, 'model.safetensors'), encodeSafetensors(initialise(whole, seed, init)));
  });
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function writeAside(directory: string, write: (aside: string) => Promise<void>): Promise<void> {
  const aside = join(dirname(directory), `${basename(directory)}.partial-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await write(aside);
  for (const name of await readdir(aside)) {
    const handle = await open(join(aside, name));
    await handle.sync();
    await handle.close();
  }
  await rename(aside, directory);
}
