/** Episodes of sql: what every action is answered, and what an episode is worth. */
import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createSql } from '../../../../src/environments/builtin/sql/environment.ts';
import { answers } from '../../../../src/environments/builtin/sql/describe.ts';
import { faults } from '../../../../src/environments/builtin/sql/faults.ts';
import type { Session, Task } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';
import { wordsIn } from './words.ts';

const sql = createSql({ deadline: 1 });
const oneShot = createSql({ mode: 'one-shot' });
afterAll(async () => {
  await sql.close?.();
  await oneShot.close?.();
});

const [task, ...others] = sql.tasks('train') as [Task, ...Task[]];
let session: Session;
let first: string;
beforeEach(async () => {
  session = await sql.open();
  first = (await session.reset(task, 0)).observation;
});

const right = (): string => session.expert?.().action.replace(/^answer: /u, '') ?? '';

describe('an episode', () => {
  it('begins with the tables and the question', () => {
    expect(first).toBe(FIRST);
  });

  it('shows rows and goes on, and says the question again', async () => {
    const step = await session.step('query: SELECT id, name FROM customer WHERE id < 3 ORDER BY id');
    expect(step).toMatchObject({ reward: 0, done: false });
    expect(step.observation).toMatch(/^id \| name\n1 \| \w+\n2 \| \w+\n2 rows\.\nQuestion: .+$/u);
    const many = await session.step('query: SELECT * FROM sale');
    expect(many.observation).toContain('24 rows, ');
    expect(wordsIn(many.observation)).toBeLessThan(120);
    expect((await session.step('query: SELECT id FROM sale WHERE id > 99')).observation).toMatch(/^id\nNo rows\.\n/u);
  });

  it.each([
    ['answer: ', (query: string) => query],
    ['', (query: string) => query],
    ['answer: ', (query: string) => `WITH a AS (${query}) SELECT * FROM a`],
    ['answer: ', (query: string) => `${query} UNION ALL ${query};`],
    ['answer: ', (query: string) => query.replace("'", "' ").toLowerCase().replace('select', 'SELECT -- that is it\n')],
  ])('is won by the right rows (%#)', async (name, made) => {
    const step = await session.step(`${name}${made(right())}`);
    expect(step).toEqual({ observation: expect.stringContaining(answers.right()), reward: 1, done: true });
    expect(await session.step('query: SELECT 1')).toEqual({ observation: answers.over(), reward: 0, done: true });
  });

  it.each(['SELECT 1', 'SELECT * FROM sale', 'SELECT NULL'])('is lost by the rows of %s', async (query) => {
    const step = await session.step(`answer: ${query}`);
    expect(step).toEqual({ observation: expect.stringContaining(answers.wrong()), reward: 0, done: true });
  });

  it.each([
    ['', answers.empty()],
    ['look around', answers.unclear()],
    ['query:', faults.empty()],
    ['answer: ', faults.empty()],
    ['answer: DROP TABLE sale', faults.noQuery()],
    ['answer: SELECT cod FROM sale', faults.sqlite('no such column: cod')],
    ['query: SELECT * FROM sales', faults.sqlite('no such table: sales')],
    ['answer: WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r', faults.tooSlow(1)],
  ])('goes on after %j and says what was wrong', async (action, said) => {
    const step = await session.step(action);
    expect(step).toMatchObject({ reward: 0, done: false });
    expect(step.observation.startsWith(`${said}\nQuestion: `)).toBe(true);
    expect(await session.step(`answer: ${right()}`)).toMatchObject({ reward: 1, done: true });
  });

  it('tells a server the database and the question, not the query', () => {
    expect(session.details?.()).toEqual({ info: { db_id: 'shop', question: FIRST.split('Question: ')[1] } });
  });

  it('must be reset first', async () => {
    const fresh = await sql.open();
    await expect(fresh.step('query: SELECT 1')).rejects.toMatchObject({ code: 'E_ENV_STEP' });
    expect(() => fresh.expert?.()).toThrow('reset');
  });
});

describe('one try', () => {
  it.each([
    ['right', 1],
    ['SELECT 1', 0],
    ['answer: SELECT 1', 0],
    ['SELEC', 0],
    ['', 0],
  ])('ends with %j', async (action, reward) => {
    const one = await oneShot.open();
    await one.reset(task, 0);
    const step = await one.step(action === 'right' ? (one.expert?.().action ?? '') : action);
    expect(step).toMatchObject({ reward, done: true });
    expect(await one.step('SELECT 1')).toMatchObject({ reward: 0, done: true });
  });
});

it('has an expert that looks at a table first where there are several', async () => {
  const join = others.find(({ group }) => group === 'join') as Task;
  await session.reset(join, 0);
  const look = session.expert?.();
  expect(look?.thought).toMatch(/^I look at \w+ first\.$/u);
  expect(look?.action).toMatch(/^query: SELECT \* FROM \w+ LIMIT 2$/u);
  expect((await session.step(look?.action ?? '')).observation).toContain('2 rows.');
  expect(session.expert?.().action).toMatch(/^answer: SELECT .* JOIN /u);
});

describe('whatever is said', () => {
  it('is answered, with rewards of 0 and 1', async () => {
    const words = fc.constantFrom(
      'SELECT',
      'FROM',
      'sale',
      'code',
      '*',
      "'",
      '"',
      ';',
      '(',
      ')',
      '--',
      '/*',
      '1',
      'WHERE',
      '=',
      ',',
    );
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('query: ', 'answer: ', ''), fc.array(words))
        .map(([name, list]) => name + list.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (action) => {
        await session.reset(task, 0);
        const step = await session.step(action);
        expect(step.observation).not.toBe('');
        expect([0, 1]).toContain(step.reward);
        expect(step.reward === 1 && !step.done).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when it is said again', async () => {
    const draws = random(3);
    for (const one of others.slice(0, 20)) {
      const play = async (actions: string[] | undefined): Promise<[string[], string[]]> => {
        const said: string[] = [];
        const seen = [(await session.reset(one, 0)).observation];
        for (let done = false; !done && said.length < 10; ) {
          const action = actions?.[said.length] ?? draws.pick(session.actions?.() ?? []);
          const step = await session.step(action);
          said.push(action);
          seen.push(step.observation);
          done = step.done;
        }
        return [said, seen];
      };
      const [said, seen] = await play(undefined);
      expect((await play(said))[1]).toEqual(seen);
    }
  });

  it('takes 100,000 random steps', { timeout: 120_000 }, async () => {
    const tasks = sql.tasks('train');
    const play = async (_: unknown, number: number): Promise<void> => {
      const draws = random(number);
      const one = await sql.open();
      for (let steps = 0; steps < 100_000 / 16; ) {
        await one.reset(draws.pick(tasks), 0);
        for (let done = false; !done; steps++) {
          const step = await one.step(draws.pick(one.actions?.() ?? []));
          if (step.reward !== 0 && step.reward !== 1) throw new Error(`reward ${step.reward}`);
          if (wordsIn(step.observation) > 120) throw new Error(step.observation);
          done = step.done;
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, play));
  });
});

const FIRST = `CREATE TABLE customer (id, name, town, age)
CREATE TABLE product (id, name, kind, price, stock)
CREATE TABLE sale (id, code, amount, year, customer_id REFERENCES customer, product_id REFERENCES product)
Question: How many sales have amount under 7?`;
