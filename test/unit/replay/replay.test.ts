/** Stored trajectories played again in a custom environment that has changed, or not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { replay, type ReplayRequest } from '../../../src/replay.ts';
import type { Trajectory, TrajectoryMessage } from '../../../src/trajectories/trajectory.ts';
import { writeTrajectories } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { type TallyRules, writeTally } from '../../support/tally-environment.ts';

const root = scratchDirectory('replay');

const user = (content: string): TrajectoryMessage => ({ role: 'user', content, loss: false });
const turn = (text: string, reward: number): TrajectoryMessage => ({
  role: 'assistant',
  content: text,
  loss: true,
  reward,
});

/** Task `index`, whose target is three more, as the environment's first version answers to these turns. */
function stored(index: number, turns: readonly string[], changes: Partial<Trajectory> = {}): Trajectory {
  const target = index + 3;
  const messages = [user(`Reach the target, number by number.\n\nThe target is ${target}.`)];
  let [sum, raw, parseErrors] = [0, 0, 0];
  for (const text of turns) {
    const digit = /^Action: (\d)$/mu.exec(text)?.[1];
    if (digit === undefined) {
      parseErrors += 1;
      messages.push(turn(text, 0), user(NO_ACTION));
      continue;
    }
    sum += Number(digit);
    raw = sum === target ? 1 : 0;
    messages.push(turn(text, raw), user(`The sum is ${sum}.`));
  }
  const outcome = sum < target ? 'truncated' : raw === 1 ? 'success' : 'failure';
  return {
    id: `tally_${index}#0`,
    environment: 'tally',
    itemId: `tally_${index}`,
    split: 'train',
    fingerprint: `tally ${index}`,
    sample: 0,
    seed: 1,
    policy: 'abc',
    temperature: 1,
    messages,
    outcome,
    rewardRaw: raw,
    reward: raw / 2,
    rounds: turns.length,
    parseErrors,
    usage: { prompt: 1, cached: 0, completion: 1 },
    seconds: 1,
    ...changes,
  };
}

const NO_ACTION = 'Your answer had no "Action:" line. Answer with one "Thought:" line and one "Action:" line.';
/** Won; missed; four rounds that were not enough, two of them without an action; of the eval split. */
const ROWS = [
  stored(0, ['Thought: go.\nAction: 3']),
  stored(1, ['Action: 2', 'Action: 3']),
  stored(2, ['Action: 1', 'What now?', 'Action: 1', '']),
  stored(4, ['Action: 7'], { split: 'eval' }),
];

async function replayed(rows: readonly Trajectory[], rules: TallyRules = {}, request: Partial<ReplayRequest> = {}) {
  const file = join(root, 'rows.jsonl');
  writeTrajectories(file, rows);
  const before = readFileSync(file, 'utf8');
  const { config } = await loadConfig(writeTally(root, rules));
  const report = await replay({ from: file, config, cwd: root, ...request });
  expect(readFileSync(file, 'utf8')).toBe(before);
  return report;
}

describe('a replay', () => {
  it('finds what is unchanged the same, parse errors and all', async () => {
    const report = await replayed(ROWS);
    expect(report).toMatchObject({
      files: ['rows.jsonl'],
      replayed: 4,
      parted: 0,
      failed: 0,
      broken: 0,
      newInstructions: 0,
    });
    expect(report.environments).toEqual({ tally: { replayed: 4, parted: 0, failed: 0 } });
  });

  it('says where an observation parts first', async () => {
    const { partings } = await replayed(ROWS, { observation: 'The sum is ${sum === 2 ? "two" : sum}.' });
    const where = { environment: 'tally', what: 'observation', stored: 'The sum is 2.', now: 'The sum is two.' };
    expect(partings).toEqual([
      { ...where, at: 'rows.jsonl:2', id: 'tally_1#0', round: 1 },
      { ...where, at: 'rows.jsonl:3', id: 'tally_2#0', round: 3 },
    ]);
  });

  it.each<[string, TallyRules, object[]]>([
    [
      'rewards',
      { reward: 'off === 0 ? 2 : 0' },
      [
        { id: 'tally_0#0', round: 1, what: 'reward', stored: '1', now: '2' },
        { id: 'tally_4#0', round: 1, what: 'reward' },
      ],
    ],
    [
      'outcomes',
      { success: 'raw >= 0' },
      [{ id: 'tally_1#0', round: 2, what: 'outcome', stored: 'failure', now: 'success' }],
    ],
  ])('says where %s part', async (_what, rules, expected) => {
    expect((await replayed(ROWS, rules)).partings).toEqual(expected.map((one) => expect.objectContaining(one)));
  });

  it('says where the end parts', async () => {
    const short = { ...ROWS[1]!, messages: ROWS[1]!.messages.slice(0, 3), rounds: 1 };
    const long = stored(0, ['Action: 3', 'Action: 3']);
    const { partings } = await replayed([short, long]);
    expect(partings).toEqual([
      expect.objectContaining({ id: 'tally_1#0', round: 1, what: 'done', stored: 'ends with failure', now: 'goes on' }),
      expect.objectContaining({ id: 'tally_0#0', round: 1, what: 'done', stored: 'goes on', now: 'ends with success' }),
    ]);
  });

  it('says where a task is another, or no more', async () => {
    const rows = [stored(0, ['Action: 3'], { fingerprint: 'other' }), stored(99, ['Action: 3'])];
    const { partings } = await replayed(rows);
    expect(partings).toEqual([
      expect.objectContaining({ round: 0, what: 'fingerprint', stored: 'other', now: 'tally 0' }),
      expect.objectContaining({ round: 0, what: 'task', id: 'tally_99#0' }),
    ]);
    expect(await replayed(rows.slice(0, 1), {}, { ignoreFingerprints: true })).toMatchObject({ parted: 0 });
  });

  it('takes other instructions for no parting, and counts them', async () => {
    const [rules, ...rest] = ROWS[0]!.messages;
    const reworded = { ...rules!, content: rules!.content.replace('number by number', 'with numbers') };
    expect(await replayed([{ ...ROWS[0]!, messages: [reworded, ...rest] }])).toMatchObject({
      parted: 0,
      newInstructions: 1,
    });
    const other = { ...rules!, content: rules!.content.replace('target is 3', 'target is 4') };
    expect((await replayed([{ ...ROWS[0]!, messages: [other, ...rest] }])).partings[0]).toMatchObject({
      round: 0,
      what: 'observation',
    });
  });

  it('skips errors of the plumbing, and counts what fails now', async () => {
    const broken = stored(0, [], { outcome: 'env_error', reward: null, rewardRaw: null });
    const error = { code: 'E_ENV_STEP', message: 'it broke' };
    const rows = [{ ...broken, error }, ...ROWS.slice(1)];
    expect(await replayed(rows)).toMatchObject({ replayed: 3, parted: 0, broken: 1 });
    const { failed, failures } = await replayed(rows, { fails: 'state.target === 4' });
    expect([failed, failures]).toEqual([
      1,
      [{ at: 'rows.jsonl:2', id: 'tally_1#0', code: 'E_ENV_STEP', message: 'the tally is broken' }],
    ]);
  });

  it('plays one task, or the first few', async () => {
    expect(await replayed(ROWS, {}, { task: 'tally_2' })).toMatchObject({ replayed: 1 });
    expect(await replayed(ROWS, {}, { limit: 3 })).toMatchObject({ replayed: 3 });
    await expect(replayed(ROWS, {}, { task: 'tally_3' })).rejects.toMatchObject({ code: 'E_ENV_TASK' });
  });

  it('cannot prove anything where nothing can be played', async () => {
    await expect(replayed(ROWS, { fails: 'true' })).rejects.toMatchObject({ code: 'E_ENV_STEP' });
    const others = ROWS.map((row) => ({ ...row, environment: 'wordly' }));
    await expect(replayed(others)).rejects.toMatchObject({
      code: 'E_ENV_UNKNOWN',
      hint: expect.stringContaining('tally'),
    });
    expect(await replayed([...ROWS, ...others.map((row) => ({ ...row, id: `wordly:${row.id}` }))])).toMatchObject({
      replayed: 4,
      foreign: { wordly: 4 },
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const onReplay = (): void => stop.abort();
    const many = Array.from({ length: 60 }, (_, i) =>
      stored(i % 3, ['Action: 9'], { id: `tally_${i % 3}#${i}`, sample: i }),
    );
    await expect(replayed(many, {}, { signal: stop.signal, onReplay })).rejects.toMatchObject({
      name: 'InterruptedError',
    });
  });
});
