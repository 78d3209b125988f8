import { describe, expect, it } from 'vitest';
import { BABYAI_LEVELS } from '../../../../src/config/stages/environment.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { fingerprint, generate } from '../../../../src/environments/builtin/babyai/generate.ts';
import { BUILT_LEVELS, levelOf, splitOf } from '../../../../src/environments/builtin/babyai/tasks.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { digest } from '../../../../src/seeds.ts';

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
    const groups = environment.tasks('train').map(({ group }) => group);
    expect(new Set(groups.slice(0, 40)).size).toBe(40);
    expect(groups.slice(40, 80)).toEqual(groups.slice(0, 40));
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
    const first = [1, 2, 3, 4, 5, 12, 13, 17, 22, 24];
    expect(first.map((level) => fingerprint(generate(level, 0)).slice(0, 12))).toEqual([
      '2dd5ef1c74a4',
      '4cd88558cd21',
      '2bb73e24e6ee',
      '3a6c9ce127b6',
      'b13f7ff42187',
      'c288a6f72e4d',
      'cb38d0512f68',
      '27e96b815285',
      '712dd1997f73',
      'a1d5ed3cf267',
    ]);
  });

  it('stay the same worlds in the other levels', () => {
    const others = BUILT_LEVELS.filter((level) => ![1, 2, 3, 4, 5, 12, 13, 17, 22, 24].includes(level));
    const found = others.map((level) => digest(...[0, 1, 2, 3].map((seed) => fingerprint(generate(level, seed)))));
    expect(others.map((level, i) => `${level} ${found[i]?.slice(0, 12)}`)).toMatchInlineSnapshot(`
      [
        "6 c6f81455ff05",
        "7 76ff046e6e2e",
        "8 021b3f9cf5dc",
        "9 fc4a3fe7582f",
        "10 fc5bb84795b9",
        "11 929ef80cd7a0",
        "14 47f2f426bc6b",
        "15 f7ae206c3193",
        "16 ab9f33957ca9",
        "18 61c9a5cc7f4d",
        "19 02bb09b1b009",
        "20 a8fe86678046",
        "21 fa3e077c076b",
        "23 64b5da304430",
        "25 93503a6d44ef",
        "26 d5ded346b6a1",
        "27 1e878b233f35",
        "28 a24596075eb7",
        "29 019171eb17fa",
        "30 f070e173a9d9",
        "31 420a6beb6a6c",
        "32 299ac90f873f",
        "33 5a581937864d",
        "34 576fda3510c0",
        "35 a4fd6375182c",
        "36 f2c02ec27e08",
        "37 a0cd94b1efbc",
        "38 061f3ae17da2",
        "39 2e0ca2c35ad3",
        "40 91a8cfb99df6",
      ]
    `);
  });

  it('stay the same in the levels that configs name, with their words and rounds', () => {
    const parts = [
      [4, 5],
      [1, 2, 5],
      [1, 3],
      [1, 2, 3, 4, 5],
    ].map((levels) => {
      const one = createBabyai({ levels });
      const words = digest([...one.lexicon()].join('\n'));
      const told = digest(JSON.stringify(one.instructions('react')));
      const list = digest(JSON.stringify(SPLITS.map((split) => one.tasks(split))));
      return [levels.join(), words, told, list].map((part) => part.slice(0, 12)).join(' ') + ` ${one.maxRounds}`;
    });
    expect(parts).toMatchInlineSnapshot(`
      [
        "4,5 e49626d37bcd 745835e7c82a a0f41b97d527 20",
        "1,2,5 e49626d37bcd 745835e7c82a 45310563876d 20",
        "1,3 e49626d37bcd 745835e7c82a ce75d4b648fa 20",
        "1,2,3,4,5 e49626d37bcd 745835e7c82a 813aff9e27aa 20",
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
    [6, 441],
    [15, 720],
    [20, 49],
    [21, 288],
    [23, 392],
    [29, 1080],
    [31, 980],
    [33, 400],
    [34, 1024],
  ])('of level %i end after %i steps', (level, limit) => {
    expect(generate(level, 3).stepLimit).toBe(limit);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    await expect(reset('babyai_5', 45)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('babyai_-1', -1)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('babyai_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('drop')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it.each([{ levels: [] }, { levels: [41] }, { maxRounds: 0 }, { stepLimit: 1.5 }])('refuses options %o', (options) => {
    expect(() => createBabyai(options)).toThrow(/babyai: /);
  });
});
