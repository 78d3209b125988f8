/**
 * search: questions answered by searching passages, judged by exact match, as SearchQA in AgentGym-RL. Passages and
 * questions about an invented world, the same on every machine, or a user's from disk.
 */
import { AgentgymError } from '../../../errors.ts';
import { digest } from '../../../seeds.ts';
import type { Environment, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { actionSpace } from './action-space.ts';
import { readTurn } from './actions.ts';
import { answers, type WrongAnswer } from './answers.ts';
import type { Question, SearchBank } from './bank.ts';
import { canList, fileBank, type Shares } from './files.ts';
import { Game } from './game.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { ownBank } from './own/bank.ts';
import { type Level, LEVELS } from './own/questions.ts';

export interface SearchOptions {
  /** Levels of our own questions: `1 hop`, `2 hops`, `3 hops`, `comparison`. Default: all. */
  levels?: readonly Level[];
  /** Passages shown for a search, 1 to 10. Default: 3. */
  results?: number;
  /** Whether a wrong answer ends the episode, or the next one may be right. Default: ends. */
  wrongAnswer?: WrongAnswer;
  /** File of passages, one JSON object a line; with `questions`. */
  corpus?: string;
  /** File of questions, one JSON object a line; with `corpus`. */
  questions?: string;
  /** Percent of the file's questions in train and dev; the rest is eval's. Default: 70 and 15. */
  splits?: Shares;
  /** Default: 5. */
  maxRounds?: number;
}

const ROUNDS = 5;
const RESULTS = 3;
const SHARES: Shares = { train: 70, dev: 15 };

export function createSearch(options: SearchOptions = {}): Environment {
  check(options);
  const { results = RESULTS, wrongAnswer = 'ends', corpus, questions } = options;
  const files = corpus !== undefined && questions !== undefined;
  const bank = files ? fileBank({ corpus, questions, shares: options.splits ?? SHARES }) : ownBank(options.levels);
  const rules = {
    name: 'search',
    begin: (task: Task) => {
      const question = questionOf(bank, task);
      const game = new Game(question, { bank, results, wrongAnswer });
      return { game, observation: answers.question(question.text), fingerprint: fingerprintOf(bank, question) };
    },
    act: (game: Game, action: string) => game.act(action),
    expert: (game: Game) => game.expert(),
    actions: (game: Game) => game.suggested(),
  };
  return {
    name: 'search',
    maxRounds: options.maxRounds ?? ROUNDS,
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => bank.tasks(split),
    taskCount: (split) => bank.count(split),
    actionSpace,
    readTurn,
    instructions: (format) => instructions(format, wrongAnswer),
    lexicon: () => lexicon(bank, wrongAnswer),
    ...(files && !canList([corpus, questions]) ? { unlisted: true } : {}),
    open: async () => gameSession(rules),
    check: async () => {
      bank.at(0);
      bank.corpus();
    },
  };
}

function questionOf(bank: SearchBank, { index, itemId }: Task): Question {
  const question = itemId === `search_${index}` ? bank.at(index) : undefined;
  if (question) return question;
  throw new AgentgymError('E_ENV_TASK', `search has no task ${itemId} (index ${index}).`, {
    hint: 'Ids are search_<index>, counted from 0; with a file of questions, by its lines.',
  });
}

function fingerprintOf(bank: SearchBank, { text, answers: right }: Question): string {
  return digest('search', bank.corpus().digest, text, ...right);
}

function check({ levels, results, wrongAnswer, corpus, questions, splits, maxRounds }: SearchOptions): void {
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    bad(`levels must be some of ${LEVELS.join(', ')}`);
  if (results !== undefined && !(Number.isInteger(results) && results >= 1 && results <= 10))
    bad('results must be a whole number from 1 to 10');
  if (wrongAnswer !== undefined && wrongAnswer !== 'ends' && wrongAnswer !== 'goes-on')
    bad('wrongAnswer must be ends or goes-on');
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    bad('maxRounds must be a whole number from 1');
  if ((corpus === undefined) !== (questions === undefined)) bad('corpus and questions go together');
  if (corpus !== undefined && levels !== undefined) bad('levels are those of its own questions');
  if (splits && corpus === undefined) bad('splits divide the questions of a file');
  if (splits && !(splits.train >= 0 && splits.dev >= 0 && splits.train + splits.dev <= 100))
    bad('splits must be percents that are 100 together at most');
}

function bad(message: string): never {
  throw new AgentgymError('E_CONFIG_INVALID', `search: ${message}.`);
}
