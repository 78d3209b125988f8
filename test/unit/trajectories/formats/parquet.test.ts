/** Parquet files, read back by another library than the one that wrote them. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { fromAgentTraj, toAgentTraj } from '../../../../src/trajectories/agenttraj.ts';
import { parquetFile } from '../../../../src/trajectories/export/sinks.ts';
import { type Entry, entryOf, entryOfExample, entryOfRow } from '../../../../src/trajectories/formats/entry.ts';
import { glanceAt } from '../../../../src/trajectories/glance.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';
import { trajectories } from '../../../support/arbitrary-trajectory.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

const root = scratchDirectory('parquet');
const file = join(root, 'rows.parquet');

interface Row extends Record<string, unknown> {
  messages: Record<string, unknown>[];
}

async function written(entries: Iterable<Entry>): Promise<Row[]> {
  const sink = await parquetFile(file);
  for (const entry of entries) await sink.write(entry);
  await sink.finish();
  return (await parquetReadObjects({ file: await asyncBufferFromFile(file) })) as Row[];
}

/** Without what a row says nothing about: the library reads an absent list as undefined, anything else as null. */
function said<Value>(value: Record<string, Value>): Record<string, NonNullable<Value>> {
  const known = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(known) as Record<string, NonNullable<Value>>;
}

/** The trajectory that a row was made from. */
function trajectoryOf({ messages, ...about }: Row): Trajectory {
  const senders: Record<string, string> = { system: 'system', user: 'human', assistant: 'gpt' };
  const { reverified, error_code: code, error_message: message, ...facts } = said(about);
  const before = reverified as Record<string, unknown> | undefined;
  const whole = {
    reward: null,
    raw_reward: null,
    ...facts,
    version: 1,
    usage: { prompt: facts['prompt_tokens'], cached: facts['cached_tokens'], completion: facts['completion_tokens'] },
    ...(code === undefined ? {} : { error: { code, message } }),
    ...(before === undefined ? {} : { reverified: said(before) }),
    conversations: messages.map(({ role, content, loss, weight: _weight, ...more }) => ({
      from: senders[role as string],
      value: content,
      loss: role === 'assistant' ? loss : null,
      ...said(more),
    })),
  };
  const text = JSON.stringify(whole, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  return fromAgentTraj(JSON.parse(text), { at: 'row', sample: 0 });
}

/** As it lies in a file of ours; `spaced` as another program would write it. */
function storedEntry(
  trajectory: Trajectory,
  { spaced = false, ...origin }: { spaced?: boolean; iteration?: number } = {},
): Entry {
  const row = JSON.stringify(toAgentTraj(trajectory));
  const bytes = Buffer.from(spaced ? row.replace('[{"from":', '[ {"from":') : row);
  return entryOfRow(glanceAt(bytes, 'rows.jsonl:1'), origin);
}

/** Texts that are long, that look like what rows are made of, and that JSON writes as several signs. */
const odd = fc.constantFrom(
  '"},{"from":"gpt","loss":true,"value":"',
  '\\"',
  '\\\\"',
  '\ud83d\ude00',
  'größer ✓',
  '\u0001',
  '\n\t',
  'x'.repeat(70_000),
);
const spoken = fc
  .array(fc.tuple(trajectories, fc.array(odd, { maxLength: 5 })), { minLength: 1, maxLength: 40, size: 'max' })
  .map((several) =>
    several.map(
      ([one, texts]): Trajectory => ({
        ...one,
        messages: one.messages.map((message, i) => ({ ...message, content: texts[i] ?? message.content })),
      }),
    ),
  );

describe('parquet', () => {
  it.each([
    ['in memory', (one: Trajectory): Entry => entryOf(one)],
    ['of a file', (one: Trajectory): Entry => storedEntry(one)],
    ['of a file that another program wrote', (one: Trajectory): Entry => storedEntry(one, { spaced: true })],
  ])('gives back every trajectory %s as it was', async (_, toEntry) => {
    await fc.assert(
      fc.asyncProperty(spoken, async (several) => {
        const rows = await written(several.map(toEntry));
        expect(rows.map(trajectoryOf)).toEqual(several);
      }),
      { numRuns: 5 },
    );
  });

  it('holds more rows than go into one group, in their order', async () => {
    const all = function* (): Generator<Entry> {
      for (let i = 0; i < 10_001; i++) yield storedEntry(makeTrajectory(i), { iteration: 2 });
    };
    const rows = await written(all());
    expect(rows).toHaveLength(10_001);
    expect(rows.every(({ item_id: id, iteration }, i) => id === `counting_${i}` && iteration === 2)).toBe(true);
    expect((await parquetMetadataAsync(await asyncBufferFromFile(file))).row_groups).toHaveLength(2);
  });

  it('makes a group of fewer rows where they are long', async () => {
    const long = {
      ...makeTrajectory(0),
      messages: [{ role: 'user' as const, content: 'y'.repeat(5_000_000), loss: false }],
    };
    const rows = await written(Array.from({ length: 20 }, () => storedEntry(long)));
    expect(rows.map(({ messages }) => String(messages[0]?.['content']).length)).toEqual(
      Array.from(rows, () => 5_000_000),
    );
    const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(file));
    expect(groups.map(({ num_rows: count }) => Number(count))).toEqual([14, 6]);
  });

  it('says the least and the greatest of a group, where a reader passes over what it does not look for', async () => {
    await written([3, 1, 2].map((i) => storedEntry(makeTrajectory(i))));
    const {
      row_groups: [group],
    } = await parquetMetadataAsync(await asyncBufferFromFile(file));
    const { meta_data: about } =
      group?.columns.find(({ meta_data: one }) => one?.path_in_schema[0] === 'item_id') ?? {};
    expect(about?.statistics).toMatchObject({ min_value: 'counting_1', max_value: 'counting_3', null_count: 0n });
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
    const { id: _, item_id: __, environment: ___, messages: ____, reverified, ...rest } = row as Row;
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    expect(reverified ?? null).toBeNull();
  });

  it('says which row is damaged, and leaves nothing behind', async () => {
    const bytes = Buffer.from(JSON.stringify(toAgentTraj(makeTrajectory(1))));
    bytes[bytes.indexOf('"value":"') + 10] = 0xff;
    const sink = await parquetFile(file);
    const send = async (): Promise<void> => {
      await sink.write(entryOfRow(glanceAt(bytes, 'rows.jsonl:7'), {}));
      await sink.finish();
    };
    await expect(send()).rejects.toMatchObject({ code: 'E_STORE_CORRUPT', message: 'rows.jsonl:7 is not UTF-8 text.' });
    await sink.discard();
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it('has typed columns, and is not there before it is whole', async () => {
    writeFileSync(file, 'what was there');
    const sink = await parquetFile(file);
    await sink.write(entryOf(makeTrajectory(1)));
    expect(existsSync(`${file}.partial`)).toBe(true);
    await sink.discard();
    expect(existsSync(`${file}.partial`)).toBe(false);
    await written([entryOf(makeTrajectory(1))]);
    const { children } = parquetSchema(await parquetMetadataAsync(await asyncBufferFromFile(file)));
    const types = Object.fromEntries(children.map(({ element: { name, type } }) => [name, type]));
    expect(types).toMatchObject({
      id: 'BYTE_ARRAY',
      sample: 'INT32',
      seed: 'INT64',
      success: 'BOOLEAN',
      cost: 'DOUBLE',
    });
    expect(children.at(-1)?.element).toMatchObject({ name: 'messages', converted_type: 'LIST' });
  });
});
