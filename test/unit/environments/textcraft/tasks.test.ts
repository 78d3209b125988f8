import { describe, expect, it } from 'vitest';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { allGoals } from '../../../../src/environments/builtin/textcraft/goals.ts';
import { makeListing, OBSERVATION_TOKENS, wordTokens } from '../../../../src/environments/builtin/textcraft/listing.ts';
import { recipeBook } from '../../../../src/environments/builtin/textcraft/recipes.ts';
import { SPLITS, type Task } from '../../../../src/environments/contract.ts';

const environment = createTextcraft();
const goals = allGoals();
const goalOf = (task: Task): string => goals[task.index % goals.length]?.item ?? '';
/** Share of the tasks whose goal is of depth 2. */
const share = (tasks: readonly Task[]) => tasks.filter(({ group }) => group === 'depth 2').length / tasks.length;

describe('textcraft tasks', () => {
  it('are split by goal, and share neither ids nor fingerprints', async () => {
    const session = await environment.open();
    const ids = new Set<string>();
    const fingerprints = new Set<string>();
    const splitOfGoal = new Map<string, string>();
    let count = 0;
    for (const split of SPLITS) {
      const tasks = environment.tasks(split);
      expect(environment.taskCount(split)).toBe(tasks.length);
      for (const task of tasks) {
        expect(task.split).toBe(split);
        expect(splitOfGoal.get(goalOf(task)) ?? split).toBe(split);
        splitOfGoal.set(goalOf(task), split);
        ids.add(task.itemId);
        fingerprints.add((await session.reset(task, 0)).fingerprint);
        count++;
      }
    }
    expect(splitOfGoal.size).toBe(544);
    expect(ids.size).toBe(count);
    expect(fingerprints.size).toBe(count);
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([327 * 12, 80 * 12, 137 * 12]);
  });

  it('split every depth alike', () => {
    for (const depth of [1, 2, 3, 4]) {
      const ofDepth = goals.filter((goal) => goal.depth === depth);
      const train = ofDepth.filter(({ split }) => split === 'train').length / ofDepth.length;
      const dev = ofDepth.filter(({ split }) => split === 'dev').length / ofDepth.length;
      expect(Math.abs(train - 0.6)).toBeLessThan(0.05);
      expect(Math.abs(dev - 0.15)).toBeLessThan(0.07);
    }
  });

  it('have pinned initial states', async () => {
    const session = await environment.open();
    const pinned: Record<number, string> = {
      0: 'ecedf5d535d3ca381e02801fac76565f3870f4e384351acb6414c7063c810a21',
      3: '61bbc6910ece8d805ee2627ef7ab611b5d27f645f2dde6e73798468568a3cd19',
      200: 'ad6602d71db8d463f5ca24b15dbc90c37c141a616ffa17fc433823f6e8a42641',
      431: 'aea8248c43bdb65fac49cb8d9639fceefe4b1547b6a9bd8676c99424a61a3b5a',
      543: '77b977192679c79b3a58a0e0a1832ff1eef929101d43391d1218a498e65a90b0',
      544: '50dd0b15976b6c317d4cc73a7fc40d271dfc3c80f65cfbf404d4ff2f2427389f',
      3000: '20b224c87896e375c2c1c9c68b14010bcbee19f32866e1cfa5a0d01e709fd343',
      6527: 'a2d22d7be248c2aee6773a8e8a23cba22dbdf5c49149ed1ded3dea44fd8b2d28',
    };
    for (const [index, fingerprint] of Object.entries(pinned)) {
      const task: Task = { itemId: `textcraft_${index}`, index: Number(index), split: 'train' };
      expect((await session.reset(task, 7)).fingerprint).toBe(fingerprint);
    }
    const { observation } = await session.reset({ itemId: 'textcraft_3', index: 3, split: 'train' }, 1);
    expect(observation).toBe(
      [
        'Crafting commands:',
        'craft 1 red bed using 3 red wool, 3 planks',
        'craft 1 white dye using 1 lily of the valley',
        'craft 4 birch planks using 1 birch logs',
        'craft 6 polished diorite slab using 3 polished diorite',
        'craft 1 iron ingot using 9 iron nugget',
        'craft 1 tnt minecart using 1 minecart, 1 tnt',
        'birch logs can be stripped birch log',
        'Goal: craft birch planks.',
      ].join('\n'),
    );
  });

  it('begin in the same state whatever the seed, the session or the options', async () => {
    const first = await environment.open();
    const second = await createTextcraft({ depths: [2], variants: 30 }).open();
    for (const task of environment.tasks('dev').slice(0, 50)) {
      expect(await second.reset(task, 12345)).toEqual(await first.reset(task, 0));
    }
  });

  it('come in an order whose first part is a fair sample', () => {
    const sample = environment.tasks('train').slice(0, 300);
    expect(new Set(sample.map(goalOf)).size).toBe(300);
    expect(Math.abs(share(sample) - share(environment.tasks('train')))).toBeLessThan(0.05);
  });

  it('can be narrowed to some depths, with the same ids', () => {
    const narrow = createTextcraft({ depths: [1, 2], variants: 2 });
    const tasks = narrow.tasks('eval');
    expect(new Set(tasks.map(({ group }) => group))).toEqual(new Set(['depth 1', 'depth 2']));
    expect(narrow.taskCount('eval')).toBe(tasks.length);
    const all = new Map(environment.tasks('eval').map((task) => [task.itemId, task]));
    for (const task of tasks) expect(all.get(task.itemId)).toEqual(task);
  });

  it('refuse ids that do not exist and options that make no sense', async () => {
    const session = await environment.open();
    for (const [itemId, index] of [
      ['textcraft_6528', 6528],
      ['textcraft_-1', -1],
      ['textcraft_1.5', 1.5],
      ['babyai_3', 3],
    ] as const) {
      await expect(session.reset({ itemId, index, split: 'train' }, 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    }
    for (const options of [{ depths: [] }, { depths: [5] }, { variants: 0 }, { maxRounds: 1.5 }]) {
      expect(() => createTextcraft(options)).toThrow(expect.objectContaining({ code: 'E_CONFIG_INVALID' }));
    }
  });
});

describe('a listing', () => {
  const book = recipeBook();
  const listings = goals.flatMap((goal) => [0, 1].map((variant) => ({ asked: goal, ...makeListing(goal, variant) })));

  it('is shown in at most 150 word tokens', () => {
    expect(Math.max(...listings.map(({ observation }) => wordTokens(observation).length))).toBeLessThanOrEqual(
      OBSERVATION_TOKENS,
    );
  });

  it('holds what is needed, one line for each needed item, at the depth of the goal', () => {
    for (const { asked, needed, standIns, lines, recipes } of listings) {
      const depth = (name: string): number => {
        const recipe = needed.get(standIns.get(name) ?? name);
        return recipe ? 1 + Math.max(...recipe.ingredients.map((input) => depth(input.name))) : 0;
      };
      expect(depth(asked.item)).toBe(asked.depth);
      for (const [output, recipe] of needed) {
        expect(lines).toContain(recipe.command);
        expect(recipes.get(output)).toEqual([recipe]);
        for (const { name } of recipe.ingredients) {
          const made = standIns.get(name) ?? name;
          expect(book.generics.has(made)).toBe(false);
          expect(needed.has(made)).toBe(book.byOutput.has(made));
          if (made !== name) expect(lines).toContain(`${name} can be ${made}`);
        }
      }
    }
  });

  it('differs between variants in its distractors and their order', () => {
    const [goal] = goals;
    if (!goal) throw new Error('no goals');
    const lists = Array.from({ length: 12 }, (_, variant) => makeListing(goal, variant).lines);
    expect(new Set(lists.map((lines) => [...lines].toSorted().join())).size).toBe(12);
    expect(
      new Set(lists.map((lines) => lines.findIndex((line) => line.includes(` ${goal.item} using`)))).size,
    ).toBeGreaterThan(2);
  });
});
