/** Checkpoints that once kept the program busy for ever, or ended in a bug (found by scripts/fuzz.ts). */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModel } from '../../../../src/lm/checkpoint/checkpoint.ts';
import { loadTokenizer } from '../../../../src/lm/tokenizer/tokenizer.ts';
import { writeHandMadeCheckpoint } from '../../../support/hand-made-checkpoint.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { smallModel } from '../../../support/small-model.ts';

const directory = join(scratchDirectory('hostile-checkpoints'), 'checkpoint');

function written(file: string, change: (json: Record<string, unknown>) => void): void {
  const { architecture, parameters } = smallModel();
  writeHandMadeCheckpoint(directory, architecture, parameters);
  const path = join(directory, file);
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(json);
  writeFileSync(path, JSON.stringify(json));
}

it.for(['num_hidden_layers', 'hidden_size', 'max_position_embeddings'])(
  'a %s that no model has is refused',
  async (field) => {
    written('config.json', (json) => (json[field] = 2 ** 40));
    await expect(readModel(directory)).rejects.toMatchObject({
      code: 'E_STORE_CHECKPOINT',
      message: expect.stringContaining(field) as string,
    });
  },
);

it.for(['config.json', 'model.safetensors', 'tokenizer.json'])('a pipe for %s is not waited for', async (file) => {
  written('config.json', () => {});
  const pipe = join(directory, file);
  rmSync(pipe);
  execFileSync('mkfifo', [pipe]);
  const read = file === 'tokenizer.json' ? loadTokenizer(directory) : readModel(directory);
  await expect(read).rejects.toMatchObject({
    code: 'E_STORE_CHECKPOINT',
    message: `${pipe} cannot be read: it is no file.`,
  });
  rmSync(pipe);
});

it('ids without a token stand for nothing', async () => {
  written('tokenizer.json', (json) => {
    json['decoder'] = { type: 'WordPiece', prefix: '##', cleanup: true };
  });
  const tokenizer = await loadTokenizer(directory);
  expect(tokenizer.decode([7, 1_000_000, 8])).toBe(tokenizer.decode([7, 8]));
});
