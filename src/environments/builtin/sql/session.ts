/** One live episode: a question, queries whose rows are shown, and the answer. Every text is answered, never thrown over. */
import { AgentgymError } from '../../../errors.ts';
import { digest } from '../../../seeds.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { type Mode, parseAction } from './actions.ts';
import type { Question, QuestionBank } from './bank.ts';
import { answers, asked, firstObservation, MOST_ROWS, rowsText } from './describe.ts';
import type { Engine } from './engine.ts';
import { lookAt, nextMove } from './expert.ts';
import { guard } from './guard.ts';
import type { Outcome, TableText } from './messages.ts';

export interface SessionParts {
  bank: QuestionBank;
  engine: Engine;
  mode: Mode;
  /** Throws E_ENV_TASK for a task that does not exist. */
  questionOf: (task: Task) => Question;
}

interface Episode {
  readonly question: Question;
  readonly tables: readonly TableText[];
  /** Queries that were run. */
  readonly seen: Set<string>;
}

export class SqlSession implements Session {
  readonly #parts: SessionParts;
  #episode: Episode | undefined;
  #done = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  async reset(task: Task): Promise<ResetResult> {
    const { bank, engine, questionOf } = this.#parts;
    const question = questionOf(task);
    const tables = bank.tables(question.db) ?? (await engine.schema(question.db));
    this.#episode = { question, tables, seen: new Set() };
    this.#done = false;
    const source = bank.source(question.db);
    const data = 'script' in source ? source.script : tables.map(({ text }) => text).join('\n');
    return {
      observation: firstObservation(tables, question),
      fingerprint: digest('sql', digest(question.db, data), question.question, question.hint ?? '', question.sql),
    };
  }

  async step(action: string): Promise<StepResult> {
    const { question, seen } = this.#current();
    if (this.#done) return { observation: answers.over(), reward: 0, done: true };
    const { mode } = this.#parts;
    const meant = parseAction(action, mode);
    if (!('sql' in meant)) return this.#goOn(meant.kind === 'empty' ? answers.empty() : answers.unclear());
    const outcome = await this.#run(meant.sql, meant.kind === 'answer' ? question.sql : undefined);
    if (meant.kind === 'query') seen.add(meant.sql.trim());
    if ('fault' in outcome) {
      // One try is one try; with several rounds, a query that cannot be run is no answer yet.
      this.#done = mode === 'one-shot';
      return this.#done ? { observation: outcome.fault, reward: 0, done: true } : this.#goOn(outcome.fault);
    }
    if (meant.kind === 'query') return this.#goOn(rowsText(outcome));
    this.#done = true;
    const verdict = outcome.equal ? answers.right() : answers.wrong();
    return { observation: `${rowsText(outcome)}\n${verdict}`, reward: outcome.equal ? 1 : 0, done: true };
  }

  expert(): ExpertMove {
    const { question, seen } = this.#current();
    return nextMove(question, this.#parts.mode, seen);
  }

  /** Some simple queries about each table. */
  actions(): readonly string[] {
    const { tables } = this.#current();
    const simple = tables.flatMap(({ name }) => [`SELECT * FROM ${name}`, `SELECT COUNT(*) FROM ${name}`]);
    if (this.#parts.mode === 'one-shot') return simple;
    const looks = tables.map(({ name }) => `query: ${lookAt(name)}`);
    return [...looks, ...simple.flatMap((sql) => [`query: ${sql}`, `answer: ${sql}`])];
  }

  /** What sqlgym's `info` says here; the original's has the right query. */
  details(): Readonly<Record<string, unknown>> {
    const { question } = this.#current();
    return { info: { db_id: question.db, question: question.question } };
  }

  async close(): Promise<void> {
    this.#episode = undefined;
  }

  #current(): Episode {
    if (this.#episode) return this.#episode;
    throw new AgentgymError('E_ENV_STEP', 'A sql session must be reset before it is used.');
  }

  /** The question stands under every answer, so that it is never far. */
  #goOn(text: string): StepResult {
    return { observation: `${text}\n${asked(this.#current().question)}`, reward: 0, done: false };
  }

  async #run(text: string, gold: string | undefined): Promise<Outcome> {
    const { bank, engine } = this.#parts;
    const guarded = guard(text, bank.trims);
    if ('fault' in guarded) return guarded;
    return engine.run({
      db: this.#current().question.db,
      sql: guarded.sql,
      ...(gold === undefined ? {} : { gold }),
      rows: MOST_ROWS,
      decimals: bank.decimals,
    });
  }
}
