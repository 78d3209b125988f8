/**
 * Whose directory it is: a new run writes its config there, a resumed one must have the same. The limits may differ: they
 * decide when a run stops, not what it comes to. Opens nothing else.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { toYaml } from '../config/resolved.ts';
import type { Config, LimitsConfig } from '../config/schema.ts';
import { AgentgymError } from '../errors.ts';
import type { RunDirectory } from './directory.ts';
import { writeWhole } from './files.ts';
import type { Journal } from './journal.ts';

export interface Claim {
  /** Whether a config was there. */
  resumed: boolean;
  /** Writes the limits into the directory where they are new, and what they were into the journal. */
  settle: (journal: Journal) => Promise<void>;
}

/**
 * Writes the config into a new run directory, or makes sure that it is the one there.
 * @throws AgentgymError E_STORE_MISMATCH where it is another, limits apart.
 */
export async function claim(directory: RunDirectory, config: Config): Promise<Claim> {
  const text = toYaml(config);
  await mkdir(directory.root, { recursive: true });
  const there = await readFile(directory.config, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there === undefined) {
    await writeWhole(directory.config, text);
    return { resumed: false, settle: async () => {} };
  }
  if (there === text) return { resumed: true, settle: async () => {} };
  const before = limitsIn(there);
  if (before === undefined || toYaml(config, before.limits) !== there) {
    throw new AgentgymError('E_STORE_MISMATCH', `${directory.root} holds a run with another config.`, {
      hint: 'Give another --run-dir, or go on with that run: agentgym evolve --resume DIR. Only its limits may change.',
    });
  }
  return {
    resumed: true,
    settle: async (journal) => {
      // First what it was: a config that lost its old limits would not say that they changed.
      const changes = journal.entries().filter(({ key }) => key.startsWith('limits/')).length;
      await journal.record(`limits/${changes + 1}`, { from: before.limits, to: config.limits }, 0);
      await writeWhole(directory.config, text);
    },
  };
}

/** The limits of a config that was written down; undefined where the text is no config. */
function limitsIn(text: string): { limits: LimitsConfig } | undefined {
  try {
    const value = parse(text) as { limits?: LimitsConfig } | null;
    return value?.limits === undefined ? undefined : { limits: value.limits };
  } catch {
    return undefined;
  }
}
