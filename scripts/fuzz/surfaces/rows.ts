/** Files of rows in every format that is read, and some that are not: bytes changed, or values of their rows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { AgentgymError } from '../../../src/errors.ts';
import type { Random } from '../../../src/seeds.ts';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { trajectoriesIn } from '../../../src/trajectories/collection.ts';
import { entryOf } from '../../../src/trajectories/formats/entry.ts';
import { createMessageColumns } from '../../../src/trajectories/formats/parquet/messages.ts';
import { readFiles } from '../../../src/trajectories/read.ts';
import { openStore } from '../../../src/trajectories/store.ts';
import { mutated, mutatedTree } from '../../../test/support/mutate.ts';
import { makeTrajectory } from '../../../test/support/trajectories.ts';
import type { Surface } from '../surface.ts';

const AGENTTRAJ = {
  conversations: [
    { from: 'human', loss: null, value: 'You are in a kitchen.' },
    { from: 'gpt', loss: false, value: 'OK.' },
    { from: 'human', loss: null, value: 'There is an egg.' },
    { from: 'gpt', loss: true, value: 'Thought: take it.\nAction: take egg' },
  ],
  item_id: 'textcraft_17',
};
const CHAT = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: null, tool_calls: [{ function: { name: 'take', arguments: '{"a": 1}' } }] },
    { role: 'tool', content: [{ type: 'text', text: 'taken' }] },
    { role: 'assistant', content: 'Done.', weight: 1 },
  ],
  item_id: 'textcraft_3',
  reward: 0.5,
};
const SHAREGPT = {
  conversations: [
    { from: 'system', value: 'Hi.' },
    { from: 'human', value: 'a' },
    { from: 'gpt', value: 'b' },
  ],
};
const PREFERENCE = { prompt: 'a', chosen: [{ role: 'user', content: 'b' }], rejected: 'c' };

/** Rows of this program, some of them with everything that a row may have. */
function own(): unknown[] {
  const full = makeTrajectory(2, {
    group: 'a',
    source: 'b',
    cost: 0.5,
    restarts: 1,
    messages: [
      { role: 'assistant', content: 'a', loss: true, reward: 1, reasoning: 'r', tokenIds: [1, 2], logprobs: [-1, -2] },
    ],
  });
  return [makeTrajectory(1), full, makeTrajectory(3, { reward: null })].map((one) => toAgentTraj(one));
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** A file of columns, which is not read. */
function parquet(): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'item_id', data: ['textcraft_1'] }] }));
}

/** Files that are whole. */
function filesOf(rows: readonly unknown[]): Buffer[] {
  const fixture = readFileSync(join(import.meta.dirname, '../../../test/fixtures/agentgym/textcraft.jsonl'));
  return [
    ...[jsonLines(rows), JSON.stringify(rows), JSON.stringify(rows, undefined, 1)].map((text) => Buffer.from(text)),
    fixture,
    parquet(),
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
  ];
}

/** Half of them differ in bytes, half in values. */
function fileOf(stream: Random, { seeds, rows }: { seeds: readonly Buffer[]; rows: readonly unknown[] }): Buffer {
  if (stream.below(2) === 0) return mutated(stream.pick(seeds), stream);
  const some = stream.shuffle(rows).slice(0, 1 + stream.below(rows.length));
  const changed = some.map((row, i) => (i === 0 ? mutatedTree(row, stream) : row));
  return Buffer.from(stream.below(2) === 0 ? jsonLines(changed) : JSON.stringify(changed));
}

export const rows: Surface = {
  name: 'rows',
  open: async (folder) => {
    const all = [...own(), AGENTTRAJ, CHAT, SHAREGPT, PREFERENCE, 'textcraft_1'];
    const seeds = filesOf(all);
    const file = join(folder, 'rows.jsonl');
    const reward = { min: 0, max: 1, success: (raw: number): boolean => raw > 0.5 };
    const environments = [{ name: 'textcraft', reward }];
    return {
      input: (stream) => ({ files: { 'rows.jsonl': fileOf(stream, { seeds, rows: all }) }, value: stream.below(4) }),
      attempt: async ({ files, value }) => {
        writeFileSync(file, files['rows.jsonl'] ?? '');
        const known = value === 0 ? { environments } : {};
        const { report, trajectories } = await readFiles([file], { ...known, skipInvalid: value !== 1 });
        // What was read can be written again.
        for (const trajectory of trajectories) toAgentTraj(trajectory);
        return report.invalid > 0 ? 'rows left out' : 'read';
      },
    };
  },
};

/** A file of rows as runs have them, damaged. */
function storedRows(name: string, attempt: (file: string) => Promise<string>): Surface {
  return {
    name,
    open: async (folder) => {
      const all = own();
      const seeds = [Buffer.from(jsonLines(all))];
      const file = join(folder, 'trajectories.jsonl');
      return {
        input: (stream) => ({ files: { 'trajectories.jsonl': fileOf(stream, { seeds, rows: all }) } }),
        attempt: async ({ files }) => {
          writeFileSync(file, files['trajectories.jsonl'] ?? '');
          return await attempt(file);
        },
      };
    },
  };
}

export const store = storedRows('store', async (file) => {
  await readThrough(file);
  const opened = await openStore(file);
  await opened.append(makeTrajectory(99));
  await opened.close();
  // What was opened once is whole: it is read, and holds what was appended.
  if (!(await readThrough(file)).includes('counting_99#0')) throw new Error('what was appended is lost');
  return 'opened';
});

export const columns = storedRows('columns', async (file) => {
  const messages = createMessageColumns();
  let count = 0;
  for await (const { row } of trajectoriesIn(file).placed()) {
    const { stored } = row;
    if (stored === undefined) messages.addMessages(entryOf(row.trajectory).messages);
    else messages.addRow(stored.bytes, stored.behind, stored.at);
    count += 1;
  }
  if (count > 0) messages.take(count);
  return 'columns';
});

/** Ids of what the file holds; none where it says that it is damaged. */
async function readThrough(file: string): Promise<string[]> {
  const ids: string[] = [];
  try {
    for await (const { row } of trajectoriesIn(file).placed()) ids.push(row.trajectory.id);
  } catch (error) {
    if (!(error instanceof AgentgymError)) throw error;
  }
  return ids;
}
