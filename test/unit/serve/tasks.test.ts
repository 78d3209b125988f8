/** Which task an index of the wire names. */
import { describe, expect, it } from 'vitest';
import { createTextcraft } from '../../../src/environments/builtin/textcraft/environment.ts';
import { defineEnvironment } from '../../../src/environments/define.ts';
import { babyaiTasks, listedTasks } from '../../../src/serve/tasks.ts';

const small = defineEnvironment({
  name: 'small',
  maxRounds: 1,
  tasks: { train: 2, dev: 1, eval: 1 },
  instructions: '',
  reset: () => ({ state: 0, observation: '' }),
  step: () => ({ observation: '' }),
});

describe('listed tasks', () => {
  it('are those of all splits, by their index', () => {
    const tasks = listedTasks(small);
    expect([0, 1, 2, 3].map((index) => tasks.at(index)?.split)).toEqual(['train', 'train', 'dev', 'eval']);
    expect([4, -1, 0.5].map((index) => tasks.at(index))).toEqual([undefined, undefined, undefined]);
    expect([0, 3, 4, 7].map((number) => tasks.pick(number)?.index)).toEqual([0, 3, 0, 3]);
  });

  it('count on from the other end where they wrap, as in Python', () => {
    const tasks = listedTasks(small, true);
    expect([4, 9, -1, -5].map((index) => tasks.at(index)?.index)).toEqual([0, 1, 3, 3]);
  });

  it('may be none', () => {
    const tasks = listedTasks({ ...small, tasks: () => [] }, true);
    expect([tasks.at(0), tasks.pick(0)]).toEqual([undefined, undefined]);
  });

  it('of textcraft: 544 goals a variant, so that an index names the same goal modulo 544', () => {
    const tasks = listedTasks(createTextcraft(), true);
    expect(tasks.at(544 * 12 + 17)).toEqual(tasks.at(17));
    expect(tasks.at(17)?.itemId).toBe('textcraft_17');
  });
});

describe('babyai tasks', () => {
  it('are every seed of the levels, level = index mod 40 + 1', () => {
    const tasks = babyaiTasks([1, 13]);
    expect([0, 12, 40, 1_000_000].map((index) => tasks.at(index)?.itemId)).toEqual([
      'babyai_0',
      'babyai_12',
      'babyai_40',
      'babyai_1000000',
    ]);
    expect([1, 13, -40, -28].map((index) => tasks.at(index))).toEqual([undefined, undefined, undefined, undefined]);
    expect(babyaiTasks([13]).pick(2)?.itemId).toBe('babyai_92');
  });
});
