/** A checked config written down again: as YAML that loads from anywhere, and as a digest. */
import { stringify } from 'yaml';
import { digest } from '../seeds.ts';
import type { Config } from './schema.ts';

/** What a run may go on with in place of its own: it decides when it stops and where it is shown, not what it comes to. */
export type Changeable = Pick<Config, 'limits' | 'tracking'>;

/** YAML with every setting spelled out; paths are absolute, so that loading it gives an equal config anywhere. */
export function toYaml(config: Config): string {
  const comment = '# The config of this run with every default filled in; `agentgym evolve --resume` reads it.\n';
  return comment + stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Hex SHA-256 of what decides what a run comes to: all of the config but what may change, whatever the order of its keys. */
export function digestOfConfig({ limits: _limits, tracking: _tracking, ...config }: Config): string {
  return digest(JSON.stringify(sorted(config)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  );
}
