/**
 * Whose directory it is: a new run writes its config there, a resumed one must have the same. The limits and the trackers
 * may differ: they decide when a run stops and where it is shown, not what it comes to. The journal remembers the config's
 * digest, so that a config that was lost can be given again, and no other one in its place.
 */
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type Changeable, digestOfConfig, toYaml } from '../config/resolved.ts';
import type { Config } from '../config/schema.ts';
import { AgentgymError } from '../errors.ts';
import type { RunDirectory } from './directory.ts';
import { writeWhole } from './files.ts';
import { type Journal, readJournal } from './journal.ts';

/** In the journal. */
const KEY = 'config';

export interface Claim {
  /** Whether a config was there, or work that was begun with it. */
  resumed: boolean;
  /** Writes down what the journal does not know: the config's digest, and what the limits were before they changed. */
  settle: (journal: Journal) => Promise<void>;
}

/**
 * Writes the config into a new run directory, or makes sure that it is the one there.
 * @throws AgentgymError E_STORE_MISMATCH where it is another, limits and trackers apart.
 */
export async function claim(directory: RunDirectory, config: Config): Promise<Claim> {
  const text = toYaml(config);
  const there = await readFile(directory.config, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const remember = async (journal: Journal): Promise<void> => {
    if (journal.find(KEY) === undefined) await journal.record(KEY, { digest: digestOfConfig(config) }, 0);
  };
  if (there === undefined) {
    const resumed = await hasBegun(directory, config);
    await writeWhole(directory.config, text);
    return { resumed, settle: remember };
  }
  if (there === text) return { resumed: true, settle: remember };
  const before = changeableIn(there);
  const { limits: _limits, tracking: _tracking, ...same } = config;
  if (before === undefined || toYaml({ ...same, ...before }) !== there) throw another(directory);
  return {
    resumed: true,
    settle: async (journal) => {
      await remember(journal);
      // First what it was: a config that lost its old limits would not say that they changed.
      const changes = journal.entries().filter(({ key }) => key.startsWith('limits/')).length;
      const { limits: from } = before;
      if (!isDeepStrictEqual(from, config.limits))
        await journal.record(`limits/${changes + 1}`, { from, to: config.limits }, 0);
      await writeWhole(directory.config, text);
    },
  };
}

/** Whether a directory without a config holds work. @throws AgentgymError E_STORE_MISMATCH where it was of another config. */
async function hasBegun(directory: RunDirectory, config: Config): Promise<boolean> {
  const journal = await readJournal(directory.journal);
  const { digest } = (journal.find(KEY)?.result ?? {}) as { digest?: string };
  if (digest !== undefined && digest !== digestOfConfig(config)) throw another(directory);
  return journal.entries().length > 0;
}

function another({ root }: RunDirectory): AgentgymError {
  return new AgentgymError('E_STORE_MISMATCH', `${root} holds a run with another config.`, {
    hint: 'Give another --run-dir, or go on with that run: agentgym evolve --resume DIR. Only its limits and its tracking may change.',
  });
}

/** What may change of a config that was written down; undefined where the text is no config. */
function changeableIn(text: string): Changeable | undefined {
  try {
    const { limits, tracking } = (parse(text) ?? {}) as Partial<Changeable>;
    if (limits === undefined) return undefined;
    return { limits, ...(tracking === undefined ? {} : { tracking }) };
  } catch {
    return undefined;
  }
}
