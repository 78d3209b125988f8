/** Some of the inputs of scripts/fuzz.ts: files that are damaged or hostile are refused by name, or read. */
import { expect, it } from 'vitest';
import { campaign } from '../../../scripts/fuzz/campaign.ts';
import { SURFACES } from '../../../scripts/fuzz/surfaces.ts';

/** Inputs of each, and what must be among that which comes of them: both that they are read and that they are refused. */
const FILES: Readonly<Record<string, { count: number; outcomes: readonly string[] }>> = {
  'config text': { count: 300, outcomes: ['loaded', 'E_CONFIG_INVALID'] },
  'config tree': { count: 150, outcomes: ['E_CONFIG_INVALID'] },
  rows: { count: 500, outcomes: ['rows left out', 'E_STORE_CORRUPT'] },
  store: { count: 500, outcomes: ['opened', 'E_STORE_CORRUPT', 'E_STORE_MISMATCH'] },
  safetensors: { count: 500, outcomes: ['read tensors', 'E_STORE_CHECKPOINT'] },
  tokenizer: { count: 300, outcomes: ['used', 'E_STORE_CHECKPOINT'] },
  checkpoint: { count: 300, outcomes: ['used', 'E_STORE_CHECKPOINT'] },
  'training state': { count: 500, outcomes: ['state', 'unusable'] },
  journal: { count: 400, outcomes: ['opened', 'E_STORE_CORRUPT', 'E_STORE_MISMATCH'] },
  'run directory': { count: 300, outcomes: ['read', 'faults named'] },
};

it.for(Object.entries(FILES))('%s: works or is an error for users', async ([name, { count, outcomes }]) => {
  const surface = SURFACES.find((one) => one.name === name);
  if (surface === undefined) throw new Error(`there is no surface ${name}`);
  const tally = await campaign(surface, { seed: 1, count });
  expect(tally.violations).toEqual([]);
  expect(tally.inputs).toBe(count);
  expect(Object.keys(tally.outcomes)).toEqual(expect.arrayContaining([...outcomes]));
});
