import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { readTrajectories } from '../../../src/trajectories/read.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Buffer): Promise<string> {
  const file = join(folder, 'rows');
  await writeFile(file, content);
  return file;
}
const original = (itemId: string): object => ({
  conversations: [{ from: 'gpt', loss: true, value: 'say "[{,\\" and ü' }],
  item_id: itemId,
});

describe('reading trajectories', () => {
  const stored = [makeTrajectory(1), makeTrajectory(2, { reward: null }), makeTrajectory(2, { sample: 1 })];
  const rows = stored.map(toAgentTraj);

  it('takes JSON lines, with or without the last newline, blank lines and a byte order mark', async () => {
    const lines = rows.map((row) => JSON.stringify(row));
    expect(await readTrajectories(await fileOf(`${lines.join('\n')}\n`))).toEqual(stored);
    expect(await readTrajectories(await fileOf(`\uFEFF${lines.join('\r\n\r\n')}`))).toEqual(stored);
  });

  it('takes a JSON array, as AgentTraj-L comes', async () => {
    expect(await readTrajectories(await fileOf(JSON.stringify(rows, null, 2)))).toEqual(stored);
    expect(await readTrajectories(await fileOf(` \n${JSON.stringify(rows)}`))).toEqual(stored);
    expect(await readTrajectories(await fileOf('[]'))).toEqual([]);
  });

  it('numbers the samples of rows that do not say', async () => {
    const file = await fileOf(JSON.stringify(['maze_1', 'maze_2', 'maze_1'].map(original)));
    expect((await readTrajectories(file)).map(({ id }) => id)).toEqual(['maze_1#0', 'maze_2#0', 'maze_1#1']);
  });

  it('is empty for an empty file', async () => {
    expect(await readTrajectories(await fileOf(''))).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  const good = JSON.stringify(original('maze_1'));
  it.each<[string, string | Buffer, RegExp]>([
    ['a broken line', `${good}\n{"item_id": \n${good}\n`, /rows:2 is not JSON/u],
    ['a torn last line', `${good}\n${good.slice(0, 20)}`, /rows:2 is not JSON/u],
    ['the NaN of Python', `${good}\n\n{"item_id": "maze_1", "reward": NaN}\n`, /rows:3 is not JSON: it holds NaN/u],
    [
      'an infinite reward',
      `${good}\n${JSON.stringify({ ...original('maze_2'), reward: 1 }).replace('1}', '1e999}')}`,
      /rows:2 .*reward/u,
    ],
    [
      'bytes that are not text',
      Buffer.concat([Buffer.from(`${good}\n`), Buffer.from([0x22, 0xff, 0x22])]),
      /rows:2 is not UTF-8/u,
    ],
    ['a wrong row in an array', `[\n${good},\n${good},\n{"item_id": "maze_3"}]`, /rows:4 .*conversations/u],
    ['a wrong row in an array, two on a line', `[${good}, [1, 2],\n${good}]`, /rows:1 /u],
    ['an array that is cut short', `[${good}`, /rows is not JSON/u],
  ])('says where: %s', async (_, content, message) => {
    const reading = readTrajectories(await fileOf(content));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
  });

  it('says which id stands twice', async () => {
    const line = JSON.stringify(toAgentTraj(makeTrajectory(1)));
    await expect(readTrajectories(await fileOf(`${line}\n${line}\n`))).rejects.toThrow(/rows:2: the id counting_1#0 /u);
  });

  it('is missing', async () => {
    await expect(readTrajectories(join(folder, 'none'))).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
  });
});
