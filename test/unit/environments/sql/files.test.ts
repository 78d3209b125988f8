/** A user's databases and questions, in the shapes of BIRD and Spider. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import { EnvironmentSchema } from '../../../../src/config/stages/environment.ts';
import { createSql } from '../../../../src/environments/builtin/sql/environment.ts';
import { createEnvironment } from '../../../../src/environments/catalog.ts';
import { type Environment, SPLITS } from '../../../../src/environments/contract.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const folder = scratchDirectory('sql-files');
mkdirSync(join(folder, 'bees'));
const db = new Libsql(join(folder, 'bees', 'bees.sqlite'));
db.exec(`CREATE TABLE hive (id INTEGER PRIMARY KEY, place TEXT);
CREATE TABLE honey (hive_id INTEGER REFERENCES hive(id), "net weight" REAL);
INSERT INTO hive VALUES (1, 'wood'), (2, 'field');
INSERT INTO honey VALUES (1, 2.5), (1, 1.25), (2, 3.0);`);
db.close();

const BIRD = [
  {
    question_id: 7,
    db_id: 'bees',
    question: 'How much honey came from the wood?',
    evidence: 'honey refers to net weight',
    SQL: "SELECT SUM(`net weight`) FROM honey JOIN hive ON hive.id = honey.hive_id WHERE place = 'wood'",
    difficulty: 'simple',
  },
  {
    question_id: 8,
    db_id: 'bees',
    question: 'List the places.',
    evidence: '',
    SQL: 'SELECT place FROM hive;',
    difficulty: 'moderate',
  },
];
const SPIDER = [
  { db_id: 'bees', question: 'How many hives are there?', query: 'SELECT count(*) FROM hive', query_toks: [] },
];

const opened: Environment[] = [];
afterAll(async () => {
  for (const one of opened) await one.close?.();
});

function environmentOf(rows: unknown, options = {}): Environment {
  const questions = join(folder, `${opened.length}.json`);
  writeFileSync(questions, typeof rows === 'string' ? rows : JSON.stringify(rows));
  const made = createSql({ databases: folder, questions, ...options });
  opened.push(made);
  return made;
}

const tasksOf = (environment: Environment) =>
  SPLITS.flatMap((split) => environment.tasks(split)).toSorted((a, b) => a.index - b.index);

describe('questions in the shape of BIRD', () => {
  it('are shown with the schema and the evidence, and scored', async () => {
    const environment = environmentOf(BIRD);
    const [first, second] = tasksOf(environment);
    expect([first, second]).toMatchObject([
      { itemId: 'sql_0', group: 'simple' },
      { itemId: 'sql_1', group: 'moderate' },
    ]);
    const session = await environment.open();
    if (!first || !second) throw new Error('no tasks');
    expect((await session.reset(first, 0)).observation).toBe(`CREATE TABLE hive (id INTEGER, place TEXT)
CREATE TABLE honey (hive_id INTEGER REFERENCES hive, \`net weight\` REAL)
Question: How much honey came from the wood?
Hint: honey refers to net weight`);
    expect((await session.step('query: SELECT * FROM honey')).observation).toContain('1 | 1.25');
    expect(await session.step('answer: SELECT 3.75')).toMatchObject({ reward: 1, done: true });
    expect((await session.reset(second, 0)).observation).not.toContain('Hint');
    expect(await session.step("answer: SELECT 'wood' UNION SELECT 'field'")).toMatchObject({ reward: 1 });
    await session.reset(second, 0);
    expect(await session.step("answer: SELECT ' wood' UNION SELECT 'field'")).toMatchObject({ reward: 0 });
    await session.reset(first, 0);
    expect(await session.step(session.expert?.().action ?? '')).toMatchObject({ reward: 1 });
  });
});

it('takes the shape of Spider, one-shot', async () => {
  const environment = environmentOf(SPIDER, { mode: 'one-shot' });
  expect([environment.maxRounds, environment.unlisted]).toEqual([1, true]);
  const session = await environment.open();
  const [task] = tasksOf(environment);
  if (!task) throw new Error('no task');
  expect(task.group).toBeUndefined();
  await session.reset(task, 0);
  expect(await session.step('SELECT 2')).toMatchObject({ reward: 1, done: true });
});

it('puts a query in one split, however often it is asked for', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    db_id: 'bees',
    question: `Question ${i}?`,
    query: `SELECT ${i % 100}`,
  }));
  const environment = environmentOf(rows);
  const splits = new Map<number, Set<string>>();
  for (const { index, split } of tasksOf(environment))
    splits.set(index % 100, (splits.get(index % 100) ?? new Set()).add(split));
  expect([...splits.values()].every(({ size }) => size === 1)).toBe(true);
  expect(SPLITS.map((split) => environment.taskCount(split) > 20)).toEqual([true, true, true]);
  expect(tasksOf(environment)).toHaveLength(300);
});

it.each([
  ['{}', 'expected array'],
  ['[]', 'Too small'],
  ['[', 'JSON'],
  [JSON.stringify([{ db_id: '../x', question: 'a', SQL: 'b' }]), 'a name of a folder'],
  [JSON.stringify([{ db_id: 'x', question: 'a' }]), 'no `SQL` or `query`'],
])('says what is wrong with %s', (text, why) => {
  const environment = environmentOf(text);
  expect(() => environment.taskCount('dev')).toThrow(why);
});

it('fails for good where the database is missing', async () => {
  const environment = environmentOf([{ ...BIRD[0], db_id: 'wasps' }]);
  await expect(environment.check?.()).rejects.toMatchObject({
    code: 'E_ENV_STEP',
    message: expect.stringContaining('wasps'),
  });
});

describe('the config', () => {
  const parse = (entry: object) =>
    EnvironmentSchema.safeParse({ name: 'sql', ...entry }).error?.issues.map(({ message }) => message) ?? [];

  it.each([
    [{}, ''],
    [{ mode: 'one-shot', levels: ['join'], deadline: 30 }, ''],
    [{ databases: 'a', questions: 'b' }, ''],
    [{ databases: 'a' }, '`databases` and `questions` go together: `questions` is missing'],
    [{ questions: 'a' }, '`databases` and `questions` go together: `databases` is missing'],
    [{ databases: 'a', questions: 'b', levels: ['join'] }, '`levels` are those of the built-in questions'],
  ])('%j', (entry, message) => {
    expect(parse(entry).join('\n')).toContain(message);
    expect(parse(entry).length).toBe(message === '' ? 0 : 1);
  });

  it('names files relative to itself, which must be there', async () => {
    const file = join(folder, 'run.yaml');
    const load = async (questions: string) => {
      writeFileSync(file, `name: x\nenvironments: [{name: bees, kind: sql, databases: ., questions: ${questions}}]\n`);
      return (await loadConfig(file)).config.environments[0];
    };
    expect(await load('0.json')).toMatchObject({ databases: folder, questions: join(folder, '0.json') });
    await expect(load('none.json')).rejects.toMatchObject({
      message: expect.stringContaining('`none.json` does not exist'),
    });
    await expect(load('bees')).rejects.toMatchObject({ message: expect.stringContaining('`bees` is not a file') });
  });

  it('makes what it says', async () => {
    const config = {
      name: 'bees',
      kind: 'sql',
      mode: 'one-shot',
      deadline: 3,
      databases: '.',
      questions: '0.json',
    } as const;
    const made = await createEnvironment(config, { base: folder });
    opened.push(made);
    expect([made.name, made.maxRounds, SPLITS.reduce((sum, split) => sum + made.taskCount(split), 0)]).toEqual([
      'bees',
      1,
      2,
    ]);
  });
});
