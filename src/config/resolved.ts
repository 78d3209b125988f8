/** A checked config written down again: as YAML that loads from anywhere, and as a digest. */
import { stringify } from 'yaml';
import { digest } from '../seeds.ts';
import type { Config } from './schema.ts';

/** YAML with every setting spelled out; paths are absolute, so that loading it gives an equal config anywhere; `limits` in place of its own. */
export function toYaml(config: Config, limits = config.limits): string {
  const comment = '# The config of this run with every default filled in; `agentgym evolve --resume` reads it.\n';
  return comment + stringify({ ...config, limits }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Hex SHA-256 of what decides what a run comes to: all of the config but its limits, whatever the order of its keys. */
export function digestOfConfig({ limits: _limits, ...config }: Config): string {
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
