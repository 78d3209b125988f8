import { describe, expect, it } from 'vitest';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { createMaze } from '../../../../src/environments/builtin/maze/environment.ts';
import { distances } from '../../../../src/environments/builtin/maze/paths.ts';
import { LEVELS, splitOf, worldAt } from '../../../../src/environments/builtin/maze/tasks.ts';
import {
  drawing,
  fingerprint,
  layoutDigest,
  position,
  type World,
} from '../../../../src/environments/builtin/maze/world.ts';
import { transcript } from '../../../support/transcripts.ts';

function world(index: number): World {
  const found = worldAt(index);
  if (!found) throw new Error(`no maze ${index}`);
  return found;
}

/** What the original takes for no move. */
const LENIENT = ['MOVE RIGHT', 'move right\n'];

const environment = createMaze();
const all = SPLITS.flatMap((split) => environment.tasks(split));

describe('the original’s games', () => {
  it('are the 25 squares of the double T but the goal’s', () => {
    const starts = Array.from({ length: 25 }, (_, game) => world(game)).map(({ layout, start }) =>
      position(layout, start),
    );
    expect(new Set(starts.map(String)).size).toBe(25);
    expect([starts[0], starts[1], starts[10], starts[24]]).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 9],
    ]);
    expect(worldAt(25)).toBeUndefined();
    const { layout, goal } = world(0);
    expect(position(layout, goal)).toEqual([8, 6]);
    expect(layout.open.filter(Boolean)).toHaveLength(26);
  });

  it('show what was recorded', async () => {
    const session = await environment.open();
    let compared = 0;
    for (const { path, body, answer } of transcript('maze')) {
      const { observation } = answer as { observation?: string };
      // Of the fifty steps before it a few are kept.
      if (observation === 'Failure\n') continue;
      const game = Number(body?.['game']);
      if (path === '/maze/reset' && observation !== undefined && game >= 0) {
        const start = await session.reset({ itemId: `maze_${game}`, index: game, split: 'train' }, 0);
        expect(start.observation).toBe(observation);
        compared += 1;
      } else if (path === '/maze/step' && observation !== undefined && !LENIENT.includes(String(body?.['action']))) {
        const step = await session.step(String(body?.['action']));
        // Where nobody moved, ours says why before it says the same.
        if (observation.startsWith('The goal')) expect(step.observation.endsWith(observation)).toBe(true);
        const { reward, done } = answer as { reward: number; done: boolean };
        expect([step.reward, step.done]).toEqual([reward, done]);
      }
    }
    expect(compared).toBe(4);
  });
});

describe('maze tasks', () => {
  it('are enough, with no id and no state twice', () => {
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([815, 405, 285]);
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([815, 405, 285]);
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
    expect(new Set(all.map(({ index }) => fingerprint(world(index)))).size).toBe(all.length);
  });

  it('share no generated layout between splits', () => {
    const splits = new Map<string, string>();
    for (const { index, split } of all.filter(({ group }) => group !== 'double t')) {
      expect(splitOf(world(index))).toBe(split);
      const layout = layoutDigest(world(index).layout);
      expect(splits.get(layout) ?? split).toBe(split);
      splits.set(layout, split);
    }
  });

  it('can all be solved: every open square leads to the goal', () => {
    for (const { index } of all) {
      const { layout, goal, start } = world(index);
      const steps = distances(layout, [goal]);
      expect(layout.open.every((open, square) => open === (steps[square] ?? -1) >= 0)).toBe(true);
      expect(start).not.toBe(goal);
      const edge = drawing(layout);
      expect([edge[0], edge.at(-1)].join('')).toMatch(/^#+$/u);
      expect(edge.every((row) => row.startsWith('#') && row.endsWith('#'))).toBe(true);
    }
  });

  it('come from the levels in turn', () => {
    expect(
      environment
        .tasks('train')
        .slice(0, 5)
        .map(({ group }) => group),
    ).toEqual(LEVELS);
    const small = createMaze({ levels: ['7x7', '9x9'] });
    expect(small.taskCount('dev')).toBe(small.tasks('dev').length);
    expect(small.tasks('dev').every(({ group }) => group === '7x7' || group === '9x9')).toBe(true);
  });

  it('stay the same mazes', () => {
    expect([0, 24, 26, 27, 28, 29, 1000].map((index) => fingerprint(world(index)).slice(0, 12))).toMatchInlineSnapshot(`
      [
        "2d3b3c092e96",
        "74d120866313",
        "c549cdf905dd",
        "a765aea23a34",
        "327b1bf7854a",
        "03d36da05c16",
        "02ba0a6dfab8",
      ]
    `);
    expect(drawing(world(26).layout)).toMatchInlineSnapshot(`
      [
        "#######",
        "# #   #",
        "# ### #",
        "# #   #",
        "# # # #",
        "#   # #",
        "#######",
      ]
    `);
  });

  it('are refused where there are none', async () => {
    const session = await environment.open();
    const reset = (itemId: string, index: number) => session.reset({ itemId, index, split: 'train' }, 0);
    for (const index of [25, -1, 0.5])
      await expect(reset(`maze_${index}`, index)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(reset('maze_1', 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
    await expect(session.step('move up')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  });

  it.each([{ levels: [] }, { levels: ['5x5'] }, { maxRounds: 0 }, { observation: 'all' as 'full' }])(
    'refuses options %o',
    (options) => {
      expect(() => createMaze(options)).toThrow(/maze: /u);
    },
  );
});
