/** The recorded exchanges with AgentGym's servers (test/fixtures/agentgym). */
import { readFileSync } from 'node:fs';
import { fixture } from './command-line.ts';

export interface Exchange {
  method: 'GET' | 'POST';
  path: string;
  body?: Record<string, unknown>;
  /** A body that is no JSON. */
  raw?: string;
  status: number;
  /** Content type; undefined: JSON. */
  type?: string;
  answer: unknown;
  /** The line as it stands in the file: Python's `0.0` and `0` are one number to `JSON.parse`. */
  line: string;
}

export function transcript(name: string): Exchange[] {
  const lines = readFileSync(fixture(`agentgym/${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => ({ ...(JSON.parse(line) as Omit<Exchange, 'line'>), line }));
}
