/** Whose environments stored trajectories are played in: those of a config that is named, of the run, or none. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { configOfRun } from '../../evolve.ts';

/** Undefined where a file by itself names no config: it is played in the built-in ones. */
export async function replayConfig(
  { from, config }: { from: string; config: string | undefined },
  cwd: string,
): Promise<Config | undefined> {
  if (config !== undefined) return (await loadConfig(config, { cwd })).config;
  const found = await stat(from).catch(() => undefined);
  return found?.isDirectory() === true ? configOfRun(resolve(cwd, from)) : undefined;
}
