import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { readFiles, readTrajectories } from '../../../src/trajectories/read.ts';
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
    ['an array that is cut short', `[${good},\n${good}`, /rows:2 \(row 2\) is not JSON: the file ends before/u],
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

describe('rows of several formats', () => {
  const conversation = (value: string): object[] => [{ from: 'gpt', loss: true, value }];
  const rows = [
    { item_id: 'maze_1', conversations: conversation('agenttraj') },
    { messages: [{ role: 'assistant', content: 'chat' }] },
    { conversations: conversation('sharegpt') },
    { item_id: 'lmrlgym_maze_1', conversations: conversation('agenttraj again') },
    toAgentTraj(makeTrajectory(1)),
  ];

  it('may stand in one file', async () => {
    const read = await readTrajectories(await fileOf(rows.map((row) => JSON.stringify(row)).join('\n')));
    expect(read.map(({ id }) => id)).toEqual([
      'maze_1#0',
      'conversations:conversation_0#0',
      'conversations:conversation_1#0',
      'maze_1#1',
      'counting_1#0',
    ]);
  });

  it('may stand in several files, whose samples add up', async () => {
    const [one, two] = [join(folder, 'one.json'), join(folder, 'two.jsonl')];
    await writeFile(one, JSON.stringify(rows));
    await writeFile(two, rows.map((row) => JSON.stringify(row)).join('\n'));
    const { trajectories, report } = await readFiles([one, two]);
    const each = { maze: 2, conversations: 2, counting: 1 };
    expect(report).toEqual({ rows: 10, invalid: 0, faults: [], foreign: {}, kept: { [one]: each, [two]: each } });
    expect(trajectories.slice(5).map(({ id, sample }) => [id, sample])).toEqual([
      ['maze_1#2', 2],
      ['conversations:conversation_2#0', 0],
      ['conversations:conversation_3#0', 0],
      ['maze_1#3', 3],
      ['counting_1#1', 1],
    ]);
  });

  it('with rewards that their environment does not have are refused', async () => {
    const reward = { min: 0, max: 1, success: (raw: number) => raw >= 1 };
    const row = { conversations: [{ from: 'gpt', loss: true, value: 'Action: x' }], item_id: 'maze_7' };
    const file = await fileOf([0.5, 30, -1].map((raw) => JSON.stringify({ ...row, reward: raw })).join('\n'));
    const { trajectories, report } = await readFiles([file], {
      environments: [{ name: 'maze', reward }],
      skipInvalid: true,
    });
    expect([trajectories.length, report.invalid]).toEqual([1, 2]);
    expect(report.faults[0]).toContain('the reward of maze_7 is 30, and those of maze are 0 to 1');
    await expect(readFiles([file], { environments: [{ name: 'maze', reward }] })).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
    });
    // Nobody knows the scale of an environment that is not named.
    expect((await readFiles([file])).trajectories.map(({ reward: one }) => one)).toEqual([0.5, 1, 0]);
  });

  it('of environments that are not asked for are left out and counted', async () => {
    const reward = { min: 0, max: 1, success: (raw: number) => raw >= 1 };
    const environments = [
      { name: 'maze', reward },
      { name: 'babyai', reward },
    ];
    const { trajectories, report } = await readFiles([await fileOf(JSON.stringify(rows))], { environments });
    expect(trajectories.map(({ id }) => id)).toEqual(['maze_1#0', 'maze_1#1']);
    expect(report).toMatchObject({ rows: 5, invalid: 0, foreign: { conversations: 2, counting: 1 } });
  });
});

describe('rows that cannot be read', () => {
  const good = JSON.stringify(original('maze_1'));
  const lines = [good, '{"item_id": 3}', 'nothing', good, good.slice(0, 9)];
  const faults = [/rows:2 .*conversations/u, /rows:3 is not JSON/u, /rows:5 is not JSON/u];

  it('are all reported, with their places', async () => {
    const reading = readTrajectories(await fileOf(lines.join('\n')));
    for (const fault of faults) await expect(reading).rejects.toThrow(fault);
    await expect(reading).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
      hint: expect.stringMatching(/^3 rows .*--skip-invalid/u),
    });
  });

  it('are skipped and counted where that is asked for', async () => {
    const { trajectories, report } = await readFiles([await fileOf(lines.join('\n'))], { skipInvalid: true });
    expect(trajectories).toHaveLength(2);
    expect(report).toMatchObject({ rows: 5, invalid: 3, foreign: {} });
    for (const [i, fault] of faults.entries()) expect(report.faults[i]).toMatch(fault);
  });

  it('of an array are skipped with what is behind its end, or lacks one', async () => {
    const read = async (content: string): Promise<[number, number]> => {
      const { trajectories, report } = await readFiles([await fileOf(content)], { skipInvalid: true });
      return [trajectories.length, report.invalid];
    };
    expect(await read(`[${good}, {"reward": NaN}, ${good}]`)).toEqual([2, 1]);
    expect(await read(`[${good}, ${good}`)).toEqual([1, 1]);
    expect(await read(`[${good}, `)).toEqual([1, 1]);
    expect(await read(`[${good}] {}`)).toEqual([1, 1]);
  });

  it('are named up to five, and the others counted', async () => {
    const reading = readTrajectories(await fileOf('{}\n'.repeat(12)));
    await expect(reading).rejects.toThrow(/rows:5 [^\n]*\n… and 7 more rows\.$/u);
  });

  it('may be too long to be one', async () => {
    const options = { mostRowBytes: 300, skipInvalid: true };
    const file = await fileOf(`${good}\n"${'x'.repeat(400)}"\n${good}\n`);
    const { trajectories, report } = await readFiles([file], options);
    expect([trajectories.length, report.invalid]).toEqual([2, 1]);
    expect(report.faults[0]).toMatch(/rows:2 is longer than 0.000286 MiB/u);
  });

  it('are never skipped where they are of another version of this program', async () => {
    const file = await fileOf(`${good}\n{"version": 2}\n`);
    await expect(readFiles([file], { skipInvalid: true })).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
  });

  it.each([
    ['PAR1', 'a Parquet file'],
    ['\u001F', 'not JSON'],
    ['PK\u0003\u0004', 'a ZIP archive'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'a pointer of Git LFS'],
  ])('may be no rows at all: %j', async (content, message) => {
    await expect(readTrajectories(await fileOf(content))).rejects.toThrow(message);
    const skipping = readTrajectories(await fileOf(Buffer.from([0x1f, 0x8b, 8])), { skipInvalid: true });
    await expect(skipping).rejects.toThrow(/compressed \(gzip\)/u);
  });
});

describe('any file of rows', () => {
  const turn = fc.record({
    from: fc.constantFrom('human', 'gpt'),
    loss: fc.constantFrom(null, true, false),
    value: fc.string({ unit: 'binary' }),
  });
  const sound = fc
    .record({
      conversations: fc.array(turn, { minLength: 1, maxLength: 4 }),
      item_id: fc.nat(5).map((index) => `maze_${index}`),
    })
    .map((row) => ({ sound: true, text: JSON.stringify(row) }));
  /** Broken rows that break no other: none of them opens a text or a bracket that it leaves open. */
  const broken = fc
    .constantFrom('{"item_id": "maze_1"}', 'NaN', '{"a": ]}', '[1, 2]', '"maze_1"', '{}}', '{"messages": [{}]}')
    .map((text) => ({ sound: false, text }));
  const rows = fc.array(fc.oneof({ weight: 3, arbitrary: sound }, broken), { maxLength: 8 });

  it.each(['lines', 'an array'])('has its sound rows read, in order, and the others counted: %s', async (layout) => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const texts = all.map(({ text }) => text);
        // A file that begins with a bracket is an array.
        fc.pre(layout === 'an array' || texts[0]?.startsWith('[') !== true);
        const file = await fileOf(layout === 'lines' ? texts.join('\n') : `[${texts.join(',\n')}]`);
        const { trajectories, report } = await readFiles([file], { skipInvalid: true });
        const good = all.filter((row) => row.sound).map(({ text }) => JSON.parse(text) as { conversations: object[] });
        expect(trajectories.map(({ messages }) => messages.map(({ content }) => content))).toEqual(
          good.map(({ conversations }) => conversations.map((one) => (one as { value: string }).value)),
        );
        expect(report).toMatchObject({ rows: all.length, invalid: all.length - good.length });
        if (report.invalid > 0) await expect(readFiles([file])).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
      }),
      { numRuns: 50 },
    );
  });
});
