/** A user's corpus and questions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import { EnvironmentSchema } from '../../../../src/config/stages/environment.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { createSearch, type SearchOptions } from '../../../../src/environments/builtin/search/environment.ts';
import { createEnvironment } from '../../../../src/environments/catalog.ts';
import { ACTION_FORMATS, type Environment, SPLITS, type Task } from '../../../../src/environments/contract.ts';
import { wordsOf } from '../../../support/lexicon.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const folder = scratchDirectory('search-files');
let files = 0;

function written(rows: readonly unknown[] | string): string {
  const file = join(folder, `${files++}.jsonl`);
  writeFileSync(file, typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n'));
  return file;
}

const PASSAGES = [
  { id: '1', title: 'Bees', text: 'Bees make\nhoney.' },
  { id: 2, contents: '"Wasps"\nThey sting, and make paper.' },
  { id: '3', contents: 'Ants dig.' },
  { id: '4', title: '', text: 'Moths fly at night.' },
];
const QUESTIONS = [
  { id: 'a', question: 'What do bees make?', answers: ['Honey', 'wax'], group: 'easy' },
  { id: 'test_7', question: 'Who make  paper?', golden_answers: ['wasps'] },
  { question: 'Who dig?', answers: 'ants' },
];

function environmentOf(questions: readonly unknown[] | string, options: SearchOptions = {}): Environment {
  return createSearch({ corpus: written(PASSAGES), questions: written(questions), ...options });
}

const tasksOf = (environment: Environment) =>
  SPLITS.flatMap((split) => environment.tasks(split)).toSorted((a, b) => a.index - b.index);

describe('files of passages and questions', () => {
  it('are searched and asked', async () => {
    const environment = environmentOf(QUESTIONS);
    const tasks = tasksOf(environment);
    expect(tasks.map(({ itemId, group }) => [itemId, group])).toEqual([
      ['search_0', 'easy'],
      ['search_1', undefined],
      ['search_2', undefined],
    ]);
    const session = await environment.open();
    const shown = async (index: number, action: string) => {
      await session.reset(tasks[index] as Task, 0);
      return (await session.step(action)).observation.split('\n').slice(1);
    };
    expect(await shown(0, 'search[honey]')).toEqual(['Bees make honey.']);
    expect(await shown(1, 'search[paper wasps]')).toEqual(['Wasps: They sting, and make paper.']);
    expect(session.actions?.()).toEqual(['search[Who make paper?]', 'search[Wasps]', 'answer[Wasps]']);
    expect(await shown(1, 'search[make]')).toHaveLength(2);
    expect(await shown(2, 'search[moths dig]')).toEqual(expect.arrayContaining(['Ants dig.', 'Moths fly at night.']));
    for (const [index, right] of [
      [0, 'wax'],
      [0, 'honey'],
      [1, 'the Wasps'],
      [2, 'Ants'],
    ] as const) {
      await session.reset(tasks[index] as Task, 0);
      expect(await session.step(`answer[${right}]`)).toMatchObject({ reward: 1, done: true });
    }
  });

  it('are played by an expert that searches for the question itself', async () => {
    const environment = environmentOf(QUESTIONS);
    const session = await environment.open();
    for (const task of tasksOf(environment)) {
      await session.reset(task, 0);
      const { action = '' } = session.expert?.() ?? {};
      expect(action).toMatch(/^search\[Wh.*\?\]$/u);
      await session.step(action);
      expect(await session.step(session.expert?.().action ?? '')).toMatchObject({ reward: 1, done: true });
    }
  });

  it('are played in every format, whatever is in them', async () => {
    const question = { question: 'Who [still] make "paper"?', answers: ['wasps [of\twood]'] };
    const environment = environmentOf([question], { results: 1 });
    const session = await environment.open();
    const [task] = tasksOf(environment);
    for (const name of ACTION_FORMATS) {
      const format = formatOf(environment, name);
      await session.reset(task as Task, 0);
      for (let round = 0, done = false; round < 2; round++) {
        expect(done).toBe(false);
        const turn = format.read(format.write(session.expert?.() ?? { thought: '', action: '' }));
        const step = await session.step('action' in turn ? turn.action : '');
        ({ done } = step);
        expect(step.reward).toBe(round);
      }
    }
  });

  it('list their words where they are small, and say so where they are not', () => {
    const small = environmentOf(QUESTIONS);
    expect(small.unlisted).toBeUndefined();
    const known = wordsOf(small.lexicon());
    for (const word of ['honey', 'Honey', 'wax', 'Wasps', 'sting', 'night', 'What']) expect(known).toContain(word);
    const corpus = written(Array.from({ length: 30_000 }, (_, i) => ({ text: `Passage ${i} is one of very many.` })));
    expect(createSearch({ corpus, questions: written(QUESTIONS) }).unlisted).toBe(true);
  });

  it('put a question in one split, however often it is asked, in the shares that are set', () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({ question: `What is ${i % 200}?`, answers: ['it'] }));
    const environment = environmentOf(rows, { splits: { train: 20, dev: 30 } });
    const splits = new Map<number, Set<string>>();
    for (const { index, split } of tasksOf(environment))
      splits.set(index % 200, (splits.get(index % 200) ?? new Set()).add(split));
    expect([...splits.values()].every(({ size }) => size === 1)).toBe(true);
    const [train = 0, dev = 0, held = 0] = SPLITS.map((split) => environment.taskCount(split));
    expect([train + dev + held, train < dev, dev < held]).toEqual([600, true, true]);
    const shares = { splits: { train: 0, dev: 0 } };
    expect(SPLITS.map((split) => environmentOf(rows, shares).taskCount(split))).toEqual([0, 0, 600]);
  });

  it('give fingerprints that tell corpora apart', async () => {
    const questions = written(QUESTIONS);
    const prints = new Set<string>();
    for (const passages of [PASSAGES, PASSAGES.slice(0, 3)]) {
      const session = await createSearch({ corpus: written(passages), questions }).open();
      for (const index of [0, 1]) {
        const task = { itemId: `search_${index}`, index, split: 'train' } as const;
        prints.add((await session.reset(task, 0)).fingerprint);
      }
    }
    expect(prints.size).toBe(4);
  });

  it.each([
    ['{"question": "a", "answers": ["b"]}\n{"question": "a"', ':2: the line is not JSON'],
    ['{"question": "a", "answers": ["b"]}\n\n{"question": "a"}', ':3: has no `answers`'],
    ['{"question": " ", "answers": ["b"]}', ':1: `question`: must not be empty'],
    ['{"answers": ["b"]}', ':1: `question`:'],
    ['{"question": "a", "answers": []}', ':1: `answers`'],
    ['[]', ':1: '],
    ['\n', ' is empty'],
  ])('say what is wrong with the questions %j', (text, why) => {
    const environment = environmentOf(text);
    let thrown: unknown;
    try {
      environment.taskCount('dev');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'E_CONFIG_INVALID', hint: expect.stringContaining('golden_answers') });
    expect((thrown as Error).message).toContain(`${files - 1}.jsonl${why}`);
  });

  it.each([
    ['{"text": "a"}\n{"id": "2"}', ':2: has no `text` or `contents`'],
    ['{"text": 3}', ':1: `text`'],
    ['no', ':1: the line is not JSON'],
  ])('say what is wrong with the passages %j', async (text, why) => {
    const corpus = written(text);
    const environment = createSearch({ corpus, questions: written(QUESTIONS) });
    await expect(environment.check?.()).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: expect.stringContaining(corpus + why),
    });
  });

  it('say where a file is missing', async () => {
    const corpus = join(folder, 'none.jsonl');
    const environment = createSearch({ corpus, questions: written(QUESTIONS) });
    await expect(environment.check?.()).rejects.toMatchObject({
      code: 'E_DATA_SOURCE',
      message: expect.stringContaining(corpus),
    });
  });
});

describe('the config', () => {
  const parse = (entry: object) =>
    EnvironmentSchema.safeParse({ name: 'search', ...entry }).error?.issues.map(({ message }) => message) ?? [];

  it.each([
    [{}, ''],
    [{ levels: ['1 hop'], results: 1, wrongAnswer: 'goes-on' }, ''],
    [{ corpus: 'a', questions: 'b', splits: { train: 50, dev: 50 } }, ''],
    [{ corpus: 'a' }, '`corpus` and `questions` go together: `questions` is missing'],
    [{ questions: 'a' }, '`corpus` and `questions` go together: `corpus` is missing'],
    [{ corpus: 'a', questions: 'b', levels: ['1 hop'] }, '`levels` are those of the built-in questions'],
    [{ splits: { train: 10, dev: 10 } }, '`splits` divide the questions of a file'],
    [{ corpus: 'a', questions: 'b', splits: { train: 90, dev: 20 } }, '`train` and `dev` are more than 100 percent'],
  ])('of %j: %s', (entry, message) => {
    expect(parse(entry)).toEqual(message === '' ? [] : [message]);
  });

  it('names files beside itself', async () => {
    const [corpus, questions] = [written(PASSAGES), written(QUESTIONS)].map((file) => file.slice(folder.length + 1));
    const file = join(folder, 'config.yaml');
    writeFileSync(
      file,
      `name: x\nenvironments:\n  - {name: bugs, kind: search, corpus: ${corpus}, questions: ${questions}}\n`,
    );
    const { config } = await loadConfig(file);
    const environment = await createEnvironment((config.environments as [(typeof config.environments)[0]])[0]);
    expect(environment.name).toBe('bugs');
    expect(tasksOf(environment)).toHaveLength(3);
  });

  it.each([
    { levels: [] },
    { results: 0 },
    { results: 11 },
    { maxRounds: 0 },
    { corpus: 'a' },
    { splits: { train: 10, dev: 10 } },
    { corpus: 'a', questions: 'b', splits: { train: 90, dev: 20 } },
  ] as SearchOptions[])('options %j are refused', (options) => {
    expect(() => createSearch(options)).toThrow(expect.objectContaining({ code: 'E_CONFIG_INVALID' }));
  });
});
