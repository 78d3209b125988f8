import { describe, expect, it } from 'vitest';
import { createLeakCheck, type Judged } from '../../../src/trajectories/leaks.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const OURS = 'agentgym@1.0.0';
const SERVER = 'server@localhost:8000';
const FROM = 'the demonstrations';

function judged(index: number, state: Partial<Judged['state']> = {}, source: string | undefined = OURS): Judged {
  const whole = { fingerprint: `state-${index}`, observation: `The count is ${index}.`, ...state };
  return { environment: 'counting', itemId: `counting_${index}`, split: 'dev', source, state: whole };
}

const row = (index: number, changes: Partial<Trajectory> = {}): Trajectory =>
  makeTrajectory(index, { fingerprint: `state-${index}`, source: OURS, ...changes });

/** A row that another program wrote. */
const foreign = (index: number, opening: string): Trajectory =>
  row(index, {
    fingerprint: 'of its own',
    fingerprintOf: 'opening',
    source: 'rows.jsonl',
    messages: [
      { role: 'user', content: opening, loss: false },
      { role: 'assistant', content: 'Action: go', loss: true },
    ],
  });

/** What a check says, whichever comes first. */
function checked(task: Judged, learned: Trajectory) {
  const [before, after] = [createLeakCheck(), createLeakCheck()];
  before.judge(task);
  before.learn(learned, FROM);
  after.learn(learned, FROM);
  after.judge(task);
  const said = [before, after].map((check) => ({ leaks: check.leaks(), alike: check.alike() }));
  expect(said[1]).toEqual(said[0]);
  return said[0];
}

const leak = (by: 'state' | 'id', as = 'counting_1') => ({
  leaks: [{ environment: 'counting', split: 'dev', itemId: 'counting_1', by, from: FROM, as }],
  alike: [],
});
const alike = { leaks: [], alike: [{ environment: 'counting', from: FROM, rows: 1 }] };
const none = { leaks: [], alike: [] };

describe('a task that is evaluated on', () => {
  it('is learned from where the initial state is the same, whatever its id and source', () => {
    expect(checked(judged(1), row(1))).toEqual(leak('state'));
    expect(checked(judged(1), row(7, { fingerprint: 'state-1' }))).toEqual(leak('state', 'counting_7'));
    expect(checked(judged(1), row(1, { source: 'agentgym@0.1.0' }))).toEqual(leak('state'));
    // A row of before sources were stored.
    const { source: _, ...old } = row(1);
    expect(checked(judged(1), old)).toEqual(leak('state'));
    expect(checked(judged(1), row(2))).toEqual(none);
  });

  it('is learned from where id and source are the same, unless the states are known to differ', () => {
    const opening = { fingerprint: 'a', fingerprintOf: 'opening' } as const;
    const remote = row(1, { ...opening, source: SERVER, fingerprint: 'b' });
    expect(checked(judged(1, opening, SERVER), remote)).toEqual(leak('id'));
    const { state: _, ...unplayed } = judged(1, {}, SERVER);
    expect(checked(unplayed, remote)).toEqual(leak('id'));
    expect(checked(judged(1, opening, SERVER), { ...remote, source: 'server@elsewhere:8000' })).toEqual(none);
    // Another corpus, other settings.
    const check = createLeakCheck();
    check.judge(judged(1));
    check.learn(row(1, { fingerprint: 'other' }), FROM);
    expect(check.leaks()).toEqual([]);
  });

  it('may be learned from where goal and first observation are the same', () => {
    const opening = { fingerprint: 'a', fingerprintOf: 'opening' } as const;
    const remote = row(2, { ...opening, source: SERVER });
    expect(checked(judged(1, opening, SERVER), remote)).toEqual(alike);
    // A server's row of before it was said what fingerprints are of.
    const { source: _, fingerprintOf: __, ...old } = remote;
    expect(checked(judged(1, opening, SERVER), old)).toEqual(alike);
    expect(checked(judged(1, opening, SERVER), { ...remote, fingerprint: 'b' })).toEqual(none);
  });

  it('is not that of another program which has its id, but may be where the conversation begins alike', () => {
    expect(checked(judged(1), foreign(1, 'Reach 3. The count is 1'))).toEqual(none);
    expect(checked(judged(1), foreign(9, 'The count is 1.'))).toEqual(alike);
    expect(checked(judged(1), foreign(9, 'Reach a number.\n\nThe count is 1.'))).toEqual(alike);
    const long = judged(1, { observation: 'The count is 1.\n\nGo on.' });
    expect(checked(long, foreign(9, 'Reach a number.\n\nThe count is 1.\n\nGo on.'))).toEqual(alike);
    expect(checked(long, foreign(9, 'Reach a number.\n\nGo on.'))).toEqual(none);
  });

  it('is not alike one whose whole state is known to be another', () => {
    const [task, other] = [judged(1, { observation: 'A maze.' }), row(2)];
    const messages = [{ role: 'user', content: 'A maze.', loss: false }, ...other.messages.slice(3)] as const;
    expect(checked(task, { ...other, messages })).toEqual(none);
  });

  it('is counted once as a task, and by rows where it is only alike', () => {
    const check = createLeakCheck();
    check.judge(judged(1));
    check.judge(judged(2));
    for (const sample of [0, 1, 2]) check.learn(row(1, { sample }), FROM);
    for (const index of [5, 6]) check.learn(foreign(index, 'The count is 2.'), 'rows.jsonl');
    expect(check.leaks()).toHaveLength(1);
    expect(check.alike()).toEqual([{ environment: 'counting', from: 'rows.jsonl', rows: 2 }]);
    // Nobody learns from a rollout that ended before its task began.
    check.learn(row(2, { fingerprint: '', reward: null }), FROM);
    expect(check.leaks()).toHaveLength(1);
  });
});
