/**
 * A corpus and questions that the user has, in files of one JSON object a line: passages as `{id, title?, text}` or
 * Search-R1's `{id, contents}`, questions as `{id?, question, answers}` or with `golden_answers`. Read from disk at the
 * first use; nothing is fetched.
 */
import { statSync } from 'node:fs';
import { z } from 'zod';
import { random, seedOf } from '../../../seeds.ts';
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { once } from '../once.ts';
import { splitByHash } from '../splits.ts';
import { answer, search } from './actions.ts';
import type { Question, SearchBank } from './bank.ts';
import { Corpus, type Passage } from './corpus.ts';
import { normalised } from './exact-match.ts';
import { readJsonLines } from './json-lines.ts';

/** Percent of the questions; what is left of 100 is eval's. */
export interface Shares {
  readonly train: number;
  readonly dev: number;
}

export interface Files {
  readonly corpus: string;
  readonly questions: string;
  readonly shares: Shares;
}

const some = z.string().trim().min(1, 'must not be empty');
const PassageRow = z
  .looseObject({ title: z.string().nullish(), text: some.optional(), contents: some.optional() })
  .refine(({ text, contents }) => (text ?? contents) !== undefined, 'has no `text` or `contents`');
const answersOf = z.union([some.transform((one) => [one]), z.array(some).min(1)]);
const QuestionRow = z
  .looseObject({
    question: some,
    answers: answersOf.optional(),
    golden_answers: answersOf.optional(),
    group: some.optional(),
  })
  .refine(({ answers, golden_answers: golden }) => (answers ?? golden) !== undefined, 'has no `answers`');

const PASSAGE_HINT =
  'A line of a corpus is {"id": "1", "title": "...", "text": "..."} or {"id": "1", "contents": "..."}.';
const QUESTION_HINT = 'A line of questions is {"question": "...", "answers": ["..."]}; `golden_answers` will do.';
/** Words of larger files are more than a word-level tokenizer is for. */
const LISTED_BYTES = 1_000_000;

const thoughts = { search: 'I look for what the question asks.', answer: 'I can answer.' };

interface Asked {
  readonly questions: readonly Question[];
  readonly tasks: Readonly<Record<Split, readonly Task[]>>;
}

interface Searched {
  readonly corpus: Corpus;
  readonly titles: readonly (string | undefined)[];
}

export function fileBank(files: Files): SearchBank {
  const asked = once(() => askedIn(files));
  const searched = once(() => searchedIn(files.corpus));
  return {
    count: (split) => asked().tasks[split].length,
    tasks: (split) => asked().tasks[split],
    at: (index) => asked().questions[index],
    corpus: () => searched().corpus,
    suggests: (passage) => {
      const title = searched().titles[passage];
      return title === undefined ? [] : [search(title), answer(title)];
    },
    *words() {
      yield* searched().corpus.lines;
      yield* searched().titles.map((title) => title ?? '');
      for (const { text, answers } of asked().questions) yield `${text} ${answers.join(' ')}`;
      yield `${thoughts.search} ${thoughts.answer}`;
    },
  };
}

/** Whether all words of the files can be listed; a file that is not there says so when it is read. */
export function canList(files: readonly string[]): boolean {
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0) <= LISTED_BYTES;
}

function searchedIn(file: string): Searched {
  const passages = readJsonLines(file, PassageRow, PASSAGE_HINT).map(({ title, text, contents }) =>
    text === undefined ? titled(contents ?? '') : { text, ...(title?.trim() ? { title: title.trim() } : {}) },
  );
  return { corpus: new Corpus(passages), titles: passages.map(({ title }) => title) };
}

/** Search-R1's passages begin with a line of the title in quotes. */
function titled(contents: string): Passage {
  const [first = '', ...rest] = contents.split('\n');
  const title = /^"(.+)"$/u.exec(first.trim())?.[1]?.trim();
  return title && rest.length > 0 ? { title, text: rest.join('\n') } : { text: contents };
}

function askedIn({ questions: file, shares }: Files): Asked {
  const questions: Question[] = [];
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const until = { train: shares.train, dev: shares.train + shares.dev };
  for (const [index, row] of readJsonLines(file, QuestionRow, QUESTION_HINT).entries()) {
    const text = row.question.replaceAll(/\s+/gu, ' ');
    questions.push(questionOf(text, row.answers ?? row.golden_answers ?? []));
    const own = splitByHash(['search file split', normalised(text)], until);
    tasks[own].push({ itemId: `search_${index}`, index, split: own, ...(row.group ? { group: row.group } : {}) });
  }
  for (const name of SPLITS) tasks[name] = random(seedOf('search file order', name)).shuffle(tasks[name]);
  return { questions, tasks };
}

/** Nobody knows which passages tell the answer: the expert shows the form, and searches for the question itself. */
function questionOf(text: string, answers: readonly string[]): Question {
  return {
    text,
    answers,
    lookUps: [{ thought: thoughts.search, query: text }],
    conclusion: thoughts.answer,
    suggests: [search(text)],
  };
}
