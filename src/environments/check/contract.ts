/**
 * A conformance check of an environment in this process, by its contract: what its sessions do before a server puts the
 * protocol around them, and what clients of a server never see (splits, instructions, the expert). Knows no terminal.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { interruptible } from '../../interruptible.ts';
import { messageOf, throwIfInterrupted } from '../../errors.ts';
import { seedOf } from '../../seeds.ts';
import { type Environment, type Session, SPLITS, type StepResult, type Task } from '../contract.ts';
import { excerpt } from '../remote/faults.ts';
import type { FindingCode } from './findings.ts';
import type { Ledger } from './ledger.ts';

export interface ContractOptions {
  readonly environment: Environment;
  readonly ledger: Ledger;
  /** Milliseconds for one call. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

const TASKS_EACH = 2;
const JUNK: readonly string[] = ['', 'xyzzy', 'z'.repeat(20_000), '{"a": [1]}', 'one\ntwo'];
/** Tasks whose fingerprints are compared across splits. */
const MOST_FINGERPRINTS = 30;
const MOST_SHOWN = 40;

/** The actions of an expert that solve a task. */
export interface Way {
  readonly index: number;
  readonly actions: readonly string[];
}

/** A call that did not end in time. */
class Silence extends Error {}

/** Adds what it finds to the ledger, and gives the ways to a goal that it saw. Never throws but for an interruption. */
export async function checkContract(options: ContractOptions): Promise<readonly Way[]> {
  const { environment, ledger, signal } = options;
  const sessions: Session[] = [];
  const contract = new Contract(options, async () => {
    throwIfInterrupted(signal);
    const coming = environment.open(signal).then((session) => {
      sessions.push(session);
      return session;
    });
    return contract.within(coming, 'open');
  });
  const parts: [string, () => Promise<void>][] = [
    ['tasks and instructions', () => contract.tasks()],
    ['sessions in process', () => contract.sessions()],
    ['the expert', () => contract.expert()],
  ];
  try {
    for (const [name, part] of parts) {
      throwIfInterrupted(signal);
      try {
        await part();
        ledger.made(name);
      } catch (error) {
        throwIfInterrupted(signal);
        ledger.unable(name, 'it was broken off by what is reported above');
        if (error instanceof Silence) contract.found('no-answer', { request: name, answer: error.message });
        else contract.found('call-failed', { request: name, answer: messageOf(error) });
      }
    }
  } finally {
    const closing = Promise.allSettled(sessions.map((session) => session.close()));
    await contract.within(closing, 'close', undefined).catch(() => undefined);
  }
  return contract.ways;
}

class Contract {
  readonly #of: ContractOptions;
  readonly #open: () => Promise<Session>;
  readonly ways: Way[] = [];

  constructor(of: ContractOptions, open: () => Promise<Session>) {
    this.#of = of;
    this.#open = open;
  }

  found(code: FindingCode, { request, answer }: { request: string; answer: string }): void {
    this.#of.ledger.found(code, { request: `in process: ${request}`, answer: excerpt(answer) });
  }

  /** What a call gives. @throws Silence where that takes too long; InterruptedError. */
  async within<T>(coming: Promise<T>, call: string, signal = this.#of.signal): Promise<T> {
    const { timeout } = this.#of;
    const clock = new AbortController();
    const late = wait(timeout, undefined, { signal: clock.signal, ref: true }).then(
      () => Promise.reject(new Silence(`${call}: no answer within ${timeout} ms`)),
      () => new Promise<never>(() => undefined),
    );
    return interruptible(Promise.race([coming, late]), signal).finally(() => clock.abort());
  }

  async tasks(): Promise<void> {
    const { environment } = this.#of;
    if (environment.instructions('react').length === 0)
      this.found('no-instructions', { request: 'instructions', answer: 'none' });
    const seen = new Map<string, string>();
    for (const split of SPLITS) {
      for (const { itemId } of environment.tasks(split)) {
        const other = seen.get(itemId);
        if (other !== undefined)
          this.found('splits-share', {
            request: itemId,
            answer: `it is in ${[...new Set([other, split])].join(' and ')}`,
          });
        seen.set(itemId, split);
      }
    }
    await this.#compareFingerprints();
  }

  /** The first tasks of each split, by what they are rather than by their ids. */
  async #compareFingerprints(): Promise<void> {
    const session = await this.#open();
    const seen = new Map<string, Task>();
    for (const split of SPLITS) {
      for (const task of this.#of.environment.tasks(split).slice(0, MOST_FINGERPRINTS)) {
        const { fingerprint } = await this.#reset(session, task);
        const other = seen.get(fingerprint);
        if (other !== undefined && other.split !== split)
          this.found('splits-share', {
            request: `${task.itemId} (${split})`,
            answer: `it is ${other.itemId} (${other.split})`,
          });
        seen.set(fingerprint, task);
      }
    }
  }

  async sessions(): Promise<void> {
    for (const task of this.#sample()) {
      const [one, other] = [await this.#open(), await this.#open()];
      const first = await this.#reset(one, task);
      await this.#throwJunk(one, task);
      const request = `reset of ${task.itemId}`;
      const again = await this.#reset(one, task);
      if (again.fingerprint !== first.fingerprint || again.observation !== first.observation)
        this.found('reset-differs', { request, answer: again.observation });
      const there = await this.#reset(other, task);
      if (there.fingerprint !== first.fingerprint || there.observation !== first.observation)
        this.found('sessions-differ', { request, answer: there.observation });
      await this.#inTurns(task, one, other);
    }
  }

  /** Illegal actions are answered, never thrown, and never rewarded. */
  async #throwJunk(session: Session, task: Task): Promise<void> {
    for (const action of JUNK) {
      await this.#reset(session, task);
      const request = `step(${JSON.stringify(action.slice(0, MOST_SHOWN))}) of ${task.itemId}`;
      try {
        const { reward } = this.#judged(await this.#step(session, action), request);
        if (reward > 0) this.found('junk-rewarded', { request, answer: String(reward) });
      } catch (error) {
        throwIfInterrupted(this.#of.signal);
        if (error instanceof Silence) throw error;
        this.found('odd-action-failed', { request, answer: messageOf(error) });
      }
    }
  }

  /** What one session does must not be seen in the other. */
  async #inTurns(task: Task, one: Session, other: Session): Promise<void> {
    await this.#reset(one, task);
    const alone = await this.#play(one);
    await this.#reset(one, task);
    await this.#reset(other, task);
    const [first, second] = [await this.#play(one), await this.#play(other)];
    for (const seen of [first, second])
      if (seen !== alone) this.found('sessions-mixed', { request: `a step of ${task.itemId}`, answer: seen });
  }

  async expert(): Promise<void> {
    const { environment, ledger } = this.#of;
    const session = await this.#open();
    if (session.expert === undefined) return ledger.unable('the expert', 'the environment has none');
    for (const task of this.#sample()) {
      await this.#reset(session, task);
      let last: StepResult = { observation: '', reward: 0, done: false };
      const actions: string[] = [];
      for (let round = 0; round < environment.maxRounds && !last.done; round++) {
        const { action } = session.expert();
        actions.push(action);
        last = this.#judged(await this.#step(session, action), `step(${action}) of ${task.itemId}`);
      }
      const answer = `reward ${last.reward}, done ${last.done}, in ${environment.maxRounds} rounds or fewer`;
      if (!environment.reward.success(last.reward)) this.found('expert-fails', { request: task.itemId, answer });
      else if (!last.done) this.found('win-not-done', { request: task.itemId, answer });
      else this.ways.push({ index: task.index, actions });
    }
  }

  #sample(): Task[] {
    return SPLITS.flatMap((split) => this.#of.environment.tasks(split).slice(0, TASKS_EACH));
  }

  async #reset(session: Session, task: Task): Promise<{ observation: string; fingerprint: string }> {
    throwIfInterrupted(this.#of.signal);
    const made = session.reset(task, seedOf('check', task.itemId));
    const result = await this.within(made, `reset of ${task.itemId}`);
    for (const name of ['observation', 'fingerprint'] as const) {
      if (typeof result[name] === 'string') continue;
      this.found('shape-wrong', { request: `reset of ${task.itemId}`, answer: `\`${name}\` is no text` });
    }
    return result;
  }

  #judged(result: StepResult, request: string): StepResult {
    const { min, max } = this.#of.environment.reward;
    const { observation, reward, done } = result;
    if (typeof observation !== 'string' || typeof done !== 'boolean')
      this.found('shape-wrong', { request, answer: JSON.stringify(result) ?? 'nothing' });
    if (!Number.isFinite(reward)) this.found('reward-not-a-number', { request, answer: String(reward) });
    else if (reward < min || reward > max)
      this.found('reward-out-of-range', { request, answer: `${reward} is outside ${min} to ${max}` });
    return result;
  }

  /** One step, the first that is legal. */
  async #play(session: Session): Promise<string> {
    const { observation, reward, done } = await this.#step(session, session.actions?.()[0] ?? 'xyzzy');
    return JSON.stringify({ observation, reward, done });
  }

  #step(session: Session, action: string): Promise<StepResult> {
    return this.within(session.step(action), `step(${JSON.stringify(action.slice(0, MOST_SHOWN))})`);
  }
}
