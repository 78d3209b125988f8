/** What every tool environment has to hold to. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { createAcademia } from '../../../../src/environments/builtin/academia/environment.ts';
import { createMovie } from '../../../../src/environments/builtin/movie/environment.ts';
import { createSheet } from '../../../../src/environments/builtin/sheet/environment.ts';
import { createTodo } from '../../../../src/environments/builtin/todo/environment.ts';
import { createWeather } from '../../../../src/environments/builtin/weather/environment.ts';
import {
  ACTION_FORMATS,
  type Environment,
  type Session,
  SPLITS,
  type Task,
} from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';

const LEVELS = ['easy', 'medium', 'hard'] as const;

interface Played {
  fingerprint: string;
  goal: string;
  rounds: number;
  rewards: number[];
  done: boolean;
  unlisted: string[];
}

/** The expert's episode. */
async function play(session: Session, task: Task, rounds: number): Promise<Played> {
  const { observation, fingerprint } = await session.reset(task, 0);
  const played: Played = { fingerprint, goal: observation, rounds: 0, rewards: [], done: false, unlisted: [] };
  for (; played.rounds < rounds && !played.done; played.rounds++) {
    const { action } = session.expert?.() ?? { action: '' };
    if (session.actions?.().includes(action) !== true) played.unlisted.push(action);
    const { reward, done } = await session.step(action);
    played.rewards.push(reward);
    played.done = done;
  }
  return played;
}

describe.each([
  ['weather', createWeather, 10],
  ['movie', createMovie, 12],
  ['academia', createAcademia, 12],
  ['sheet', createSheet, 15],
  ['todo', createTodo, 15],
] as const)('%s', (name, create, maxRounds) => {
  const environment: Environment = create();
  const tasks = SPLITS.flatMap((split) => environment.tasks(split));

  it('has its tasks, by level in turn', () => {
    expect(SPLITS.map((split) => environment.tasks(split).length)).toEqual([600, 300, 210]);
    expect(SPLITS.map((split) => environment.taskCount(split))).toEqual([600, 300, 210]);
    expect(environment).toMatchObject({ name, maxRounds });
    for (const split of SPLITS)
      for (const [i, { itemId, index, group }] of environment.tasks(split).entries())
        expect([itemId, group, LEVELS[index % 3]]).toEqual([`${name}_${index}`, LEVELS[i % 3], LEVELS[i % 3]]);
  });

  it('has an expert that solves every task by listed calls, and splits that share neither task nor goal', async () => {
    const session = await environment.open();
    const prints = new Set<string>();
    const goals = new Map<string, string>();
    const wrong: string[] = [];
    for (const task of tasks) {
      const { fingerprint, goal, rewards, done, unlisted } = await play(session, task, maxRounds);
      prints.add(fingerprint);
      if ((goals.get(goal) ?? task.split) !== task.split) wrong.push(`${task.itemId}: ${goal}`);
      goals.set(goal, task.split);
      // Every call is a step to the goal; where the state is judged, what is only read is none.
      const judged = name === 'sheet' || name === 'todo';
      const rises = rewards.every(
        (reward, i) => reward > (rewards[i - 1] ?? 0) || (judged && reward === (rewards[i - 1] ?? 0)),
      );
      if (!done || rewards.at(-1) !== 1 || !rises || unlisted.length > 0) wrong.push(task.itemId);
    }
    expect(wrong).toEqual([]);
    expect(prints.size).toBe(tasks.length);
  });

  it('can be played at some levels, and in some rounds', () => {
    const some = create({ levels: ['hard', 'easy'], maxRounds: 3 });
    expect(some.tasks('dev')).toEqual(environment.tasks('dev').filter(({ group }) => group !== 'medium'));
    expect([some.taskCount('dev'), some.maxRounds]).toEqual([200, 3]);
    for (const options of [{ levels: [] }, { levels: ['steep' as 'hard'] }, { maxRounds: 0 }, { maxRounds: 1.5 }])
      expect(() => create(options)).toThrow(new RegExp(`^${name}: `, 'u'));
  });

  it('is told and played in every format', async () => {
    const session = await environment.open();
    for (const format of ACTION_FORMATS) {
      const said = formatOf(environment, format);
      expect(environment.instructions(format)).toHaveLength(2);
      for (const { name: tool } of environment.actionSpace?.kind === 'calls' ? environment.actionSpace.actions : [])
        expect(environment.instructions(format)[0]?.content).toContain(tool);
      for (const task of environment.tasks('dev').slice(0, 12)) {
        await session.reset(task, 0);
        for (let done = false; !done; ) {
          const move = session.expert?.() ?? { thought: '', action: '' };
          const turn = said.read(said.write(move));
          expect(turn).toEqual(move);
          ({ done } = await session.step('action' in turn ? turn.action : ''));
        }
      }
    }
  });

  it('knows every word that it says', async () => {
    const known = wordsOf(environment.lexicon());
    const senseless = [
      '',
      'finish',
      'finish with Action Input: {}',
      'finish with Action Input: {"answer": "none"}',
      'finish with Action Input: {"name": "none"}',
      'check_valid_actions with Action Input: []',
    ];
    const said = await saidBy(environment, { tasks: 60, senseless });
    expect(said.size).toBeGreaterThan(200);
    expect([...said].filter((word) => !known.has(word))).toEqual([]);
  });

  it('answers whatever it is told, without losing what was reached', async () => {
    const session = await environment.open();
    const [task] = environment.tasks('train');
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constant('expert'),
            fc.json().map((json) => `check_valid_actions with Action Input: ${json}`),
            fc
              .tuple(fc.constantFrom(...actionNames(environment)), fc.json())
              .filter(([tool]) => tool !== 'finish')
              .map(([tool, json]) => `${tool} with Action Input: ${json}`),
          ),
          { maxLength: 12 },
        ),
        async (actions) => {
          await session.reset(task as Task, 0);
          let best = 0;
          for (const action of actions) {
            const said = action === 'expert' ? (session.expert?.().action ?? '') : action;
            const { observation, reward, done } = await session.step(said);
            expect(observation).not.toBe('');
            expect(reward).toBeGreaterThanOrEqual(best);
            expect(reward).toBeLessThanOrEqual(1);
            expect(reward === 1).toBe(done);
            if (done) return;
            best = reward;
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('ends with finish alone, and pays once', async () => {
    const session = await environment.open();
    await session.reset(environment.tasks('train')[0] as Task, 0);
    const wrong = await session.step('finish with Action Input: {"answer": "nothing of the kind"}');
    expect(wrong).toEqual({ observation: 'Finished. That was not right.', reward: 0, done: true });
    const { action } = session.expert?.() ?? { action: '' };
    expect(await session.step(action)).toEqual({ observation: 'The task is over.', reward: 0, done: true });
  });

  it('refuses tasks that there are none of, and steps before a reset', async () => {
    const session = await environment.open();
    await expect(session.step('finish')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
    for (const [itemId, index] of [
      [`${name}_-1`, -1],
      [`${name}_1`, 0],
      [`${name}_0.5`, 0.5],
    ] as const)
      await expect(session.reset({ itemId, index, split: 'train' }, 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
  });

  it('stands 100,000 random steps, the same in a replay', async () => {
    const [session, again] = [await environment.open(), await environment.open()];
    const draws = random(5);
    let done = true;
    for (let step = 0; step < 100_000; step++) {
      if (done) {
        const task = draws.pick(tasks);
        await session.reset(task, step);
        if (step < 2000) await again.reset(task, 0);
      }
      const action = draws.pick(session.actions?.() ?? []);
      const result = await session.step(action);
      if (step < 2000) expect(await again.step(action)).toEqual(result);
      if (!(result.reward >= 0 && result.reward <= 1)) throw new Error(`reward ${result.reward} at ${step}`);
      done = result.done || step === 1999;
    }
  });
});

function actionNames({ actionSpace }: Environment): string[] {
  return actionSpace?.kind === 'calls' ? actionSpace.actions.map(({ name }) => name) : [];
}
