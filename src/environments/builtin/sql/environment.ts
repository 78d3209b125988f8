/**
 * sql: questions about SQLite databases, answered by a query whose rows are compared with the right ones, as in BIRD.
 * Databases and questions of our own, the same on every machine, or BIRD's and Spider's from the user's disk.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { type Mode, readTurn } from './actions.ts';
import type { Question, QuestionBank } from './bank.ts';
import { Engine } from './engine.ts';
import { fileBank } from './files.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { ownBank } from './own/bank.ts';
import { type Level, LEVELS } from './own/drafts.ts';
import { SqlSession } from './session.ts';

export interface SqlOptions {
  /** `interactive`: several queries, whose rows are shown, before the answer. `one-shot`: the first query is the answer. */
  mode?: Mode;
  /** Levels of our own questions. Default: all. */
  levels?: readonly Level[];
  /** Most seconds that a query may run. Default: 2. */
  deadline?: number;
  /** Folder of databases, each in `NAME/NAME.sqlite`, as BIRD and Spider have them; with `questions`. */
  databases?: string;
  /** JSON file of questions, in the shape of BIRD or Spider; with `databases`. */
  questions?: string;
  /** Default: 6, and 1 in one-shot mode. */
  maxRounds?: number;
}

const ROUNDS: Readonly<Record<Mode, number>> = { interactive: 6, 'one-shot': 1 };
const DEADLINE = 2;

/** The process that runs queries is started with the first one, and ended by `close` or with this process. */
export function createSql(options: SqlOptions = {}): Environment {
  check(options);
  const { mode = 'interactive', deadline = DEADLINE, databases, questions } = options;
  const files = databases !== undefined && questions !== undefined;
  const bank: QuestionBank = files ? fileBank(databases, questions) : ownBank(options.levels);
  const engine = new Engine(deadline, (db) => bank.source(db));
  const questionOf = (task: Task): Question => {
    const found = task.itemId === `sql_${task.index}` ? bank.at(task.index) : undefined;
    if (found) return found;
    throw new AgentgymError('E_ENV_TASK', `sql has no task ${task.itemId} (index ${task.index}).`, {
      hint: 'Ids are sql_<index>, counted from 0 over all questions.',
    });
  };
  return {
    name: 'sql',
    maxRounds: options.maxRounds ?? ROUNDS[mode],
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => bank.tasks(split),
    taskCount: (split) => bank.count(split),
    actionSpace: actionSpace(mode),
    readTurn,
    instructions: (format) => instructions(format, mode),
    lexicon: () => lexicon(mode, deadline),
    ...(files ? { unlisted: true } : {}),
    open: async () => new SqlSession({ bank, engine, mode, questionOf }),
    check: async () => {
      const db = bank.at(0)?.db ?? '';
      await engine.run({ db, sql: 'SELECT 1', rows: 1, decimals: 1 });
    },
    close: async () => engine.close(),
  };
}

function check({ mode, levels, deadline, databases, questions, maxRounds }: SqlOptions): void {
  if (mode !== undefined && mode !== 'interactive' && mode !== 'one-shot') bad('mode must be interactive or one-shot');
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    bad(`levels must be some of ${LEVELS.join(', ')}`);
  if (deadline !== undefined && !(deadline > 0 && Number.isFinite(deadline))) bad('deadline must be seconds above 0');
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    bad('maxRounds must be a whole number from 1');
  if ((databases === undefined) !== (questions === undefined)) bad('databases and questions go together');
  if (databases !== undefined && levels !== undefined) bad('levels are those of its own questions');
}

function bad(message: string): never {
  throw new AgentgymError('E_CONFIG_INVALID', `sql: ${message}.`);
}
