/**
 * Checkpoints: directories in Hugging Face layout, read and written whole. A written checkpoint exists only once it is
 * complete; its name is the business of src/runs.
 */
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AgentgymError } from '../../errors.ts';
import { type Architecture, HEAD, type Parameters, parameterShapes } from '../architecture.ts';
import { type Initialisation, initialise } from '../initialise.ts';
import { wordLevelTokenizer } from '../tokenizer/word-level.ts';
import { architectureOf, configJson, withFloat32 } from './config.ts';
import { readJson } from './json.ts';
import { encodeSafetensors, readSafetensors } from './safetensors.ts';

/** What a trained checkpoint keeps of the one it came from, beside config.json. */
const CARRIED = [
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'generation_config.json',
];

/** Throws E_STORE_CHECKPOINT where config.json is missing, or of a model that our graphs cannot compute. */
export async function readArchitecture(directory: string): Promise<Architecture> {
  const file = join(directory, 'config.json');
  return architectureOf(await readJson(file), file);
}

/**
 * Reads architecture and parameters, in the order of the forward pass. Throws E_STORE_CHECKPOINT where a file is missing
 * or damaged, or the weights are not those that config.json describes: all of them, in their shapes, and no others.
 */
export async function readModel(directory: string): Promise<{ architecture: Architecture; parameters: Parameters }> {
  const architecture = await readArchitecture(directory);
  const found = await readSafetensors(directory);
  const shapes = parameterShapes(architecture);
  const parameters: Parameters = new Map();
  for (const [name, shape] of shapes) {
    const parameter = found.get(name);
    if (parameter === undefined) throw misfit(directory, `${name} of shape [${shape.join(', ')}] is missing`);
    if (parameter.shape.join() !== shape.join()) {
      throw misfit(directory, `${name} has shape [${parameter.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    parameters.set(name, parameter);
  }
  const foreign = [...found.keys()].find((name) => !shapes.has(name) && !isHarmless(name));
  if (foreign !== undefined) throw misfit(directory, `${foreign} is not of this architecture`);
  return { architecture, parameters };
}

/** Tensors that some programs write though they follow from others: a tied head, rotary tables. */
function isHarmless(name: string): boolean {
  return name === HEAD || name.endsWith('rotary_emb.inv_freq');
}

function misfit(directory: string, what: string): AgentgymError {
  const file = join(directory, 'model.safetensors');
  return new AgentgymError('E_STORE_CHECKPOINT', `${file} does not hold what config.json describes: ${what}.`, {
    hint: 'The two files do not belong together, or the model is of a kind that does not run in process.',
  });
}

/**
 * Writes the parameters beside the files carried over from the directory `from`; what is complete appears under
 * `directory` at once. Throws E_STORE_CHECKPOINT where `directory` exists.
 */
export async function writeModel(
  directory: string,
  model: { architecture: Architecture; parameters: Parameters; from: string },
): Promise<void> {
  await writeAside(directory, async (aside) => {
    const there = new Set(await readdir(model.from));
    const carry = async (name: string): Promise<void> => {
      // Read and written rather than copied, which would copy that the original may not be written.
      await writeFile(join(aside, name), await readFile(join(model.from, name)));
    };
    for (const name of CARRIED.filter((file) => there.has(file))) await carry(name);
    const config = await readJson(join(model.from, 'config.json'));
    const changed = withFloat32(config);
    if (isDeepStrictEqual(changed, config)) await carry('config.json');
    else await writeFile(join(aside, 'config.json'), jsonText(changed));
    await writeFile(join(aside, 'model.safetensors'), encodeSafetensors(model.parameters));
  });
}

/** Throws E_STORE_CHECKPOINT where there is anything at `directory`: checkpoints are never written over. */
export async function refuseExisting(directory: string): Promise<void> {
  const there = await access(directory).then(
    () => true,
    () => false,
  );
  if (!there) return;
  throw new AgentgymError('E_STORE_CHECKPOINT', `${directory} exists; a checkpoint is not written over another.`, {
    hint: 'Choose another directory, or remove this one.',
  });
}

export interface BaseModel {
  architecture: Omit<Architecture, 'vocabSize'>;
  /** Texts whose words become the vocabulary. */
  lexicon: Iterable<string>;
  seed: number;
  init: Initialisation;
}

/**
 * Writes a fresh model with a word-level tokenizer of its own; equal inputs give equal bytes. Throws E_STORE_CHECKPOINT
 * where `directory` exists, or the architecture contradicts itself.
 */
export async function createBaseModel(directory: string, base: BaseModel): Promise<void> {
  const { architecture, lexicon, seed, init } = base;
  const { tokenizer, config, vocabulary } = wordLevelTokenizer(lexicon, architecture.maxPositions);
  const whole: Architecture = { ...architecture, vocabSize: vocabulary.length };
  const [end, pad] = [vocabulary.indexOf('<|end|>'), vocabulary.indexOf('<|pad|>')];
  const description = configJson(whole, { end, pad });
  architectureOf(description, join(directory, 'config.json'));
  await writeAside(directory, async (aside) => {
    await writeFile(join(aside, 'config.json'), jsonText(description));
    await writeFile(join(aside, 'generation_config.json'), jsonText({ eos_token_id: end, pad_token_id: pad }));
    await writeFile(join(aside, 'tokenizer.json'), jsonText(tokenizer));
    await writeFile(join(aside, 'tokenizer_config.json'), jsonText(config));
    await writeFile(join(aside, 'model.safetensors'), encodeSafetensors(initialise(whole, seed, init)));
  });
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Fills a directory beside `directory`, makes it durable and renames it; nothing is left of one that failed. */
async function writeAside(directory: string, write: (aside: string) => Promise<void>): Promise<void> {
  await refuseExisting(directory);
  const aside = join(dirname(directory), `${basename(directory)}.partial-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    await write(aside);
    for (const name of await readdir(aside)) {
      // Opened for writing: some systems sync nothing else.
      const handle = await open(join(aside, name), 'r+');
      await handle.sync();
      await handle.close();
    }
    await rename(aside, directory);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}
