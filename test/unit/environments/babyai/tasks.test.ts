import { describe, expect, it } from 'vitest';
import { BABYAI_LEVELS } from '../../../../src/config/stages/environment.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { fingerprint, generate } from '../../../../src/environments/builtin/babyai/generate.ts';
import { BUILT_LEVELS, levelOf, splitOf } from '../../../../src/environments/builtin/babyai/tasks.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';

describe('babyai tasks', () => {
  it('are those that a config may name', () => {
    expect(BUILT_LEVELS).toEqual(BABYAI_LEVELS);
  });

  const environment = createBabyai();
  const all = SPLITS.flatMap((split) => environment.tasks(split));
  const stateOf = (index: number) => {
    const { level, seed } = levelOf(index);
    return fingerprint(generate(level, seed));
  };

  const states = all.map(({ index }) => stateOf(index));

  it('share no id and no world, within and between splits', () => {
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(states).size).toBe(all.length);
  });

  it('are in the split that their world says', () => {
    expect(states.map(splitOf)).toEqual(all.map(({ split }) => split));
  });

  it.each(SPLITS)('are as many in %s as was said', (split) => {
    const tasks = environment.tasks(split);
    expect(tasks).toHaveLength(environment.taskCount(split));
    for (const level of BUILT_LEVELS) {
      const only = createBabyai({ levels: [level] });
      const group = `level ${level}`;
      expect(only.tasks(split)).toEqual(tasks.filter((task) => task.group === group));
      expect(only.taskCount(split)).toBe(only.tasks(split).length);
    }
  });

  it('come from the levels in turn', () => {
    const groups = environment.tasks('train').slice(0, 20);
    expect(new Set(groups.slice(0, 10).map(({ group }) => group)).size).toBe(10);
    expect(groups.slice(10).map(({ group }) => group)).toEqual(groups.slice(0, 10).map(({ group }) => group));
  });

  it('carry their level and seed in the index', () => {
    expect(levelOf(0)).toEqual({ level: 1, seed: 0 });
    expect(levelOf(39)).toEqual({ level: 40, seed: 0 });
    expect(levelOf(123)).toEqual({ level: 4, seed: 3 });
    for (const { index, itemId, group } of all) {
      expect(itemId).toBe(`babyai_${index}`);
      expect(group).toBe(`level ${levelOf(index).level}`);
    }
  });

  it('stay the same worlds', () => {
    expect(BUILT_LEVELS.map((level) => fingerprint(generate(level, 0)).slice(0, 12))).toMatchInlineSnapshot(`
      [
        "2dd5ef1c74a4",
        "4cd88558cd21",
        "2bb73e24e6ee",
        "3a6c9ce127b6",
        "b13f7ff42187",
        "c288a6f72e4d",
        "cb38d0512f68",
        "27e96b815285",
        "712dd1997f73",
        "a1d5ed3cf267",
      ]
    `);
  });

  it.each([
    [1, 64],
    [4, 36],
    [12, 576],
    [13, 50],
    [22, 72],
    [24, 576],
  ])('of level %i end after %i steps', (level, limit) => {
    expect(generate(level, 3).stepLimit).toBe(limit);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    await expect(reset('babyai_5', 5)).rejects.toMatchObject({
      code: 'E_ENV_TASK',
      message: expect.stringMatching(/level 6 .*not built yet/),
    });
    await expect(reset('babyai_-1', -1)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('babyai_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('drop')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it.each([{ levels: [] }, { levels: [6] }, { maxRounds: 0 }, { stepLimit: 1.5 }])('refuses options %o', (options) => {
    expect(() => createBabyai(options)).toThrow(/babyai: /);
  });
});
