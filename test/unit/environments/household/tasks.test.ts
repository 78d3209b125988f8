import { describe, expect, it } from 'vitest';
import { HOUSEHOLD_TYPES } from '../../../../src/config/stages/environments/household.ts';
import { createHousehold } from '../../../../src/environments/builtin/household/environment.ts';
import { generate } from '../../../../src/environments/builtin/household/generate.ts';
import { GOAL_TYPES, goalsOf, inWords, TOOLS } from '../../../../src/environments/builtin/household/goals.ts';
import { setting } from '../../../../src/environments/builtin/household/tasks.ts';
import { fingerprint, isReached, type World } from '../../../../src/environments/builtin/household/world.ts';
import { SPLITS, type Task } from '../../../../src/environments/contract.ts';

const environment = createHousehold();
const all = SPLITS.flatMap((split) => environment.tasks(split));

function worldOf({ index }: Pick<Task, 'index'>): World {
  const { goal, seed } = setting(index);
  return generate(goal, seed);
}

const worlds = all.map(worldOf);

describe('household tasks', () => {
  it('are of the types that a config may name', () => {
    expect(GOAL_TYPES).toEqual(HOUSEHOLD_TYPES);
  });

  it('are as many as was said', () => {
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([1200, 360, 360]);
    for (const split of SPLITS) expect(environment.taskCount(split)).toBe(environment.tasks(split).length);
  });

  it('share no id and no room', () => {
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(worlds.map(fingerprint)).size).toBe(all.length);
  });

  it('of dev and eval have goals that no other split has', () => {
    const goals = SPLITS.map((split) => {
      const tasks = environment.tasks(split).map((task) => setting(task.index).goal);
      return new Set(tasks.map(({ type, thing, target }) => `${type} ${thing} ${target}`));
    });
    const [train, dev, held] = goals as [Set<string>, Set<string>, Set<string>];
    expect([...dev].filter((goal) => train.has(goal))).toEqual([]);
    expect([...held].filter((goal) => train.has(goal) || dev.has(goal))).toEqual([]);
    expect(Math.min(...goals.map(({ size }) => size))).toBeGreaterThan(150);
  });

  it('of dev and eval are about things and places that training has', () => {
    const kinds = new Set<string>();
    for (const [i, { split }] of all.entries())
      for (const place of split === 'train' ? (worlds[i]?.places ?? []) : [])
        for (const { kind } of [place, ...place.things]) kinds.add(kind);
    for (const { places } of worlds)
      for (const place of places) for (const { kind } of [place, ...place.things]) expect(kinds).toContain(kind);
  });

  it('come from the types in turn', () => {
    for (const split of SPLITS) {
      const groups = environment.tasks(split).map(({ group }) => group);
      expect(groups).toEqual(groups.map((_, i) => GOAL_TYPES[i % 6]));
    }
    for (const { index, itemId, group } of all) {
      expect(itemId).toBe(`household_${index}`);
      expect(group).toBe(setting(index).goal.type);
    }
  });

  it('can be those of some types', () => {
    const some = createHousehold({ types: ['heat', 'light'] });
    expect(some.tasks('dev')).toEqual(
      environment.tasks('dev').filter(({ group }) => group === 'heat' || group === 'light'),
    );
    expect(some.taskCount('dev')).toBe(120);
    for (const options of [{ types: [] }, { types: ['slice' as 'heat'] }, { maxRounds: 0 }])
      expect(() => createHousehold(options)).toThrow(/^household: /u);
  });

  it('begin undone, with what they need, and with nothing where it is wanted', () => {
    for (const world of worlds) {
      const { goal, places } = world;
      expect(isReached(world)).toBe(false);
      const things = places.flatMap((place) => place.things);
      const wanted = things.filter(({ kind }) => kind === goal.thing);
      expect(wanted.length).toBeGreaterThanOrEqual(goal.type === 'two' ? 2 : 1);
      const aims = places.filter(({ kind }) => kind === goal.target);
      if (goal.type === 'light') expect(things.some(({ kind }) => kind === goal.target)).toBe(true);
      else expect(aims.length).toBeGreaterThan(0);
      expect(aims.flatMap((place) => place.things).some(({ kind }) => kind === goal.thing)).toBe(false);
      if (goal.type === 'clean' || goal.type === 'heat' || goal.type === 'cool')
        expect(places.some(({ kind }) => kind === TOOLS[goal.type as 'clean'])).toBe(true);
      expect(new Set(things.map(({ name }) => name)).size).toBe(things.length);
    }
  });

  it('stay the same rooms', () => {
    const first = [0, 1, 2, 3, 4, 5].map((index) => worldOf({ index }));
    expect(first.map((world) => `${inWords(world.goal)}: ${fingerprint(world).slice(0, 12)}`)).toMatchInlineSnapshot(`
      [
        "put a spatula in a pantry: 626747637941",
        "put two notebook on one windowsill: d6d27286dfb0",
        "look at a camera under a desklamp: 6ade16962cf4",
        "put a clean pear in a pantry: 36985592798b",
        "put a hot plate in a cabinet: 8c25fe2edbb1",
        "put a cold pear in a drawer: 44d52d29074e",
      ]
    `);
    expect(
      SPLITS.map((split) =>
        environment
          .tasks(split)
          .slice(0, 6)
          .map(({ index }) => index),
      ),
    ).toMatchInlineSnapshot(`
      [
        [
          6,
          1,
          2,
          3,
          10,
          11,
        ],
        [
          0,
          91,
          8,
          111,
          4,
          5,
        ],
        [
          12,
          43,
          20,
          21,
          64,
          41,
        ],
      ]
    `);
    expect(GOAL_TYPES.map((type) => goalsOf(type).length)).toMatchInlineSnapshot(`
      [
        829,
        829,
        75,
        252,
        112,
        170,
      ]
    `);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    await expect(reset('household_-1', -1)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('household_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('household_0.5', 0.5)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('look')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });
});
