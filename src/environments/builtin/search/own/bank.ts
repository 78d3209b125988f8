/**
 * Our own questions as tasks: index = seed × 4 + level. Any index is a question; the tasks of a level are the first
 * seeds whose question no earlier one asks, until its split is full.
 */
import { type Split, SPLITS, type Task } from '../../../contract.ts';
import { inTurn } from '../../splits.ts';
import type { SearchBank } from '../bank.ts';
import { Corpus } from '../corpus.ts';
import { ownCorpus } from './passages.ts';
import { type Level, LEVELS, type OwnQuestion, ownQuestion } from './questions.ts';
import { suggestedByPassage } from './suggestions.ts';
import { ownWords } from './words-said.ts';

/** Tasks of each level. */
const COUNTS: Readonly<Record<Split, number>> = { train: 400, dev: 100, eval: 75 };

export function ownBank(levels: readonly Level[] = LEVELS): SearchBank {
  const asked = LEVELS.filter((level) => levels.includes(level));
  return {
    count: (split) => asked.length * COUNTS[split],
    tasks: (split) => inTurn(asked.map((level) => levelTasks(level)[split])),
    at: questionAt,
    corpus,
    suggests: (passage) => {
      const read = ownCorpus().passages[passage];
      return read ? suggestedByPassage(read) : [];
    },
    words: ownWords,
  };
}

let built: Corpus | undefined;

function corpus(): Corpus {
  built ??= new Corpus(ownCorpus().passages);
  return built;
}

function questionAt(index: number): OwnQuestion | undefined {
  const level = LEVELS[index % LEVELS.length];
  if (level === undefined || !Number.isSafeInteger(index) || index < 0) return undefined;
  return ownQuestion(level, Math.floor(index / LEVELS.length));
}

const made = new Map<Level, Record<Split, readonly Task[]>>();

/** The tasks of a level, made at the first call. */
function levelTasks(level: Level): Record<Split, readonly Task[]> {
  const before = made.get(level);
  if (before) return before;
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const asked = new Set<string>();
  for (let seed = 0; SPLITS.some((split) => tasks[split].length < COUNTS[split]); seed++) {
    const { split, asks } = ownQuestion(level, seed);
    if (asked.has(asks) || tasks[split].length >= COUNTS[split]) continue;
    asked.add(asks);
    const index = seed * LEVELS.length + LEVELS.indexOf(level);
    tasks[split].push({ itemId: `search_${index}`, index, split, group: level });
  }
  made.set(level, tasks);
  return tasks;
}
