/** A question being answered: what was searched for and shown, and the rules of a step. */
import type { ExpertMove, StepResult } from '../../contract.ts';
import { answer, parseAction, search } from './actions.ts';
import { answers, type WrongAnswer } from './answers.ts';
import type { Question, SearchBank } from './bank.ts';
import { isRight } from './exact-match.ts';

/** How an environment plays its questions. */
export interface Play {
  readonly bank: SearchBank;
  /** Passages shown for a query. */
  readonly results: number;
  readonly wrongAnswer: WrongAnswer;
}

export class Game {
  readonly question: Question;
  readonly #play: Play;
  /** Numbers of the passages shown so far. */
  readonly #shown = new Set<number>();
  /** Searches made, as actions. */
  readonly #searched = new Set<string>();
  readonly #suggested: Set<string>;
  #over = false;

  constructor(question: Question, play: Play) {
    this.question = question;
    this.#play = play;
    this.#suggested = new Set(question.suggests);
  }

  act(action: string): StepResult {
    if (this.#over) return { observation: answers.over(), reward: 0, done: true };
    const said = parseAction(action);
    if (said.kind === 'search') return going(said.text === '' ? answers.noQuery() : this.#search(said.text));
    if (said.kind !== 'answer') return going(answers[said.kind]());
    return said.text === '' ? going(answers.noAnswer()) : this.#answer(said.text);
  }

  /** Looks up what is missing, in order, then answers. */
  expert(): ExpertMove {
    const { lookUps, conclusion, answers: right } = this.question;
    const next = lookUps.find(({ query, passage }) =>
      passage === undefined ? !this.#searched.has(search(query)) : !this.#shown.has(passage),
    );
    if (next) return { thought: next.thought, action: search(next.query) };
    return { thought: conclusion, action: answer(right[0] ?? '') };
  }

  /** Searches and answers that the question and the passages so far suggest. Others are as legal. */
  suggested(): readonly string[] {
    return [...this.#suggested];
  }

  #search(query: string): string {
    const { bank, results } = this.#play;
    this.#searched.add(search(query));
    const corpus = bank.corpus();
    const found = corpus.search(query, results);
    for (const passage of found) {
      if (this.#shown.has(passage)) continue;
      this.#shown.add(passage);
      for (const action of bank.suggests(passage)) this.#suggested.add(action);
    }
    return found.length === 0 ? answers.nothing() : answers.found(found.map((passage) => corpus.lines[passage] ?? ''));
  }

  #answer(text: string): StepResult {
    const { wrongAnswer } = this.#play;
    const right = isRight(text, this.question.answers);
    this.#over = right || wrongAnswer === 'ends';
    return {
      observation: right ? answers.right() : answers.wrong(wrongAnswer),
      reward: right ? 1 : 0,
      done: this.#over,
    };
  }
}

function going(observation: string): StepResult {
  return { observation, reward: 0, done: false };
}
