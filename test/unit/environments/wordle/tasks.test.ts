import { describe, expect, it } from 'vitest';
import { SPLITS, type Task } from '../../../../src/environments/contract.ts';
import { createWordle } from '../../../../src/environments/builtin/wordle/environment.ts';
import { LEVELS } from '../../../../src/environments/builtin/wordle/lists.ts';
import { puzzleAt, type Puzzle } from '../../../../src/environments/builtin/wordle/tasks.ts';
import { allWords, splitOf, wordsOf } from '../../../../src/environments/builtin/wordle/words.ts';

function puzzle({ index }: Pick<Task, 'index'>): Puzzle {
  const found = puzzleAt(index);
  if (!found) throw new Error(`no word ${index}`);
  return found;
}

const environment = createWordle({ levels: LEVELS });
const tasksOf = (split: (typeof SPLITS)[number]) => environment.tasks(split);
const all = SPLITS.flatMap(tasksOf);

describe('the words', () => {
  it('are sorted, different and of five small letters', () => {
    const words = allWords();
    expect(words).toHaveLength(2043);
    expect(words.every((word) => /^[a-z]{5}$/u.test(word))).toBe(true);
    expect([...new Set(words)].toSorted()).toEqual(words);
  });
});

describe('wordle tasks', () => {
  it('are every word at every level, with no id and no state twice', async () => {
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([4888, 1652, 1632]);
    expect(all).toHaveLength(2043 * 4);
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    const session = await environment.open();
    const states = new Set<string>();
    for (const task of all.filter(({ group }) => group !== 'open'))
      states.add((await session.reset(task, 0)).fingerprint);
    expect(states.size).toBe(2043 * 3);
  });

  it('leave out the open level unless asked', () => {
    const usual = createWordle();
    expect(SPLITS.map((split) => usual.taskCount(split))).toEqual([3666, 1239, 1224]);
    const indices = SPLITS.flatMap((split) => usual.tasks(split)).map(({ index }) => index);
    expect(indices.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 6129 }, (_, i) => i));
  });

  it('share no hidden word between splits, and show words of their split alone', () => {
    for (const task of all.filter(({ group }) => group !== 'open')) {
      const { hidden, list } = puzzle(task);
      expect(list.includes(hidden)).toBe(true);
      if (!list.every((word) => splitOf(word) === task.split)) throw new Error(`${task.itemId} shows another split`);
    }
    expect(SPLITS.map((split) => wordsOf(split).length)).toEqual([1222, 413, 408]);
  });

  it('show 12, 20, 30 to 32 and all words, each once', () => {
    const sizes = new Map<string, Set<number>>();
    for (const task of all) {
      const { list } = puzzle(task);
      const known = sizes.get(task.group ?? '') ?? new Set();
      sizes.set(task.group ?? '', known.add(task.group === 'open' ? list.length : new Set(list).size));
    }
    expect([...(sizes.get('easy') ?? [])]).toEqual([12]);
    expect([...(sizes.get('medium') ?? [])]).toEqual([20]);
    expect([...(sizes.get('hard') ?? [])].toSorted((a, b) => a - b)).toEqual([30, 31, 32]);
    expect([...(sizes.get('open') ?? [])]).toEqual([2043]);
  });

  it('make every word of a hard list hidden as often as the others', () => {
    const lists = new Map<string, Set<string>>();
    for (const task of tasksOf('eval').filter(({ group }) => group === 'hard')) {
      const { hidden, list } = puzzle(task);
      const key = list.toSorted().join();
      lists.set(key, (lists.get(key) ?? new Set()).add(hidden));
    }
    for (const [key, hidden] of lists) expect([...hidden].toSorted().join()).toBe(key);
  });

  it('take the levels in turn, and every word once before any again', () => {
    const tasks = createWordle().tasks('train');
    expect(tasks.slice(0, 4).map(({ group }) => group)).toEqual(['easy', 'medium', 'hard', 'easy']);
    expect(new Set(tasks.slice(0, 1222).map((task) => puzzle(task).hidden)).size).toBe(1222);
  });

  it('stay the same', async () => {
    const session = await environment.open();
    const states = [];
    for (const index of [0, 1, 2, 3000, 6128, 6129])
      states.push(
        (await session.reset({ itemId: `wordle_${index}`, index, split: 'train' }, 0)).fingerprint.slice(0, 12),
      );
    expect(states).toMatchInlineSnapshot(`
      [
        "e85549281d91",
        "3e8016e2cd6d",
        "8de58eef058c",
        "041e489df539",
        "6009ef611db1",
        "1eb6040944d7",
      ]
    `);
    expect(puzzle({ index: 0 })).toMatchInlineSnapshot(`
      {
        "hidden": "aback",
        "list": [
          "forte",
          "trump",
          "glide",
          "mulch",
          "incur",
          "aback",
          "prior",
          "ranch",
          "dandy",
          "bonus",
          "trash",
          "cater",
        ],
        "shown": true,
      }
    `);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    for (const index of [-1, 0.5, 8172])
      await expect(reset(`wordle_${index}`, index)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('wordle_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('panic')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it.each([
    { levels: [] },
    { levels: ['harder' as 'hard'] },
    { maxRounds: 0 },
    { adversarial: 1 as unknown as boolean },
  ])('refuses options %o', (options) => {
    expect(() => createWordle(options)).toThrow(/wordle: /u);
  });
});
