import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentOf, isItemId, plainItemId } from '../../../src/trajectories/item-id.ts';
import { readIdLists, readItemIds } from '../../../src/trajectories/item-ids.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-ids-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string): Promise<string> {
  const file = join(folder, 'ids');
  await writeFile(file, content);
  return file;
}
const read = async (content: string): Promise<string[]> => readItemIds(await fileOf(content));

describe('an item id', () => {
  it.each([
    ['textcraft_17', 'textcraft', 'textcraft_17'],
    ['lmrlgym_wordle_3', 'wordle', 'wordle_3'],
    ['tool_weather_5', 'weather', 'weather_5'],
    ['my_own_world_5', 'my_own_world', 'my_own_world_5'],
    ['tool_5', 'tool', 'tool_5'],
    ['lmrlgym_tool_5', 'tool', 'tool_5'],
  ])('names its environment: %s', (id, environment, plain) => {
    expect([isItemId(id), environmentOf(id), plainItemId(id)]).toEqual([true, environment, plain]);
  });

  it.each(['', '_3', ' a_3', 'textcraft', 'textcraft_', 'textcraft_x', 'textcraft_3 ', '17'])('is not %j', (text) => {
    expect(isItemId(text)).toBe(false);
  });
});

describe('a list of ids', () => {
  const ids = fc.uniqueArray(
    fc.tuple(fc.constantFrom('webshop', 'my_world', 'maze'), fc.nat()).map(([name, index]) => `${name}_${index}`),
  );
  const layouts: Record<string, (all: string[]) => string> = {
    AgentEval: (all) =>
      JSON.stringify(
        all.map((item_id) => ({ item_id, conversations: null })),
        null,
        2,
      ),
    'AgentGym-RL-Data-ID': (all) => JSON.stringify(all.map((item_id) => ({ item_id }))),
    AgentTraj: (all) => JSON.stringify(all.map((item_id) => ({ conversations: [{ from: 'x' }], item_id }))),
    'JSON lines': (all) => all.map((item_id) => `${JSON.stringify({ item_id })}\r\n`).join(''),
    'a list': (all) => JSON.stringify(all),
    'lines of texts': (all) => all.map((id) => JSON.stringify(id)).join('\n'),
    'plain lines': (all) => `\uFEFF${all.join('\n')}\n\n`,
  };

  it.each(Object.keys(layouts))('is read: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(ids, async (all) => {
        expect(await read(layouts[name]?.(all) ?? '')).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });

  it('has each id once, without the prefix of a family', async () => {
    expect(await read('maze_2\nlmrlgym_maze_1\nmaze_2\ntool_todo_1\nmaze_1')).toEqual(['maze_2', 'maze_1', 'todo_1']);
  });

  it('may be several, of files and patterns', async () => {
    await writeFile(join(folder, 'b.json'), '["maze_1"]');
    await writeFile(join(folder, 'a.json'), '["maze_2"]');
    const sources = [join(folder, '*.json'), await fileOf('maze_3')];
    expect(await readItemIds(sources)).toEqual(['maze_2', 'maze_1', 'maze_3']);
    expect(await readItemIds('./a.json', { base: folder })).toEqual(['maze_2']);
  });

  it.each([
    ['["maze_1", "maze"]', ':1 (row 2) holds no item id: it is "maze".'],
    ['[{"id": "maze_1"}]', 'it has no `item_id`'],
    ['[17]', 'it is 17'],
    ['[["maze_1"]]', 'it is a list'],
    ['maze_1\nmaze 2\n', ':2 holds no item id: it is "maze 2".'],
    ['["maze_1"', 'the file ends before its array does'],
    [`["${'x'.repeat(200)}"]`, `${'x'.repeat(59)}…`],
  ])('has nothing else in it: %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
    await expect(read(content)).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
  });

  it('has other rows left out and counted where that is asked for', async () => {
    const report = await readIdLists(await fileOf('["maze_1", 3, "maze_2"]'), { skipInvalid: true });
    expect(report).toMatchObject({ ids: ['maze_1', 'maze_2'], rows: 3, invalid: 1 });
  });
});
