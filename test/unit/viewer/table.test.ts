/** The table of a run's trajectories: as files grow, are damaged or replaced, and what a text is found in. */
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunDirectory, runDirectory } from '../../../src/runs/directory.ts';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { readQuery } from '../../../src/viewer/table/query.ts';
import { RunTable } from '../../../src/viewer/table/run-table.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const folder = scratchDirectory('viewer-table');
let made = 0;

function lineOf(trajectory: Trajectory): string {
  return `${JSON.stringify(toAgentTraj(trajectory))}\n`;
}

/** A run whose first exploration holds this text. */
function exploring(text: string): { directory: RunDirectory; file: string; table: RunTable } {
  const directory = runDirectory(join(folder, String(++made)));
  const file = directory.iteration(1).trajectories;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { directory, file, table: new RunTable(directory, { reading: 60_000, searching: 60_000 }) };
}

function ask(table: RunTable, query: Record<string, string> = {}): ReturnType<RunTable['answer']> {
  return table.answer(readQuery((name) => query[name]));
}

async function ids(table: RunTable, query: Record<string, string> = {}): Promise<string[]> {
  return (await ask(table, query)).rows.map(({ id }) => id);
}

const rows = Array.from({ length: 5 }, (_, i) => makeTrajectory(i, { reward: i / 4 }));

describe('a file', () => {
  it('that grows is read on, half a line at a time', async () => {
    const { table, file } = exploring('');
    expect(await ids(table)).toEqual([]);
    const [line, second] = [lineOf(makeTrajectory(1)), lineOf(makeTrajectory(2))];
    appendFileSync(file, line.slice(0, 100));
    expect(await ask(table)).toMatchObject({ total: 0, complete: true, damaged: 0 });
    appendFileSync(file, line.slice(100) + second.slice(0, -1));
    expect(await ids(table)).toEqual(['counting_1#0', 'counting_2#0']);
    appendFileSync(file, `\n${lineOf(makeTrajectory(3))}`);
    expect(await ids(table)).toEqual(['counting_1#0', 'counting_2#0', 'counting_3#0']);
    expect((await ask(table)).damaged).toBe(0);
  });

  it('that is cut or written anew is read anew', async () => {
    const { table, file } = exploring(rows.map(lineOf).join(''));
    expect(await ids(table, { text: 'count' })).toHaveLength(5);
    writeFileSync(file, lineOf(makeTrajectory(8)));
    expect(await ids(table, { text: 'count' })).toEqual(['counting_8#0']);
    writeFileSync(
      `${file}.partial`,
      rows
        .concat(rows.map((row) => ({ ...row, id: `${row.id}b` })))
        .map(lineOf)
        .join(''),
    );
    renameSync(`${file}.partial`, file);
    expect(await ids(table, { text: 'count' })).toHaveLength(10);
  });

  it('may hold lines that are no rows, which are counted and passed over', async () => {
    const odd = [
      '{"version":1}',
      'not json',
      '\u0000\u0001',
      '[]',
      '{"conversations":[],"item_id":7,"version":1}',
      lineOf(makeTrajectory(4)).slice(3).trim(),
    ];
    const { table, file } = exploring(`${odd.join('\n')}\n\n${lineOf(makeTrajectory(1))}`);
    expect(await ask(table)).toMatchObject({ total: 1, complete: true, damaged: odd.length });
    appendFileSync(file, '{"torn');
    expect(await ask(table)).toMatchObject({ total: 1, complete: true, damaged: odd.length });
  });

  it('counts a rollout that was played again after an error once', async () => {
    const { table } = exploring(
      [makeTrajectory(1, { reward: null }), makeTrajectory(2), makeTrajectory(1)].map(lineOf).join(''),
    );
    expect(await ask(table)).toMatchObject({ total: 2, facets: { outcomes: { success: 2 } } });
    expect(await ids(table, { outcome: 'env_error' })).toEqual([]);
  });
});

describe('a text', () => {
  const said = makeTrajectory(7, {
    messages: [
      { role: 'user', content: 'Say "Ärger" \\ twice:', loss: false },
      {
        role: 'assistant',
        content: 'Thought:',
        reasoning: 'deep inside',
        loss: true,
        reward: 0.625,
        tokenIds: [4711],
        logprobs: [-0.125],
      },
      { role: 'user', content: 'token_ids? No.\nA second line: "value":"x', loss: false },
    ],
  });
  const failed = makeTrajectory(9, { reward: null, error: { code: 'E_ENV_STEP', message: 'The Wire broke' } });

  it.each([
    ['SAY "Ä', ['counting_7#0']],
    ['say "ärger', []],
    ['\\ twice', ['counting_7#0']],
    ['no.\na second', ['counting_7#0']],
    ['Deep INSIDE', ['counting_7#0']],
    ['the wire', ['counting_9#0']],
    ['counting_9', ['counting_9#0']],
    ['token_ids', ['counting_7#0']],
    ['"value":"X', ['counting_7#0']],
    ['conversations', []],
    ['logprobs', []],
    ['parse_errors', []],
    ['4711', []],
    ['0.625', []],
    ['null', []],
    [':', ['counting_7#0', 'counting_9#0']],
    ['","', []],
    ['nowhere', []],
  ])('%j is found in what was said, and not in the file’s own words', async (text, found) => {
    const { table } = exploring([said, failed].map(lineOf).join(''));
    expect(await ids(table, { text })).toEqual(found);
  });

  it('is searched on where the file has grown', async () => {
    const { table, file } = exploring(rows.map(lineOf).join(''));
    expect(await ids(table, { text: 'THE WIRE' })).toEqual([]);
    appendFileSync(file, lineOf(failed));
    expect(await ids(table, { text: 'THE WIRE' })).toEqual(['counting_9#0']);
  });

  it('takes as long as it takes: what was not searched is said, and is there in the end', async () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      makeTrajectory(i, { messages: [{ role: 'user', content: `${'x'.repeat(9000)} end ${i}`, loss: false }] }),
    );
    const { directory } = exploring(many.map(lineOf).join(''));
    const table = new RunTable(directory, { reading: 60_000, searching: 0 });
    const first = await ask(table, { text: 'end 2999' });
    expect(first).toMatchObject({ complete: false, total: 0 });
    expect(first.share).toBeLessThan(1);
    const patient = new RunTable(directory, { reading: 60_000, searching: 60_000 });
    expect(await ask(patient, { text: 'end 2999' })).toMatchObject({ complete: true, total: 1, share: 1 });
  });
});

describe('an order', () => {
  it.each([
    ['reward', ['counting_0#0', 'counting_1#0', 'counting_2#0', 'counting_3#0', 'counting_4#0']],
    ['-reward', ['counting_4#0', 'counting_3#0', 'counting_2#0', 'counting_1#0', 'counting_0#0']],
    ['-order', ['counting_4#0', 'counting_3#0', 'counting_2#0', 'counting_1#0', 'counting_0#0']],
    ['-rounds', ['counting_0#0', 'counting_1#0', 'counting_2#0', 'counting_3#0', 'counting_4#0']],
  ])('%s', async (sort, expected) => {
    const { table } = exploring(rows.map(lineOf).join(''));
    expect(await ids(table, { sort })).toEqual(expected);
  });

  it('of tasks is by number', async () => {
    const { table } = exploring([10, 9, 100].map((i) => lineOf(makeTrajectory(i))).join(''));
    expect(await ids(table, { sort: 'task' })).toEqual(['counting_9#0', 'counting_10#0', 'counting_100#0']);
  });
});
