import { afterAll, describe, expect, it } from 'vitest';
import { createSql } from '../../../../src/environments/builtin/sql/environment.ts';
import { LEVELS } from '../../../../src/environments/builtin/sql/own/drafts.ts';
import { ownQuestions } from '../../../../src/environments/builtin/sql/own/questions.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { digest } from '../../../../src/seeds.ts';

const sql = createSql();
const oneShot = createSql({ mode: 'one-shot' });
afterAll(async () => {
  await sql.close?.();
  await oneShot.close?.();
});

const all = SPLITS.flatMap((split) => sql.tasks(split));

describe('the tasks of sql', () => {
  it('are as many as is said, of all levels alike from the first on', () => {
    expect(SPLITS.map((split) => sql.taskCount(split))).toEqual([800, 350, 250]);
    for (const split of SPLITS) {
      const tasks = sql.tasks(split);
      expect(tasks.length).toBe(sql.taskCount(split));
      for (const level of LEVELS) {
        const first = tasks.slice(0, 100).filter(({ group }) => group === level).length;
        expect(first, `${split} ${level}`).toBeGreaterThan(10);
      }
    }
    expect(
      createSql({ levels: ['join'] })
        .tasks('dev')
        .map(({ group }) => group),
    ).toEqual(Array(70).fill('join'));
  });

  it('share no query between splits, and no id, question or fingerprint at all', async () => {
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(1400);
    expect(new Set(ownQuestions().map(({ db, sql: query }) => `${db} ${query}`)).size).toBe(1400);
    expect(new Set(ownQuestions().map(({ db, question }) => `${db} ${question}`)).size).toBe(1400);
    const session = await sql.open();
    const prints = new Set<string>();
    for (const task of all) prints.add((await session.reset(task, 0)).fingerprint);
    expect(prints.size).toBe(1400);
  });

  it('are the same on every machine', async () => {
    const session = await sql.open();
    const pins = [];
    for (const split of SPLITS) {
      const [task] = sql.tasks(split);
      if (task) pins.push([task.itemId, (await session.reset(task, 0)).fingerprint.slice(0, 12)]);
    }
    expect(pins).toEqual(PINS);
    expect(
      digest(...ownQuestions().flatMap(({ db, question, sql: query }) => [db, question, query])).slice(0, 12),
    ).toBe(ALL);
  });

  it.each([
    ['interactive', sql],
    ['one-shot', oneShot],
  ])('are all solved by the expert (%s)', async (mode, environment) => {
    const session = await environment.open();
    for (const task of all) {
      await session.reset(task, 0);
      let step = { reward: 0, done: false, observation: '' };
      let rounds = 0;
      for (; !step.done && rounds < environment.maxRounds; rounds++)
        step = await session.step(session.expert?.().action ?? '');
      expect([step.reward, step.done], task.itemId).toEqual([1, true]);
      expect(step.observation).not.toContain('No rows.');
      expect(rounds, task.itemId).toBeLessThanOrEqual(mode === 'one-shot' ? 1 : 2);
    }
  });

  it('that do not exist are refused', async () => {
    const session = await sql.open();
    for (const task of [
      { itemId: 'sql_1400', index: 1400, split: 'train' as const },
      { itemId: 'sql_1', index: 2, split: 'train' as const },
    ])
      await expect(session.reset(task, 0)).rejects.toMatchObject({ code: 'E_ENV_TASK' });
  });
});

const PINS = [
  ['sql_1', 'b2614a729d04'],
  ['sql_0', '0fdb80fd3f5e'],
  ['sql_2', '9951894a88e9'],
];
/** Of all questions and queries. */
const ALL = 'fbab9f4f7c88';
