/** Parquet files, read back by another library than the one that wrote them. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadataAsync } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { parquetFile } from '../../../../src/trajectories/export/sinks.ts';
import { fromAgentTraj } from '../../../../src/trajectories/agenttraj.ts';
import { type Entry, entryOf, entryOfExample } from '../../../../src/trajectories/formats/entry.ts';
import { PARQUET_COLUMNS, type ParquetRow, toParquetRow } from '../../../../src/trajectories/formats/parquet.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';
import { trajectories } from '../../../support/arbitrary-trajectory.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

const root = scratchDirectory('parquet');
const file = join(root, 'rows.parquet');

async function written(entries: readonly Entry[]): Promise<ParquetRow[]> {
  const sink = await parquetFile(file);
  for (const entry of entries) await sink.write(toParquetRow(entry));
  await sink.finish();
  return (await parquetReadObjects({ file: await asyncBufferFromFile(file) })) as ParquetRow[];
}

/** The trajectory that a row was made from. */
function trajectoryOf(row: ParquetRow): Trajectory {
  const senders = { system: 'system', user: 'human', assistant: 'gpt' };
  const whole = {
    ...row,
    version: 1,
    usage: {
      prompt: row.prompt_tokens,
      cached: row.cached_tokens,
      completion: row.completion_tokens,
    },
    group: row.group ?? undefined,
    fingerprint_of: row.fingerprint_of ?? undefined,
    source: row.source ?? undefined,
    restarts: row.restarts ?? undefined,
    ...(row.error_code === null ? {} : { error: { code: row.error_code, message: row.error_message } }),
    conversations: row.messages.map(({ role, content, loss, reward, token_ids, logprobs, seconds }) => ({
      from: senders[role as keyof typeof senders],
      value: content,
      loss: role === 'assistant' ? loss : null,
      // A list that is absent comes back as undefined, a number as null.
      ...(reward === null ? {} : { reward }),
      ...(token_ids ? { token_ids } : {}),
      ...(logprobs ? { logprobs } : {}),
      ...(seconds === null ? {} : { seconds }),
    })),
  };
  const text = JSON.stringify(whole, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  return fromAgentTraj(JSON.parse(text), { at: 'row', sample: 0 });
}

describe('parquet', () => {
  it('gives back every trajectory as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(trajectories, { minLength: 1, maxLength: 4 }), async (several) => {
        const rows = await written(several.map((trajectory) => entryOf(trajectory)));
        expect(rows.map(trajectoryOf)).toEqual(several);
      }),
      { numRuns: 60 },
    );
  });

  it('holds more rows than go into one group, in their order', async () => {
    const rows = await written(Array.from({ length: 4001 }, (_, i) => entryOf(makeTrajectory(i), { iteration: 2 })));
    expect(rows).toHaveLength(4001);
    expect(rows.every(({ item_id: id, iteration }, i) => id === `counting_${i}` && iteration === 2)).toBe(true);
    expect((await parquetMetadataAsync(await asyncBufferFromFile(file))).row_groups).toHaveLength(3);
  });

  it('holds the weights of an example, and null for what it does not say', async () => {
    const messages = [
      { role: 'user', content: 'Go.', weight: 0 },
      { role: 'assistant', content: 'Gone.', weight: 0.375, tokenIds: [] },
    ] as const;
    const [row] = await written([
      entryOfExample({ itemId: 'maze_1', environment: 'maze', source: 'demonstration maze_1#0', messages }),
    ]);
    expect(row).toMatchObject({ id: 'demonstration maze_1#0', item_id: 'maze_1', environment: 'maze' });
    expect(row?.messages.map(({ weight }) => weight)).toEqual([0, 0.375]);
    expect(row?.messages.map(({ token_ids: ids }) => ids)).toEqual([undefined, []]);
    const { id: _, item_id: __, environment: ___, messages: ____, ...rest } = row as ParquetRow;
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('has the columns that it says, and is not there before it is whole', async () => {
    writeFileSync(file, 'what was there');
    const sink = await parquetFile(file);
    await sink.write(toParquetRow(entryOf(makeTrajectory(1))));
    expect(existsSync(`${file}.partial`)).toBe(true);
    await sink.discard();
    expect(existsSync(`${file}.partial`)).toBe(false);
    await written([entryOf(makeTrajectory(1))]);
    const { children } = parquetSchema(await parquetMetadataAsync(await asyncBufferFromFile(file)));
    expect(children.map(({ element }) => element.name)).toEqual([...PARQUET_COLUMNS]);
  });
});
