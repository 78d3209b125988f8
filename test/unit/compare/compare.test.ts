/** Two files of trajectories against each other, in numbers that can be checked by hand. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, type CompareOptions } from '../../../src/compare.ts';
import { wilson } from '../../../src/evaluate/interval.ts';
import { comparePairs } from '../../../src/evaluate/paired.ts';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { writeTrajectories } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const root = scratchDirectory('compare');
let files = 0;

/** Tasks in order: `+` solved, `-` not, `?` lost to the plumbing, and ` ` not played. */
function played(marks: string, changes: Partial<Trajectory> = {}): Trajectory[] {
  return marks.split('').flatMap((mark, index) => {
    if (mark === ' ') return [];
    return [makeTrajectory(index, { reward: { '+': 1, '-': 0 }[mark] ?? null, split: 'eval', ...changes })];
  });
}

function file(trajectories: readonly Trajectory[], torn = false): string {
  const name = `${files++}.jsonl`;
  writeTrajectories(join(root, name), trajectories, torn);
  return name;
}

const against = (a: readonly Trajectory[], b: readonly Trajectory[], options: CompareOptions = {}) =>
  compare(file(a), file(b), { cwd: root, ...options });

describe('a comparison of the same tasks', () => {
  it('names what was gained and lost, and tests it as promotion does', async () => {
    const [a, b] = [played('------+-+-'), played('++++++--+-')];
    const { environments, total, notes } = await against(a, b);
    const contrast = environments['counting'];
    expect(contrast).toMatchObject({ paired: true, shared: 10, onlyA: 0, onlyB: 0 });
    expect(contrast?.gained.map(({ itemId }) => itemId)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `counting_${n}`));
    expect(contrast?.lost).toEqual([{ itemId: 'counting_6', a: 1, b: 0 }]);
    // P(at least 6 of 7 fair coins), twice.
    expect(contrast?.tasks).toMatchObject({ pairs: 10, gained: 6, lost: 1 });
    expect(contrast?.tasks?.p).toBeCloseTo(16 / 128, 12);
    const { success, reward } = comparePairs({ candidate: b, incumbent: a }, ['counting'], 1).total;
    expect(contrast?.success).toEqual(success);
    expect(contrast?.reward.difference).toBeCloseTo(reward.difference ?? Number.NaN, 12);
    expect(contrast?.a).toMatchObject({ tasks: 10, n: 10, errors: 0, success: 0.2, ...wilson(0.2, 10) });
    expect(contrast?.b).toMatchObject({ success: 0.7, reward: 0.7, ...wilson(0.7, 10) });
    expect(total.success).toEqual(contrast?.success);
    expect(notes).toEqual(['Both were played by one policy, abc.']);
  });

  it('has rounds, tokens and parse errors of each', async () => {
    const usage = { prompt: 100, cached: 90, completion: 20 };
    const a = played('++', { rounds: 2, parseErrors: 1, usage });
    const { total } = await against(a, played('++', { rounds: 5 }));
    expect(total.a).toMatchObject({ rounds: 2, tokens: 120, parseErrors: 2, parseErrorShare: 0.5 });
    expect(total.b).toMatchObject({ rounds: 5, tokens: 13, parseErrors: 0, parseErrorShare: 0 });
  });

  it('counts a task once, by the mean of its samples', async () => {
    const samples = (...marks: string[]): Trajectory[] =>
      marks.flatMap((one, sample) => played(one, { sample }).map((row) => ({ ...row, id: `${row.itemId}#${sample}` })));
    // A: 1/2, 0; B: 3/4, 0. One and a half and three of eight.
    const { environments } = await against(samples('+-', '--'), samples('+-', '+-', '+-', '--'));
    const contrast = environments['counting'];
    expect(contrast?.gained).toEqual([{ itemId: 'counting_0', a: 0.5, b: 0.75 }]);
    expect(contrast?.success.difference).toBeCloseTo((0.25 + 0) / 2, 12);
    expect([contrast?.a.n, contrast?.b.n, contrast?.tasks?.pairs]).toEqual([4, 8, 2]);
  });

  it('says what the missing ones could change', async () => {
    const { total } = await against(played('-+---?'), played('+??+-?'));
    expect(total.tasks).toMatchObject({ pairs: 3, gained: 2, lost: 0 });
    // B's missing: one against a success, one against a failure; and one that both miss.
    expect(total.tasks?.bounds?.low).toBeCloseTo((1 - 1 + 0 + 1 + 0 - 1) / 6, 12);
    expect(total.tasks?.bounds?.high).toBeCloseTo((1 + 0 + 1 + 1 + 0 + 1) / 6, 12);
    expect(total.b).toMatchObject({ n: 3, errors: 3, missing: { share: 0.5, low: 2 / 6, high: 5 / 6 } });
  });

  it('takes the later row for an error that was played again, and no finished row twice', async () => {
    const again = [...played('?-'), ...played('+ ')];
    const { total } = await against(played('--'), again);
    expect(total.b).toMatchObject({ n: 2, errors: 0, success: 0.5 });
    await expect(against(played('--'), [...played('+-'), ...played('- ')])).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: expect.stringContaining('counting_0'),
    });
  });

  it('leaves out what only one has played, and says so', async () => {
    const { environments, notes } = await against(played('+++-'), played('--  ++'));
    expect(environments['counting']).toMatchObject({ shared: 2, onlyA: 2, onlyB: 2, a: { n: 2, success: 1 } });
    expect(notes).toContain('Left out: 2 tasks that only A has played, 2 tasks that only B has.');
  });

  it('averages environments, and names those that one side lacks', async () => {
    const both = (a: string, b: string) => [...played(a, { environment: 'a' }), ...played(b, { environment: 'b' })];
    const extra = played('+', { environment: 'c' });
    const { total, environments, a, notes } = await against([...both('----', '+'), ...extra], both('++++', '-'));
    expect(Object.keys(environments)).toEqual(['a', 'b']);
    expect(total).toMatchObject({ paired: true, success: { difference: 0 }, tasks: { gained: 4, lost: 1 } });
    expect(a.alone).toEqual(['c']);
    expect(notes).toContain('Only A has played c, which is left out.');
  });

  it('passes over a torn last line', async () => {
    const { notes, total } = await compare(file(played('+-')), file(played('+-'), true), { cwd: root });
    expect(total.b.n).toBe(2);
    expect(notes.at(-1)).toMatch(/\.jsonl:3: a last line that was cut short is left out\.$/u);
  });
});

describe('a comparison of other tasks', () => {
  it('refuses one name for two tasks, naming them and their fingerprints', async () => {
    const others = played('+-+').map((row, i) => (i === 1 ? { ...row, fingerprint: 'other' } : row));
    await expect(against(played('+-+'), others)).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: expect.stringContaining('counting_1: task-1 in A, other in B'),
      hint: expect.stringContaining('--ignore-fingerprints'),
    });
    const { notes, otherFingerprints, total } = await against(played('+-+'), others, { ignoreFingerprints: true });
    expect([otherFingerprints, total.tasks?.pairs]).toEqual([1, 3]);
    expect(notes.join()).toContain('1 task with different fingerprints');
  });

  it('refuses two fingerprints of one task in a file', async () => {
    const rows = played('++').map((row) => ({ ...row, itemId: 'counting_0' }));
    const ids = rows.map((row, sample) => ({ ...row, sample, id: `counting_0#${sample}` }));
    await expect(against(ids, played('+'))).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
  });

  it('knows no fingerprint of an error that came before there was one', async () => {
    const broken = played('?', { fingerprint: '' });
    expect((await against(broken, played('+'))).total).toMatchObject({ shared: 1, tasks: { pairs: 0 } });
  });

  it('is one of independent samples, and says so', async () => {
    const { total, notes } = await against(played('++--'), played('    +++-', { split: 'dev' }));
    expect(total).toMatchObject({
      paired: false,
      shared: 0,
      onlyA: 4,
      onlyB: 4,
      a: { success: 0.5 },
      b: { success: 0.75 },
    });
    expect(total).not.toHaveProperty('tasks');
    // Newcombe's, from Wilson's intervals.
    const [a, b] = [wilson(0.5, 4), wilson(0.75, 4)];
    expect(total.success.low).toBeCloseTo(0.25 - Math.hypot(0.75 - b.low, a.high - 0.5), 12);
    expect(total.success.high).toBeCloseTo(0.25 + Math.hypot(b.high - 0.75, 0.5 - a.low), 12);
    // Variances of 1/3 and 1/4 over four tasks each.
    const half = 1.959964 * Math.sqrt((1 / 3 + 1 / 4) / 4);
    expect(total.reward.low).toBeCloseTo(0.25 - half, 6);
    expect(notes[0]).toBe('A is of the split eval, B of dev.');
    expect(notes.join()).toContain('counting: the two share no task');
  });

  it('is refused where no environment is in both', async () => {
    await expect(against(played('+', { environment: 'a' }), played('+', { environment: 'b' }))).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: expect.stringMatching(/is of a, .* is of b/u),
    });
    await expect(against([], played('+'))).rejects.toMatchObject({ message: expect.stringContaining('no trajectory') });
  });
});

describe('the files of a comparison', () => {
  it('may be of other programs: AgentTraj as an array, without samples', async () => {
    const row = (index: number, reward: number) => {
      const { conversations } = toAgentTraj(makeTrajectory(index));
      return { conversations, item_id: `counting_${index}`, reward, success: reward === 1 };
    };
    const write = (name: string, rewards: readonly number[]): string => {
      writeFileSync(join(root, name), JSON.stringify(rewards.map((reward, i) => row(i % 2, reward))));
      return name;
    };
    const { total } = await compare(write('a.json', [0, 0, 0, 1]), write('b.json', [1, 1]), { cwd: root });
    expect(total).toMatchObject({ shared: 2, a: { n: 4, success: 0.25 }, b: { n: 2, success: 1 } });
    expect(total.success.difference).toBeCloseTo((1 + 0.5) / 2, 12);
  });

  it('are told where a row is none', async () => {
    const rows = played('++').map((one) => JSON.stringify(toAgentTraj(one)));
    const bad = [rows[0], rows[1]?.replace('"rounds":1', '"rounds":-1')].join('\n');
    writeFileSync(join(root, 'bad.jsonl'), `${bad}\n`);
    await expect(compare('bad.jsonl', 'bad.jsonl', { cwd: root })).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: expect.stringMatching(/bad\.jsonl:2 .*rounds/u),
    });
    writeFileSync(
      join(root, 'worse.jsonl'),
      `${rows[0]?.replace('"reward":1,"success"', '"reward":null,"success"')}\n`,
    );
    await expect(compare('worse.jsonl', 'bad.jsonl', { cwd: root })).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
  });
});
