import { describe, expect, it } from 'vitest';
import { SCIENCE_LEVELS } from '../../../../src/config/stages/environments/science.ts';
import { createScience } from '../../../../src/environments/builtin/science/environment.ts';
import { generate } from '../../../../src/environments/builtin/science/generate.ts';
import { goalsOf, inFull, LEVELS, STOVE_REACHES } from '../../../../src/environments/builtin/science/goals.ts';
import { kindOf } from '../../../../src/environments/builtin/science/kinds.ts';
import { ROOMS, WAYS, wayTo } from '../../../../src/environments/builtin/science/rooms.ts';
import { SUBSTANCES } from '../../../../src/environments/builtin/science/substances.ts';
import { setting } from '../../../../src/environments/builtin/science/tasks.ts';
import { fingerprint, type World } from '../../../../src/environments/builtin/science/world.ts';
import { SPLITS, type Task } from '../../../../src/environments/contract.ts';

const environment = createScience();
const all = SPLITS.flatMap((split) => environment.tasks(split));

function worldOf({ index }: Pick<Task, 'index'>): World {
  const { goal, seed } = setting(index);
  return generate(goal, seed);
}

describe('science tasks', () => {
  it('are of the levels that a config may name', () => {
    expect(LEVELS).toEqual(SCIENCE_LEVELS);
  });

  it('are as many as was said', () => {
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([800, 400, 400]);
    for (const split of SPLITS) expect(environment.taskCount(split)).toBe(environment.tasks(split).length);
  });

  it('share no id and no house', () => {
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(all.map((task) => fingerprint(worldOf(task)))).size).toBe(all.length);
  });

  it('of dev and eval have goals that no other split has', () => {
    const goals = SPLITS.map((split) => {
      const own = environment.tasks(split).map(({ index }) => setting(index).goal);
      return new Set(own.map(({ level, subject, room, colour }) => `${level} ${subject} ${room} ${colour}`));
    });
    const [train, dev, held] = goals as [Set<string>, Set<string>, Set<string>];
    expect([...dev].filter((goal) => train.has(goal))).toEqual([]);
    expect([...held].filter((goal) => train.has(goal) || dev.has(goal))).toEqual([]);
    expect(Math.min(...goals.map(({ size }) => size))).toBeGreaterThan(100);
  });

  it('of dev and eval are about things that training is about', () => {
    const trained = new Set(environment.tasks('train').map(({ index }) => setting(index).goal.subject));
    for (const { index } of all) expect(trained).toContain(setting(index).goal.subject);
  });

  it('come from the levels in turn', () => {
    for (const split of SPLITS) {
      const groups = environment.tasks(split).map(({ group }) => group);
      expect(groups).toEqual(groups.map((_, i) => LEVELS[i % 10]));
    }
  });

  it('can be those of some levels', () => {
    const some = createScience({ levels: ['boil', 'find'] });
    const own = environment.tasks('dev').filter(({ group }) => group === 'boil' || group === 'find');
    expect(some.tasks('dev')).toEqual(own);
    expect(some.taskCount('dev')).toBe(80);
    for (const options of [{ levels: [] }, { levels: ['fly' as 'boil'] }, { maxRounds: 0 }])
      expect(() => createScience(options)).toThrow(/^science: /u);
  });

  it('ask what is open: the answer is as often one box as the other', () => {
    for (const level of ['temperature', 'melting', 'conduct', 'circuit']) {
      const asked = all.filter(({ group }) => group === level).map(worldOf);
      const yes = asked.filter(({ subject, question }) => {
        const { kind, temperature } = subject ?? { kind: undefined, temperature: 0 };
        const degrees = level === 'melting' ? (kind?.substance?.melts ?? 0) : temperature;
        if (level === 'temperature' || level === 'melting') expect(degrees).not.toBe(question?.threshold);
        return kind?.conducts ?? degrees > (question?.threshold ?? 0);
      });
      expect(yes.length / asked.length).toBeGreaterThan(0.35);
      expect(yes.length / asked.length).toBeLessThan(0.65);
    }
  });

  it('stay the same houses', () => {
    const first = Array.from({ length: 10 }, (_, index) => worldOf({ index }));
    expect(
      first.map((world) => `${inFull(world.goal, world.question)} ${fingerprint(world).slice(0, 12)}`),
    ).toMatchInlineSnapshot(`
      [
        "Find an animal, focus on it, and move it to the purple box in the kitchen. eb9b5a7f1dca",
        "Focus on the milk outside, then measure its temperature with the thermometer, and focus on the blue box in the kitchen if it is above 20 degrees, else on the green box. b5faa778f3b5",
        "Focus on the magnesium in the greenhouse, then melt it. a74a0943213b",
        "Focus on the mercury outside, then boil it. 267977c7ced8",
        "Focus on the mercury in the hallway, then freeze it. 4dadd4f48267",
        "Focus on the marble outside, then test it in a circuit with the battery and the bulb in the workshop. Move it to the green box there if it conducts, else to the purple box. b8e9c0252764",
        "Focus on the paste in the foundry, then measure its melting point with the thermometer, and focus on the yellow box in the kitchen if it is above 210 degrees, else on the green box. 6b5a90d88f9f",
        "Focus on the block in the foundry, then test it in a circuit with the battery and the bulb in the workshop. Move it to the purple box there if it conducts, else to the yellow box. 570cac389d8c",
        "Focus on the bean seed in the greenhouse, then grow it into a plant in the greenhouse. 3272844e7981",
        "Focus on the pepper seed outside, then grow it in the greenhouse until it bears fruit. 81c0203a0108",
      ]
    `);
    expect(
      SPLITS.map((split) =>
        environment
          .tasks(split)
          .slice(0, 10)
          .map(({ index }) => index)
          .join(' '),
      ),
    ).toMatchInlineSnapshot(`
      [
        "10 11 2 23 4 45 6 7 18 19",
        "0 31 122 83 64 5 56 157 78 9",
        "50 1 42 3 144 25 16 17 8 49",
      ]
    `);
    expect(LEVELS.map((level) => goalsOf(level).length)).toMatchInlineSnapshot(`
      [
        168,
        84,
        147,
        133,
        91,
        140,
        56,
        56,
        70,
        70,
      ]
    `);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    await expect(reset('science_-1', -1)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('science_1.5', 1.5)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('maze_1', 1)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
  });
});

describe('the house', () => {
  it('has ways that lead back, and none longer than three rooms', () => {
    for (const from of ROOMS) {
      for (const next of WAYS[from]) expect(WAYS[next]).toContain(from);
      for (const to of ROOMS) expect(wayTo(from, to).length).toBeLessThanOrEqual(3);
    }
    expect(wayTo('bedroom', 'foundry')).toEqual(['hallway', 'workshop', 'foundry']);
  });

  it('has a device that reaches what it is for', () => {
    expect(kindOf('stove').heat?.to).toBe(STOVE_REACHES);
    const { to: hottest = 0 } = kindOf('furnace').heat ?? {};
    for (const { melts, boils } of Object.values(SUBSTANCES)) {
      expect(melts).toBeLessThan(boils);
      expect(melts).toBeLessThanOrEqual(hottest);
      if (Number.isFinite(boils)) expect(boils).toBeLessThanOrEqual(hottest);
    }
  });
});
