import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAction } from '../../../../src/environments/builtin/babyai/actions.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { Game } from '../../../../src/environments/builtin/babyai/game.ts';
import type { World } from '../../../../src/environments/builtin/babyai/generate.ts';
import { Grid, newThing } from '../../../../src/environments/builtin/babyai/grid.ts';
import type { Mission } from '../../../../src/environments/builtin/babyai/missions.ts';
import type { Session } from '../../../../src/environments/contract.ts';

const openDoor: Mission = { verb: 'open', target: { kind: 'door', colour: 'red' } };

/** A corridor from west to east: the agent, two free cells, a door, two more free cells, a red ball. */
function corridor(mission: Mission, state: 'open' | 'closed' | 'locked' = 'closed', stepLimit = 20): Game {
  const grid = new Grid(9, 3);
  for (let x = 0; x < 9; x++) for (const y of [0, 2]) grid.put('wall', x, y);
  for (const x of [0, 8]) grid.put('wall', x, 1);
  Object.assign(grid.agent, { x: 1, y: 1, direction: 0 });
  grid.put(newThing('door', 'red', state), 4, 1);
  grid.put(newThing('ball', 'red'), 7, 1);
  const world: World = { grid, mission, sentence: 'open the red door', stepLimit };
  return new Game(world, 'compact');
}

describe('a babyai game', () => {
  it('hides what is behind a closed door, and shows it once it is open', () => {
    const game = corridor({ verb: 'go to', target: { kind: 'ball' } });
    expect(game.observe()).toContain('You see closed red door 1 3 ahead.');
    expect(game.act('go to red ball 1')).toMatch(/^There is no red ball 1\./);
    expect(game.act('toggle and go through red closed door 1')).toContain('red ball 1 2 ahead.');
    expect(game.steps).toBe(5);
    expect(game.act('Go To  the red ball 1.')).toBe('The task is completed.');
    expect(game.reward).toBeCloseTo(1 - (0.9 * 6) / 20, 12);
  });

  it('ends a macro at the win', () => {
    const game = corridor(openDoor);
    expect(game.act('toggle and go through red closed door 1')).toBe('The task is completed.');
    expect([game.steps, game.grid.agent.x]).toEqual([3, 3]);
    expect(game.reward).toBeCloseTo(1 - (0.9 * 3) / 20, 12);
  });

  it('ends a macro at the last step, without a reward', () => {
    const game = corridor({ verb: 'go to', target: { kind: 'ball' } }, 'open', 3);
    expect(game.act('go through red open door 1')).toBe('No steps are left. The task is over.');
    expect([game.steps, game.over, game.reward]).toEqual([3, true, 0]);
  });

  it('rewards a win at the last step', () => {
    const game = corridor(openDoor, 'closed', 3);
    game.act('toggle and go through red closed door 1');
    expect(game.reward).toBeCloseTo(0.1, 12);
  });

  it.each([
    ['', 'The action is empty.'],
    [' \n', 'The action is empty.'],
    ['dance', 'The action is not understood.'],
    ['go to red ball', 'The action is not understood.'],
    ['go to pink ball 1', 'The action is not understood.'],
    ['x'.repeat(100_000), 'The action is not understood.'],
    ['drop', 'You carry nothing to drop.'],
    ['toggle', 'Nothing ahead can be toggled.'],
    ['pickup red door 1', 'A door cannot be picked up.'],
    ['pick up red key 1', 'There is no red key 1.'],
    ['go through red door 1', 'The door is locked.'],
    ['toggle and go through red locked door 1', 'It is locked. You need the red key.'],
    ['check available actions', /^Available actions: turn left, turn right, move forward, go to red door 1, check/],
  ])('answers %j without a step', (action, answer) => {
    const game = corridor(openDoor, 'locked');
    const [first, second] = game.act(action).split('\n');
    expect(first).toMatch(answer);
    expect(second).toBe('Goal: open the red door.');
    expect(game.steps).toBe(0);
  });

  it('picks up, carries and drops', () => {
    const game = corridor(openDoor, 'open');
    expect(game.act('pick up red ball 1')).toContain('You carry red ball 1.');
    expect(game.act('pickup red ball 1')).toMatch(/^There is no red ball 1\./);
    expect(game.act('drop')).toContain('Ahead is red ball 1.');
    expect(game.act('move forward')).toMatch(/^The way is blocked\./);
  });

  it('understands each form of an action', () => {
    expect(parseAction('PICK UP Red Key 2')).toEqual({ kind: 'pickup', name: 'red key 2' });
    expect(parseAction('go through red open door 1')).toEqual(parseAction('go through red door 1'));
    expect(parseAction('toggle and go through red locked door 3')).toEqual({
      kind: 'toggle through',
      name: 'red door 3',
    });
  });
});

describe('a babyai session', () => {
  const environment = createBabyai();
  const tasks = environment.tasks('train').slice(0, 40);

  it('is the same under every seed', async () => {
    const [one, other] = [await environment.open(), await environment.open()];
    for (const task of tasks.slice(0, 10)) {
      expect(await one.reset(task, 1)).toEqual(await other.reset(task, 2));
      expect(await one.step('turn left')).toEqual(await other.step('turn left'));
    }
  });

  it('says the same in more words, with the list of actions', async () => {
    const session = await createBabyai({ observation: 'full' }).open();
    const { observation } = await session.reset(tasks[0] ?? { itemId: '', index: 0, split: 'train' }, 0);
    expect(observation).toMatch(/^Your goal: go to the red ball\.\n/);
    expect(observation).toContain(`Available actions: ${session.actions?.().join(', ')}.`);
  });

  it('takes any actions: never throws, rewards at most once and only at the end', async () => {
    const junk = fc.constantFrom(
      '',
      'toggle',
      'drop',
      'go to red ball 1',
      'go through red door 99',
      'constructor',
      '__proto__',
    );
    const choice = fc.oneof(
      { weight: 4, arbitrary: fc.nat(1000) },
      { weight: 1, arbitrary: fc.oneof(junk, fc.string()) },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(tasks.length - 1), fc.array(choice, { maxLength: 80 }), async (which, choices) => {
        const session = await environment.open();
        await session.reset(tasks[which] ?? { itemId: '', index: 0, split: 'train' }, 0);
        await playOut(session, choices);
      }),
      { numRuns: 60 },
    );
  });
});

async function playOut(session: Session, choices: readonly (number | string)[]): Promise<void> {
  let done = false;
  for (const choice of choices) {
    const legal = session.actions?.() ?? [];
    const result = await session.step(typeof choice === 'string' ? choice : (legal[choice % legal.length] ?? ''));
    expect(result.reward).toBeGreaterThanOrEqual(0);
    expect(result.reward).toBeLessThanOrEqual(1);
    // Nothing is given before the end, and nothing after it; what is over stays over.
    if (done || !result.done) expect(result.reward).toBe(0);
    if (done) expect(result).toEqual({ observation: 'The task is over.', reward: 0, done: true });
    done = result.done;
  }
}
