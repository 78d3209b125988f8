/** What a card says of the run: read from its config as it is, so that a run of another version can be exported too. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { RunDirectory } from '../../runs/directory.ts';

const ConfigSchema = z.object({
  name: z.string().optional(),
  seed: z.number().optional(),
  environments: z.array(z.object({ name: z.string(), kind: z.string().optional() })).catch([]),
});
/** Name, seed, and the environments with their kinds. */
export type RunFacts = z.output<typeof ConfigSchema>;

export async function runFacts(directory: RunDirectory): Promise<RunFacts> {
  const config: unknown = parse(await readFile(directory.config, 'utf8'));
  const facts = ConfigSchema.safeParse(config);
  return facts.success ? facts.data : { environments: [] };
}
