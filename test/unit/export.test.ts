/** Exporting a run directory made by hand: what is read, what is left out, what is written, and what is never touched. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ExportRequest, exportTrajectories } from '../../src/export.ts';
import { Captured } from '../support/streams.ts';
import { exampleOf, makeRun, writeExamples, writeTrajectories } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { makeTrajectory } from '../support/trajectories.ts';

const root = scratchDirectory('export');
const run = makeRun(join(root, 'run'));

const request: ExportRequest = {
  from: run,
  format: 'chat-jsonl',
  part: 'trajectories',
  iterations: undefined,
  selection: {},
  limit: undefined,
  pairs: 'turn',
  out: '',
  force: false,
  command: 'npx agentgym export run',
  licence: undefined,
  signal: undefined,
};

interface Row {
  id: string;
  iteration?: number;
  outcome?: string;
  reward?: number;
  messages: { weight?: number }[];
}

/** Rows and counts of an export to a stream. */
async function exported(changes: Partial<ExportRequest> = {}) {
  const stream = new Captured();
  const { counts } = await exportTrajectories({ ...request, out: stream, ...changes });
  const rows = stream.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  return { rows, counts, ids: rows.map(({ id }) => id) };
}

async function refusal(changes: Partial<ExportRequest>) {
  return exported(changes).then(
    () => expect.fail('it was exported'),
    (error: unknown) => error,
  );
}

describe('what is exported', () => {
  it('is what all iterations explored, each row named by its iteration, errors left out', async () => {
    const { rows, ids, counts } = await exported();
    expect(ids).toEqual([
      'iteration 1 counting_1#0',
      'iteration 1 counting_1#1',
      'iteration 1 counting_2#0',
      'iteration 2 textcraft_1#0',
    ]);
    expect(rows.map(({ iteration }) => iteration)).toEqual([1, 1, 1, 2]);
    expect(counts).toMatchObject({ read: 5, rows: 4, excluded: { error: 1 }, filtered: {}, policies: ['abc', 'def'] });
    expect(counts.lines.map(({ environment, origin, rows: n, reward }) => [environment, origin, n, reward])).toEqual([
      ['counting', 'iteration 1', 3, 0.5],
      ['textcraft', 'iteration 2', 1, 1],
    ]);
  });

  it('keeps the ids of one iteration as they are', async () => {
    const { ids } = await exported({ iterations: [1] });
    expect(ids).toEqual(['counting_1#0', 'counting_1#1', 'counting_2#0']);
  });

  it('has errors in it where a record is asked for, but not those that were played again', async () => {
    const { rows, counts } = await exported({ format: 'agenttraj', iterations: [1], selection: { errors: true } });
    expect(rows.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'counting_1#0 success',
      'counting_1#1 failure',
      'counting_2#0 success',
      'counting_3#0 env_error',
    ]);
    expect(counts.lines[0]).toMatchObject({ rows: 4, reward: 0.5, outcomes: { env_error: 1, success: 2, failure: 1 } });
  });

  it('is of examples what the last iteration was trained on, with weights and what its trajectories came to', async () => {
    const { rows, ids, counts } = await exported({ part: 'examples' });
    expect(ids).toEqual(['demonstration counting_1#0', 'iteration 1 counting_2#0']);
    expect(rows.map(({ messages }) => messages.map(({ weight }) => weight))).toEqual([
      [undefined, 0, undefined, 1],
      [undefined, 0, undefined, 0.5],
    ]);
    expect(rows).toMatchObject([
      { reward: 1, policy: 'expert' },
      { reward: 0.5, iteration: 2 },
    ]);
    expect(counts.rounded).toBe(0);
    expect((await exported({ part: 'examples', format: 'openai' })).counts.rounded).toBe(1);
    const all = await exported({ part: 'examples', iterations: [0, 2] });
    expect(all.ids[0]).toBe('iteration 0: demonstration counting_1#0');
    expect(new Set(all.ids).size).toBe(3);
  });

  it.each([
    ['demonstrations', ['counting_1#0']],
    ['dev', ['counting_9#0']],
    ['final', ['baseline counting_9#0', 'promoted counting_9#0']],
  ] as const)('is of the %s what is there', async (part, expected) => {
    expect((await exported({ part })).ids).toEqual(expected);
  });

  it.each([
    ['environment', { environments: ['textcraft'] }, ['iteration 2 textcraft_1#0'], { environment: 4 }],
    ['success', { success: false }, ['iteration 1 counting_1#1'], { success: 3 }],
    ['reward', { minReward: 0.6 }, ['iteration 1 counting_1#0', 'iteration 2 textcraft_1#0'], { reward: 2 }],
  ] as const)('is filtered by %s', async (_what, selection, ids, filtered) => {
    const { ids: found, counts } = await exported({ selection });
    expect(found).toEqual(ids);
    expect(counts.filtered).toMatchObject(filtered);
  });

  it('is filtered by split, also where it is examples', async () => {
    const { counts } = await exported({ part: 'examples', selection: { split: 'train', success: true } });
    expect(counts).toMatchObject({ rows: 2, filtered: {} });
    const held = await refusal({ part: 'examples', selection: { split: 'eval' } });
    expect(held).toMatchObject({ code: 'E_EXPORT_EMPTY', message: expect.stringContaining('split 2') });
  });

  it('ends where the limit is, and reads no further', async () => {
    const { ids, counts } = await exported({ limit: 2 });
    expect([ids.length, counts.read]).toEqual([2, 2]);
  });

  it('is pairs of successes and failures', async () => {
    const stream = new Captured();
    const { counts } = await exportTrajectories({ ...request, format: 'dpo', out: stream });
    expect(JSON.parse(stream.text)).toMatchObject({
      chosen: [{ role: 'assistant', content: 'Thought: go.\nAction: add 0' }],
      rejected: [{ role: 'assistant', content: 'Thought: go.\nAction: add 1' }],
      chosen_id: 'iteration 1 counting_1#0',
      rejected_id: 'iteration 1 counting_1#1',
    });
    expect(counts).toMatchObject({ read: 5, rows: 1, excluded: { error: 1 } });
    expect(counts.lines.map(({ rows, outcomes }) => [rows, outcomes.success])).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });
});

describe('a file by itself', () => {
  const file = join(root, 'rows.jsonl');

  it('may be of any format that is read', async () => {
    const conversations = [
      { from: 'human', value: 'Go.' },
      { from: 'gpt', value: 'Gone.' },
    ];
    const messages = [
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: 'Gone.' },
    ];
    writeFileSync(
      file,
      JSON.stringify([
        { conversations, item_id: 'maze_3' },
        { conversations, item_id: 'maze_3' },
      ]),
    );
    expect((await exported({ from: file })).ids).toEqual(['maze_3#0', 'maze_3#1']);
    writeFileSync(file, `${JSON.stringify({ messages })}\n`);
    expect((await exported({ from: file, format: 'sharegpt' })).rows).toMatchObject([{ conversations }]);
  });

  it('may hold weighted examples, of which filters know no outcome', async () => {
    writeExamples(file, [exampleOf(makeTrajectory(1), 'iteration 1', 0.25)]);
    const { rows } = await exported({ from: file, part: 'examples' });
    expect(rows.map(({ messages }) => messages.at(-1)?.weight)).toEqual([0.25]);
    expect(await refusal({ from: file })).toMatchObject({ hint: 'Add --what examples.' });
    const error = await refusal({ from: file, part: 'examples', selection: { success: true } });
    expect(error).toMatchObject({ code: 'E_EXPORT_EMPTY', message: expect.stringContaining('unknown 1') });
  });

  it('may be torn at its end, which is counted and not mended', async () => {
    writeTrajectories(file, [makeTrajectory(1)], true);
    const before = readFileSync(file, 'utf8');
    expect((await exported({ from: file })).counts).toMatchObject({ rows: 1, excluded: { torn: 1 } });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['a broken line in its middle', '{"conv\n{}\n', /rows\.jsonl:1/u],
    ['a broken last line that is ended', '{"conv\n', /rows\.jsonl:1/u],
    ['an array that is cut short', '[{"conversations":', /rows\.jsonl:1/u],
    ['a row that is none', '{"a":1}\n', /rows\.jsonl:1/u],
  ])('is refused with %s', async (_what, text, place) => {
    writeFileSync(file, text);
    const error = await refusal({ from: file });
    expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', message: expect.stringMatching(place) });
  });

  it('says what pairs are made of, where there are none', async () => {
    writeTrajectories(file, [makeTrajectory(1, { reward: 0 }), makeTrajectory(2, { reward: 1 })]);
    expect(await refusal({ from: file, format: 'dpo' })).toMatchObject({
      code: 'E_EXPORT_EMPTY',
      hint: expect.stringContaining('a success and a failure of one task'),
    });
  });

  it('is refused where an id stands twice', async () => {
    writeTrajectories(file, [makeTrajectory(1), makeTrajectory(1)]);
    expect(await refusal({ from: file })).toMatchObject({ code: 'E_STORE_CORRUPT' });
  });

  it.each([
    ['examples that are none', { part: 'examples' }, 'E_STORE_CORRUPT'],
    ['a part of a run', { part: 'final' }, 'E_CONFIG_INVALID'],
    ['an iteration', { iterations: [1] }, 'E_CONFIG_INVALID'],
  ] as const)('is refused with %s', async (_what, changes, code) => {
    writeTrajectories(file, [makeTrajectory(1)]);
    expect(await refusal({ from: file, ...changes })).toMatchObject({ code });
  });
});

describe('where it is written', () => {
  it('is a directory with data and card, or a file with the card beside it', async () => {
    const directory = await exportTrajectories({ ...request, out: join(root, 'set') });
    expect(readdirSync(join(root, 'set')).toSorted()).toEqual(['README.md', 'trajectories.jsonl']);
    expect(readFileSync(directory.written?.card ?? '', 'utf8')).toBe(directory.written?.text);
    await exportTrajectories({ ...request, format: 'dpo', out: join(root, 'sets/') });
    expect(readdirSync(join(root, 'sets')).toSorted()).toEqual(['README.md', 'pairs.jsonl']);
    await exportTrajectories({ ...request, format: 'parquet', out: join(root, 'new/rows.parquet') });
    expect(readdirSync(join(root, 'new')).toSorted()).toEqual(['rows.parquet', 'rows.parquet.md']);
  });

  it('is left alone where something is there, unless it is forced', async () => {
    const out = join(root, 'kept.jsonl');
    writeFileSync(out, 'mine');
    expect(await refusal({ out })).toMatchObject({
      code: 'E_CONFIG_INVALID',
      hint: expect.stringContaining('--force'),
    });
    expect(await refusal({ out, force: true, selection: { environments: ['none'] } })).toMatchObject({
      code: 'E_EXPORT_EMPTY',
    });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(existsSync(`${out}.partial`)).toBe(false);
    await exportTrajectories({ ...request, out, force: true });
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(5);
  });

  it('is one array where the name ends in .json', async () => {
    const out = join(root, 'rows.json');
    await exportTrajectories({ ...request, format: 'agenttraj', out });
    const rows = JSON.parse(readFileSync(out, 'utf8')) as { item_id: string }[];
    expect(rows.map(({ item_id: id }) => id)).toEqual(['counting_1', 'counting_1', 'counting_2', 'textcraft_1']);
    expect((await exported({ from: out })).counts.read).toBe(4);
  });

  it('is never a text of somebody else, not even forced', async () => {
    const out = join(root, 'project');
    mkdirSync(out);
    writeFileSync(join(out, 'README.md'), '# My project\n');
    const error = await refusal({ out, force: true });
    expect(error).toMatchObject({ code: 'E_CONFIG_INVALID', message: expect.stringContaining('not a card') });
    expect(readdirSync(out)).toEqual(['README.md']);
    await exportTrajectories({ ...request, out: join(root, 'twice') });
    await exportTrajectories({ ...request, out: join(root, 'twice'), force: true });
  });

  it('is never what is read', async () => {
    const own = join(run, 'iterations/0001/trajectories.jsonl');
    const before = readFileSync(own, 'utf8');
    const error = await refusal({ out: own, force: true });
    expect(error).toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: expect.stringContaining('what would be exported'),
    });
    expect(readFileSync(own, 'utf8')).toBe(before);
  });

  it('has a name that fits the format', async () => {
    expect(await refusal({ out: join(root, 'x.parquet') })).toMatchObject({ code: 'E_CONFIG_INVALID' });
    expect(await refusal({ out: join(root, 'x.jsonl'), format: 'parquet' })).toMatchObject({
      code: 'E_CONFIG_INVALID',
    });
    expect(await refusal({ format: 'parquet' })).toMatchObject({ code: 'E_CONFIG_INVALID' });
  });

  it('is not there after an interruption', async () => {
    const stopping = new AbortController();
    stopping.abort();
    const out = join(root, 'stopped.jsonl');
    await expect(exportTrajectories({ ...request, out, signal: stopping.signal })).rejects.toThrow();
    expect(readdirSync(root).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});

describe('what cannot be exported', () => {
  it.each([
    ['a directory that is no run', { from: root }, 'E_STORE_MISMATCH', 'is not a run directory'],
    ['nothing at all', { from: join(root, 'nowhere') }, 'E_CONFIG_INVALID', 'There is no run directory or file'],
    ['an iteration that is not there', { iterations: [1, 5] }, 'E_CONFIG_INVALID', 'no trajectories of iteration 5'],
    [
      'iterations of the final report',
      { part: 'final', iterations: [1] },
      'E_CONFIG_INVALID',
      'belong to no iteration',
    ],
  ] as const)('is %s', async (_what, changes, code, message) => {
    expect(await refusal(changes)).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
