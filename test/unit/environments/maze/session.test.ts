import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';
import type { MazeOptions } from '../../../../src/environments/builtin/maze/environment.ts';
import { createMaze } from '../../../../src/environments/builtin/maze/environment.ts';
import { random } from '../../../../src/seeds.ts';

async function opened(index: number, options: MazeOptions = {}): Promise<{ session: Session; observation: string }> {
  const session = await createMaze(options).open();
  const { observation } = await session.reset({ itemId: `maze_${index}`, index, split: 'train' }, 0);
  return { session, observation };
}

const MOVES = ['move up', 'move down', 'move left', 'move right'];
const HERE = 'The goal is at position 8, 6. Your current position is at position 1, 1.';
const WALLS = 'There are walls to your left, above you, below you.';

describe('a maze', () => {
  it('is walked from the corner to the goal', async () => {
    const { session, observation } = await opened(0);
    expect(observation).toBe(`${HERE} ${WALLS}`);
    expect(session.actions?.()).toEqual(['move right']);
    const way = 'right right down down down down right right right down down'.split(' ');
    for (const direction of way)
      expect(await session.step(`move ${direction}`)).toMatchObject({ reward: 0, done: false });
    expect(session.expert?.()).toEqual({
      thought: 'The goal is 1 down. The short way goes down.',
      action: 'move down',
    });
    expect(await session.step('move down')).toEqual({
      observation: 'Success! You are at the goal.',
      reward: 1,
      done: true,
    });
    expect(await session.step('move up')).toEqual({
      observation: 'The maze is over. No more moves count.',
      reward: 0,
      done: true,
    });
  });

  it.each([
    ['move up', 'You did not move: there is a wall above you.'],
    ['move left', 'You did not move: there is a wall to your left.'],
    ['', 'You did not move: there was no action.'],
    ['go right', 'You did not move: that is not an action.'],
    ['move', 'You did not move: a move is in one direction.'],
    ['move right right', 'You did not move: a move is in one direction.'],
    ['move north', 'You did not move: a move is in one direction.'],
  ])('says why `%s` moves nobody', async (action, why) => {
    const { session, observation } = await opened(0);
    const step = await session.step(action);
    expect(step.observation.startsWith(why)).toBe(true);
    expect(step.observation.endsWith(observation)).toBe(true);
    expect(step).toMatchObject({ reward: 0, done: false });
  });

  it('fails at the step past the limit, wherever that leads', async () => {
    const { session } = await opened(18);
    for (let i = 0; i < 50; i++) expect(await session.step('move left')).toMatchObject({ reward: 0, done: false });
    // One step down would be the goal.
    expect(session.expert?.().action).toBe('move down');
    expect(await session.step('move down')).toEqual({
      observation: 'Failure. All 50 steps are used up.',
      reward: -1,
      done: true,
    });
  });

  it('tells walls and the last eight moves alone in the partial view', async () => {
    const { session, observation } = await opened(0, { observation: 'partial' });
    expect(observation).toBe(`${WALLS} Find the goal. You have not moved yet.`);
    expect((await session.step('move right')).observation).toBe(
      'There are walls above you, below you. Your last move: right.',
    );
    for (let i = 0; i < 4; i++) {
      await session.step('move right');
      await session.step('move left');
    }
    expect((await session.step('move up')).observation).toBe(
      'You did not move: there is a wall above you. There are walls above you, below you. ' +
        'Your last moves: right, left, right, left, right, left, right, left.',
    );
  });

  it('tells a server its name', async () => {
    const { session } = await opened(0);
    expect(session.details?.()).toEqual({ maze_name: 'double_t_maze' });
  });
});

describe('experts', () => {
  it.each(['full', 'partial'] as const)(
    'solve every maze in the %s view by listed actions, within the rounds',
    async (observation) => {
      const environment = createMaze({ observation });
      const session = await environment.open();
      const unsolved: string[] = [];
      for (const task of SPLITS.flatMap((split) => environment.tasks(split))) {
        await session.reset(task, 0);
        let last = { reward: 0, done: false };
        for (let round = 0; round < environment.maxRounds && !last.done; round++) {
          const { action } = session.expert?.() ?? { action: '' };
          if (session.actions?.().includes(action) !== true) unsolved.push(`${task.itemId}: ${action}`);
          last = await session.step(action);
        }
        if (last.reward !== 1) unsolved.push(task.itemId);
      }
      expect(unsolved).toEqual([]);
    },
  );

  it('go on after moves that were not theirs', async () => {
    const { session } = await opened(26, { observation: 'partial' });
    const draws = random(7);
    let step = await session.step(draws.pick(session.actions?.() ?? []));
    for (let i = 0; i < 49 && !step.done; i++) {
      const action = i % 4 === 0 ? draws.pick(session.actions?.() ?? []) : (session.expert?.().action ?? '');
      step = await session.step(action);
    }
    expect(step).toMatchObject({ reward: 1, done: true });
  });
});

describe('rules', () => {
  const anything = fc.array(fc.oneof(fc.constantFrom(...MOVES), fc.string()), { maxLength: 60 });

  it('hold for any actions: what is listed moves, what is not does not, rewards stay in range', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 26, max: 400 }), anything, async (index, moves) => {
        const { session } = await opened(index);
        let before = '';
        for (const action of moves) {
          const listed = session.actions?.() ?? [];
          const { observation, reward, done } = await session.step(action);
          expect([-1, 0, 1]).toContain(reward);
          if (done) return;
          const words = action.trim().toLowerCase().split(/\s+/u).join(' ');
          expect(observation.startsWith('You did not move')).toBe(!listed.includes(words));
          const place = observation.slice(observation.indexOf('Your current'), observation.indexOf('. There'));
          if (before !== '') expect(place === before).toBe(!listed.includes(words));
          before = place;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same in a replay, and a step back undoes a step', async () => {
    const back: Record<string, string> = { up: 'down', down: 'up', left: 'right', right: 'left' };
    const draws = random(3);
    const { session, observation } = await opened(28);
    const { session: again } = await opened(28);
    let here = observation;
    for (let i = 0; i < 12; i++) {
      const action = draws.pick(session.actions?.() ?? []);
      const there = await session.step(action);
      expect(await again.step(action)).toEqual(there);
      if (there.done) return;
      const undo = `move ${back[action.slice(5)]}`;
      expect((await session.step(undo)).observation).toBe(here);
      await again.step(undo);
      here = (await session.step(action)).observation;
      await again.step(action);
    }
  });

  it('stand 100,000 random steps', async () => {
    for (const observation of ['full', 'partial'] as const) {
      const environment = createMaze({ observation });
      const tasks = environment.tasks('train');
      const session = await environment.open();
      const draws = random(5);
      let done = true;
      for (let step = 0; step < 50_000; step++) {
        if (done) await session.reset(draws.pick(tasks), step);
        const actions = done || step % 7 ? (session.actions?.() ?? []) : MOVES;
        const result = await session.step(draws.pick(actions));
        if (result.done !== (result.reward !== 0)) throw new Error(`reward ${result.reward} at ${step}`);
        done = result.done;
      }
    }
  });
});
