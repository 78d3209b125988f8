/**
 * What AgentGym's own servers answered, our server answers: the recorded requests are sent to it again. Where it differs
 * it does so on purpose, and the reason stands beside the row.
 */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/environments/contract.ts';
import { scriptedEnvironment } from '../support/scripted-environment.ts';
import { serving } from '../support/serving.ts';
import { type Exchange, transcript } from '../support/transcripts.ts';

interface Difference {
  why: string;
  status: number;
  /** Left out: any answer of the recorded shape. */
  answer?: unknown;
}

interface Recording {
  name: string;
  /** Which indices name a task; left out: the environment's 544. */
  exists?: (index: number) => boolean;
  differences: Record<number, Difference>;
}

const closes: Difference = {
  why: 'the original has no /close, and its ids are never freed',
  status: 200,
  answer: true,
};
const closedTwice: Difference = { why: 'the original fails', status: 200, answer: false };
const over: Difference = { why: 'the original goes on after the end, and pays rewards again', status: 200 };
const absent: Difference = { why: 'the original fails; no client asks for it', status: 404 };

const RECORDINGS: readonly Recording[] = [
  { name: 'textcraft', differences: { 6: absent, 7: absent, 39: over } },
  {
    name: 'babyai',
    exists: (index) => index >= 0,
    differences: {
      5: { why: 'the original says false before the first reset, and keeps the id', status: 200, answer: true },
      7: { why: 'the original kept the closed id', status: 200, answer: { error: 'The id 1 is not valid.' } },
    },
  },
  {
    name: 'maze',
    exists: (index) => index >= 0 && index < 25,
    differences: {
      35: { why: 'the original counts from the end', status: 200, answer: { error: 'The game -2 is not valid.' } },
      38: closes,
    },
  },
  {
    name: 'wordle',
    differences: {
      1: { why: 'a health check by the base URL works', status: 200, answer: 'This is environment LMRL-Gym.' },
      2: { why: 'a health check by the base URL works', status: 200, answer: 'This is environment LMRL-Gym.' },
      5: { why: 'the game has begun, and can be looked at', status: 200, answer: 'b b b y b\n' },
      33: closes,
      34: { why: 'the only environment is at the root as well', status: 200, answer: { id: 1 } },
    },
  },
  { name: 'alfworld', exists: (index) => index < 3000, differences: { 17: closes } },
  {
    name: 'sciworld',
    exists: (index) => index < 900,
    differences: { 9: absent, 10: absent, 14: absent, 24: closedTwice, 25: closedTwice },
  },
  {
    name: 'webshop',
    differences: { 14: over, 18: closes, 19: { why: 'the session is closed', status: 200, answer: [] } },
  },
  {
    name: 'sqlgym',
    exists: (index) => index < 3 || (index >= 9428 && index < 9431),
    differences: {
      1: { why: 'the original has a session from its start', status: 200, answer: [] },
      ...Object.fromEntries([8, 9, 10, 11, 12, 15, 16].map((row) => [row, over])),
      22: closes,
      33: { why: 'ids are never used twice', status: 200, answer: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    },
  },
  {
    name: 'weather',
    exists: (index) => index < 343,
    differences: {
      20: { why: 'the original shows the first observation for ever', status: 200 },
      23: over,
      29: closes,
      30: { why: 'the session is closed', status: 200, answer: [] },
    },
  },
  { name: 'searchqa', exists: (index) => index < 100, differences: { 9: over, 10: over } },
];

describe.each(RECORDINGS)('the requests that were recorded with $name', ({ name, exists, differences }) => {
  const rows = transcript(name);

  it('are answered as they were', async () => {
    const { environment, play } = scriptedEnvironment(name, 544);
    const task = (index: number): Task => ({ itemId: `${name}_${index}`, index, split: 'train' });
    const tasks = exists && { at: (index: number) => (exists(index) ? task(index) : undefined), pick: task };
    const server = await serving([tasks ? { environment, tasks } : { environment }]);
    const ids = new Map<number, number>();
    for (const [row, exchange] of rows.entries()) {
      play(rows.slice(row));
      const path = exchange.path.replace(/(id|env_idx)=(\d+)/u, (_, key, id) => `${key}=${ids.get(Number(id)) ?? id}`);
      const reply =
        exchange.method === 'GET'
          ? await server.get(path)
          : await server.post(path, exchange.raw ?? renumbered(exchange.body, ids));
      if (exchange.path.endsWith('/create') && reply.status === 200) remember(ids, exchange.answer, reply.json);
      const about = `${row}: ${exchange.method} ${exchange.path} ${JSON.stringify(exchange.body) ?? ''}`;
      const difference = differences[row];
      if (difference === undefined) same(about, exchange, { ...reply, json: recorded(reply.json, ids) });
      else differs(`${about} (${difference.why})`, { exchange, difference, reply });
    }
  });
});

/** A body with our ids in the place of the recorded ones. */
function renumbered(body: Exchange['body'], ids: ReadonlyMap<number, number>): unknown {
  if (body === undefined) return undefined;
  const key = 'env_idx' in body ? 'env_idx' : 'id';
  const id = Number(body[key]);
  // The tools' create has an `id` that is a task.
  if (body[key] === undefined || !ids.has(id)) return body;
  return { ...body, [key]: typeof body[key] === 'string' ? String(ids.get(id)) : ids.get(id) };
}

/** An answer with the recorded ids in the place of ours. */
function recorded(answer: unknown, ids: ReadonlyMap<number, number>): unknown {
  const before = new Map([...ids].map(([theirs, ours]) => [ours, theirs]));
  const back = (id: unknown): unknown => before.get(Number(id)) ?? id;
  if (typeof answer === 'number') return back(answer);
  if (Array.isArray(answer)) return answer.map((entry: unknown) => (typeof entry === 'number' ? back(entry) : entry));
  if (typeof answer !== 'object' || answer === null) return answer;
  const { id, error, detail, ...rest } = answer as Record<string, unknown>;
  return {
    ...(id === undefined ? {} : { id: back(id) }),
    ...(typeof error === 'string' ? { error: error.replace(/\b\d+\b/u, (text) => String(back(text))) } : {}),
    ...(detail === undefined ? {} : { detail: inDetail(detail, back) }),
    ...rest,
  };
}

function inDetail(detail: unknown, back: (id: unknown) => unknown): unknown {
  if (!Array.isArray(detail)) return detail;
  return detail.map((fault: { input?: unknown }) => {
    const input = fault.input as Record<string, unknown> | null | undefined;
    if (typeof input !== 'object' || input === null) return fault;
    return {
      ...fault,
      input: Object.fromEntries(Object.entries(input).map(([key, value]) => [key, renamed(key, value)])),
    };
  });
  function renamed(key: string, value: unknown): unknown {
    return key === 'id' || key === 'env_idx' ? back(value) : value;
  }
}

function remember(ids: Map<number, number>, theirs: unknown, ours: unknown): void {
  const idOf = (answer: unknown): unknown => (typeof answer === 'number' ? answer : (answer as { id?: unknown })?.id);
  const [from, to] = [idOf(theirs), idOf(ours)];
  if (typeof from === 'number' && typeof to === 'number') ids.set(from, to);
}

function same(
  about: string,
  { status, type, answer, line }: Exchange,
  reply: { status: number; type: string | null; json: unknown; text: string },
): void {
  expect([reply.status, reply.type], about).toEqual([status, type ?? 'application/json']);
  if (isError(answer) && !/^The id|finished\.$/u.test(answer.error)) {
    // The original's text is an accident (`1`, an empty text): ours says what is wrong.
    expect(reply.json, about).toEqual({ error: expect.stringMatching(/./u) });
    return;
  }
  expect(reply.json, about).toEqual(answer);
  const number = /"reward":(-?[\d.]+)/u;
  const [theirs, ours] = [number.exec(line.replaceAll(/\s/gu, ''))?.[1], number.exec(reply.text)?.[1]];
  // Where the original always writes a float, so does ours; the others mix both.
  if (/"(?:env_idx|available_actions)"/u.test(line) && !/detail/u.test(line)) expect(ours, about).toBe(theirs);
}

function differs(
  about: string,
  {
    exchange,
    difference,
    reply,
  }: { exchange: Exchange; difference: Difference; reply: { status: number; json: unknown } },
): void {
  expect(reply.status, about).toBe(difference.status);
  if (difference.answer !== undefined) expect(reply.json, about).toEqual(difference.answer);
  else if (difference.status === 200) expect(shapeOf(reply.json), about).toEqual(shapeOf(exchange.answer));
  expect([reply.status, reply.json], `${about}: no difference any more`).not.toEqual([
    exchange.status,
    exchange.answer,
  ]);
}

function isError(answer: unknown): answer is { error: string } {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

/** Key sets and JSON types. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(shapeOf(entry))))];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}
