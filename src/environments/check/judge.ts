/** What is wrong with one answer, whatever was asked before: its status, its JSON, its fields, its reward. Sends nothing. */
import type { Adapter } from '../remote/adapter.ts';
import type { FindingCode } from './findings.ts';
import type { Ledger } from './ledger.ts';
import { type Fields, isKind, type Kind, type Shape } from './shapes.ts';
import { answerOf, type Reply } from './wire.ts';

const TRACE =
  /Traceback \(most recent call last\)|\n\s+at \S.*:\d+:\d+|\bFile "[^"]+", line \d+|<!doctype html|<html[\s>]/iu;
const CRYPTIC = /^['"]?[\w-]*['"]?$/u;

/** Whether it is an error by the protocol: an HTTP status other than 2xx, or an `error` in the answer. */
export function isRefusal({ status, json }: Reply): boolean {
  return status < 200 || status > 299 || errorIn(json) !== undefined;
}

/** The `error` of an answer, which may be empty. */
export function errorIn(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'error' in json ? (json.error ?? '') : undefined;
}

export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

export class Judge {
  readonly #ledger: Ledger;
  readonly #adapter: Adapter;
  readonly #shape: Shape;

  constructor(ledger: Ledger, adapter: Adapter, shape: Shape) {
    this.#ledger = ledger;
    this.#adapter = adapter;
    this.#shape = shape;
  }

  found(code: FindingCode, reply: Reply, says?: string): void {
    const evidence = { request: reply.request, answer: answerOf(reply) };
    this.#ledger.found(code, says === undefined ? evidence : { ...evidence, says });
  }

  /** How an error is said; for every answer. */
  manners(reply: Reply): void {
    const { status, json, text, type } = reply;
    if (status === 0) return this.found('no-answer', reply);
    if (TRACE.test(text) && status >= 300) this.found('stack-trace', reply);
    if (json !== undefined && status < 300 && !/json/iu.test(type)) this.found('content-type', reply);
    const error = errorIn(json);
    if (error === undefined) return;
    if (status < 300) this.found('error-in-200', reply);
    if (typeof error !== 'string' || CRYPTIC.test(error)) this.found('error-empty', reply);
    else if (TRACE.test(`\n${error}`)) this.found('stack-trace', reply);
  }

  /** A request that should be refused. True where it was not. */
  refusal(reply: Reply): boolean {
    this.manners(reply);
    if (reply.status >= 500) this.found('server-error', reply);
    return reply.status !== 0 && !isRefusal(reply);
  }

  /** A request that should be answered. False where it was not, which is then said. */
  answered(reply: Reply): boolean {
    const { status, json, text } = reply;
    this.manners(reply);
    if (status === 0) return false;
    if (isRefusal(reply)) {
      this.found('call-failed', reply);
      return false;
    }
    if (json !== undefined) return true;
    if (/:\s*-?(?:NaN|Infinity)\b/u.test(text)) this.found('reward-not-a-number', reply);
    else this.found('not-json', reply);
    return false;
  }

  /** The fields of an object; false where one that clients read is wrong. */
  fields(reply: Reply, needed: Fields, also: Fields = {}): boolean {
    const fields = fieldsOf(reply.json);
    const wrong = (list: Fields): string[] =>
      Object.entries(list).flatMap(([name, kind]) =>
        isKind(fields[name], kind) ? [] : [`\`${name}\` should be ${KINDS[kind]}, and is ${said(fields[name])}`],
      );
    const [worse, odd] = [wrong(needed), wrong(also)];
    if (worse.length > 0) this.found('shape-wrong', reply, `${worse.join('; ')}.`);
    if (odd.length > 0) this.found('field-unlike', reply, `${odd.join('; ')}.`);
    return worse.length === 0;
  }

  reset(reply: Reply): boolean {
    const { needed, also } = this.#shape.reset;
    const { failed } = this.#adapter.reset;
    if (failed !== undefined && fieldsOf(reply.json)['observation'] === failed) {
      this.found('call-failed', reply, `\`${failed}\` stands for a reset that failed.`);
      return false;
    }
    if (needed === 'any') return also === undefined || this.fields(reply, {}, also);
    if (typeof needed === 'object') return this.fields(reply, needed, also);
    const [first] = Array.isArray(reply.json) ? (reply.json as unknown[]) : [undefined];
    const good = needed === 'text' ? typeof reply.json === 'string' : typeof first === 'string';
    const wanted = needed === 'text' ? 'a text' : 'an array that begins with a text';
    if (!good) this.found('shape-wrong', reply, `The answer should be ${wanted}.`);
    return good;
  }

  /** The reward of a step, if it can be one. */
  step(reply: Reply): { observation: string; reward: number; done: boolean } | undefined {
    const { step, reward: range } = this.#adapter;
    const fields = fieldsOf(reply.json);
    const given = fields[step.reward];
    const { [step.reward]: _, ...rest } = this.#shape.step.needed;
    const good = this.fields(reply, rest, this.#shape.step.also);
    if (/"(?:ground_truth|gold|gold_sql|solution)":/u.test(reply.text)) this.found('solution-shown', reply);
    if (typeof given === 'boolean') this.found('reward-boolean', reply);
    const reward = typeof given === 'boolean' ? Number(given) : given;
    if (typeof reward !== 'number' || !Number.isFinite(reward)) {
      this.found('reward-not-a-number', reply, `\`${step.reward}\` is ${said(given)}.`);
      return undefined;
    }
    if (reward < range.min || reward > range.max)
      this.found('reward-out-of-range', reply, `${reward} is outside ${range.min} to ${range.max}.`);
    else if (reward < 0) this.found('reward-below-zero', reply, `${reward}`);
    if (!good) return undefined;
    return { observation: String(fields[step.text]), reward, done: fields[step.done] === true };
  }
}

export const KINDS: Readonly<Record<Kind, string>> = {
  text: 'a text',
  number: 'a number',
  reward: 'a number',
  boolean: 'true or false',
  texts: 'a list of texts',
  object: 'an object',
  filled: 'there',
  any: 'there',
};

function said(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `\`${JSON.stringify(value)}\``;
}
