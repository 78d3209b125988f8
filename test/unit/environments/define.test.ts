import { describe, expect, it } from 'vitest';
import { defineEnvironment, isDefinedEnvironment } from '../../../src/environments/define.ts';
import { AgentgymError } from '../../../src/errors.ts';

const base = {
  name: 'counting',
  maxRounds: 4,
  tasks: { train: 3, dev: 1, eval: [{ group: 'odd', data: { to: 3 } }] },
  instructions: 'Count.',
};

interface State {
  at: number;
  to: number;
}

const counting = defineEnvironment<State, { to: number } | undefined>({
  ...base,
  reset: (task) => ({ state: { at: 0, to: task.data?.to ?? 2 }, observation: 'Count.' }),
  step: (state, action) => {
    state.at += Number(action);
    return state.at === state.to ? { observation: 'Done.', reward: 1, done: true } : { observation: 'Go on.' };
  },
  expert: (state) => ({ thought: 'One more.', action: String(state.to - state.at) }),
});

describe('defineEnvironment with a reset/step pair', () => {
  it('numbers tasks through the splits', () => {
    const ids = (['train', 'dev', 'eval'] as const).flatMap((split) =>
      counting.tasks(split).map((task) => task.itemId),
    );
    expect(ids).toEqual(['counting_0', 'counting_1', 'counting_2', 'counting_3', 'counting_4']);
    expect(counting.tasks('eval')[0]).toMatchObject({ split: 'eval', group: 'odd', index: 4 });
    expect(counting.taskCount('train')).toBe(3);
    expect(isDefinedEnvironment(counting)).toBe(true);
    expect(isDefinedEnvironment({ ...base })).toBe(false);
  });

  it('plays, with defaults for what the pair leaves out', async () => {
    const session = await counting.open();
    const task = { itemId: 'counting_4', index: 4, split: 'eval' } as const;
    const first = await session.reset(task, 0);
    expect(first.observation).toBe('Count.');
    expect(await session.step('1')).toEqual({ observation: 'Go on.', reward: 0, done: false });
    expect(session.expert?.()).toEqual({ thought: 'One more.', action: '2' });
    expect('actions' in session).toBe(false);
    const last = await session.step('2');
    expect(last).toEqual({ observation: 'Done.', reward: 1, done: true });
    expect(counting.reward.success(last.reward)).toBe(true);
    await session.close();
    await expect(session.step('1')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it('tells tasks apart by their state where their first observations are equal', async () => {
    const session = await counting.open();
    const prints = [];
    for (const task of [...counting.tasks('train'), ...counting.tasks('eval')]) {
      prints.push((await session.reset(task, 0)).fingerprint);
    }
    expect(new Set(prints.slice(0, 3)).size).toBe(1);
    expect(prints[3]).not.toBe(prints[0]);
  });

  it('refuses unknown tasks and rewards that are no numbers', async () => {
    const session = await counting.open();
    const unknown = { itemId: 'counting_9', index: 9, split: 'train' } as const;
    await expect(session.reset(unknown, 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    const broken = defineEnvironment({
      ...base,
      reset: () => ({ state: 0, observation: 'x' }),
      step: () => ({ observation: 'x', reward: Number.NaN }),
    });
    const other = await broken.open();
    await other.reset(broken.tasks('train')[0] ?? unknown, 0);
    await expect(other.step('a')).rejects.toThrow('returned the reward NaN');
  });

  it('has its instructions as messages and, unless told otherwise, as its lexicon', () => {
    expect(counting.instructions('react')).toEqual([{ role: 'user', content: 'Count.' }]);
    expect([...counting.lexicon()]).toEqual(['Count.']);
  });
});

describe('defineEnvironment', () => {
  it('takes sessions of one’s own', async () => {
    let closed = 0;
    const own = defineEnvironment({
      ...base,
      reward: { min: -1, max: 10, success: (raw) => raw > 5 },
      lexicon: () => ['a', 'b'],
      open: () => ({
        reset: async () => ({ observation: 'o', fingerprint: 'f' }),
        step: async () => ({ observation: 'o', reward: 6, done: true }),
        close: async () => {
          closed += 1;
        },
      }),
    });
    await (await own.open()).close();
    expect(closed).toBe(1);
    expect(own.reward.success(6)).toBe(true);
    expect([...own.lexicon()]).toEqual(['a', 'b']);
  });

  it('names every field that is missing or wrong', () => {
    const bad: unknown = { name: 'x', maxRounds: 0, reward: { min: 2 }, reset: 1 };
    const attempt = (): unknown => defineEnvironment(bad as Parameters<typeof defineEnvironment>[0]);
    expect(attempt).toThrow(AgentgymError);
    for (const part of [
      '`x` is not complete',
      '`maxRounds` is wrong',
      '`tasks` is missing',
      '`instructions` is missing',
      '`reward` is wrong',
      '`reset` is wrong',
      '`step` is missing',
    ]) {
      expect(attempt).toThrow(part);
    }
    expect(attempt).not.toThrow('`name`');
  });

  it('refuses two tasks with one id', () => {
    const twice = defineEnvironment({
      ...base,
      tasks: { train: [{ itemId: 'a' }], eval: [{ itemId: 'a' }] },
      reset: () => ({ state: 0, observation: 'x' }),
      step: () => ({ observation: 'x' }),
    });
    expect(() => twice.tasks('train')).toThrow('two tasks with the id a');
  });
});
