/** Checkpoints of the model for tests (test/fixtures/model-answers.js): directories of every kind, with probes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from '../fixtures/model-answers.js';
import type { Servable } from '../../src/policies/serving/contract.ts';
import type { CheckpointKind } from '../../src/train/checkpoint-kind.ts';
import { writeProbes } from '../../src/train/probes.ts';

export const PROBED = ['Count to 2.', 'Count to 3.'].map((content) => [{ role: 'user', content }] as const);

export interface Made {
  kind?: 'adapter' | 'full';
  skill: number;
  rank?: number;
  /** Whether the trainer left probes, and how far its arithmetic is from the server's (nats). */
  probes?: boolean;
  off?: number;
}

/** Writes the files of a checkpoint into a directory. */
export async function writeCheckpoint(
  path: string,
  { kind = 'adapter', skill, rank = 8, probes = true, off = 0 }: Made,
): Promise<void> {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'skill.json'), JSON.stringify({ skill }));
  if (kind === 'full') writeFileSync(join(path, 'config.json'), '{}');
  else writeFileSync(join(path, 'adapter_config.json'), JSON.stringify({ base_model_name_or_path: 'base', r: rank }));
  if (!probes) return;
  const answers = PROBED.map((messages) => ({ messages, ...answerOf(skill, messages) }));
  await writeProbes(
    path,
    answers.map(({ logprobs, ...rest }) => ({ ...rest, logprobs: logprobs.map((value) => value + off) })),
  );
}

export function servable(id: string, path: string, kind: CheckpointKind = { kind: 'adapter', base: 'base' }): Servable {
  return { id, path, kind, base: kind.kind === 'reference' && kind.reference.model === 'base' };
}

export const BASE: Servable = servable('0000', '/nowhere', { kind: 'reference', reference: { model: 'base' } });
