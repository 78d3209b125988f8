/** Parquet files are read by the programs that people read them with, and say there what the trajectories said. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../src/trajectories/agenttraj.ts';
import { parquetFile } from '../../src/trajectories/export/sinks.ts';
import { entryOfRow } from '../../src/trajectories/formats/entry.ts';
import { glanceAt } from '../../src/trajectories/glance.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import { trajectories } from '../support/arbitrary-trajectory.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('parquet-readers');
const file = join(root, 'rows.parquet');

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const there = spawnSync(python, ['-c', 'import pyarrow, duckdb, datasets']).status === 0;

/** More than go into one row group. */
const ROWS = 12_000;

async function write(): Promise<Trajectory[]> {
  const some = fc.sample(trajectories, { numRuns: 400, seed: 11 });
  const all = Array.from({ length: ROWS }, (_, i): Trajectory => {
    const one = some[i % some.length] as Trajectory;
    return { ...one, sample: i, id: `${one.itemId}#${i}` };
  });
  const sink = await parquetFile(file);
  for (const one of all) {
    const bytes = Buffer.from(JSON.stringify(toAgentTraj(one)));
    await sink.write(entryOfRow(glanceAt(bytes, 'rows.jsonl'), {}));
  }
  await sink.finish();
  return all;
}

/** What a script prints, as JSON lines. */
function told(script: string): unknown[] {
  const out = execFileSync(python, ['-c', script, file], { encoding: 'utf8', maxBuffer: 1 << 28, cwd: root });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** What a reader gives for a message, whose absent fields it has as null. */
function messageOf({ role, content, loss, ...more }: Trajectory['messages'][number]): object {
  const { reward = null, reasoning = null, toolCalls = null, tokenIds = null, logprobs = null, seconds = null } = more;
  const rest = { reward, reasoning, tool_calls: toolCalls, token_ids: tokenIds, logprobs, seconds };
  // Halves of characters have no UTF-8.
  return { role, content: Buffer.from(content).toString(), loss, weight: loss ? 1 : 0, ...rest };
}

describe.skipIf(!there)(`${python}${there ? '' : ' (skipped: it lacks pyarrow, duckdb or datasets)'}`, () => {
  it('reads what was written, by pyarrow, DuckDB and datasets', async () => {
    const all = await write();
    const arrow = told(`
import json, sys, pyarrow.parquet as pq
for row in pq.read_table(sys.argv[1]).to_pylist():
    print(json.dumps([row["id"], row["seed"], row["success"], row["reverified"], row["messages"]]))
`);
    expect(arrow).toHaveLength(ROWS);
    for (const [i, { id, seed, outcome, reverified, messages }] of all.entries()) {
      const before = reverified?.before;
      const anew = before && {
        version: reverified.version,
        outcome: before.outcome,
        raw_reward: before.rewardRaw,
        reward: before.reward,
        source: before.source ?? null,
      };
      expect(arrow[i]).toEqual([id, seed, outcome === 'success', anew ?? null, messages.map(messageOf)]);
    }
    // Statistics decide which groups are looked at.
    const rewarded = all.filter(({ reward }) => reward !== null && reward > 0.5);
    const solved = all.filter(({ outcome }) => outcome === 'success');
    const ids = all.filter(({ id }) => id === all[ROWS - 1]?.id);
    expect(
      told(`
import duckdb, json, sys
for query in ("reward > 0.5", "success", "id = '${ids[0]?.id}'"):
    print(json.dumps(duckdb.sql(f"select count(*), sum(len(messages)) from '{sys.argv[1]}' where {query}").fetchall()[0]))
`),
    ).toEqual(
      [rewarded, solved, ids].map((some) => [
        some.length,
        some.reduce((sum, { messages }) => sum + messages.length, 0),
      ]),
    );
    expect(
      told(`
import json, sys, datasets
datasets.disable_progress_bars()
rows = datasets.load_dataset("parquet", data_files=sys.argv[1], cache_dir="cache")["train"]
print(json.dumps([len(rows), rows[${ROWS - 1}]["id"], len(rows[${ROWS - 1}]["messages"])]))
`),
    ).toEqual([[ROWS, all[ROWS - 1]?.id, all[ROWS - 1]?.messages.length]]);
  });
});
