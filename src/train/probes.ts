/**
 * Probes: what a checkpoint answers, greedily, to a few fixed conversations. A trainer leaves them beside the weights; an
 * endpoint that is to serve those weights is held against them. Reads and writes the file, compares nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';

export interface Probe {
  readonly messages: readonly Message[];
  /** The greedy answer, at most `PROBE_TOKENS` tokens of it. */
  readonly text: string;
  /** Log-probability (nats) of each token of the answer, at temperature 1. */
  readonly logprobs: readonly number[];
}

/** Tokens of a probe's answer, at most. */
export const PROBE_TOKENS = 16;

const FILE = 'probes.json';

/** The probes beside a checkpoint; undefined where its trainer left none. Throws E_STORE_CHECKPOINT for a broken file. */
export async function readProbes(path: string): Promise<readonly Probe[] | undefined> {
  const file = join(path, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { probes } = JSON.parse(text) as { probes: readonly Probe[] };
    if (probes.every(({ messages, text: said, logprobs }) => isProbe(messages, said, logprobs))) return probes;
  } catch {
    // Said below.
  }
  throw new AgentgymError('E_STORE_CHECKPOINT', `${file} does not hold probes.`);
}

export async function writeProbes(path: string, probes: readonly Probe[]): Promise<void> {
  await writeFile(join(path, FILE), `${JSON.stringify({ probes }, null, 1)}\n`);
}

function isProbe(messages: unknown, text: unknown, logprobs: unknown): boolean {
  return (
    Array.isArray(messages) && typeof text === 'string' && Array.isArray(logprobs) && logprobs.every(Number.isFinite)
  );
}
