/**
 * The calls of the AgentGym protocol (create, reset, observation, step, close) on one server, shaped by its adapter;
 * answers are checked and faults made RemoteFaults. Keeps no sessions. Model text travels in JSON bodies alone.
 */
import { messageOf } from '../../errors.ts';
import type { StepResult } from '../contract.ts';
import type { Adapter, Json } from './adapter.ts';
import { excerpt, RemoteFault } from './faults.ts';
import type { Call, Http } from './http.ts';

export type SessionId = number | string;

/** How long a call may take (milliseconds), and what ends it early. */
export type Patience = Pick<Call, 'deadline' | 'signal'>;

/** Asks for a session. Where no answer comes there may be a session that nobody knows of; the server keeps it. */
export async function create(http: Http, { create: shape, idField }: Adapter, patience: Patience): Promise<SessionId> {
  const answer = await post(http, '/create', shape.body, patience);
  const id = shape.answer === 'bare' ? answer : (answer as Record<string, unknown> | null)?.[idField];
  if (isId(id)) return id;
  const wanted = shape.answer === 'bare' ? 'a bare id' : `an id under \`${idField}\``;
  throw malformed(http, 'POST /create', `expected ${wanted}`, answer);
}

/** Starts a task in a session; resolves to what the policy sees first. */
export async function reset(
  http: Http,
  adapter: Adapter,
  of: { id: SessionId; index: number },
  patience: Patience,
): Promise<string> {
  const { reset: shape, opening, idField } = adapter;
  const body = { [idField]: of.id, [shape.index]: of.index, ...shape.also };
  const answer = await post(http, '/reset', body, patience);
  if (shape.failed !== undefined && (answer as { observation?: unknown } | null)?.observation === shape.failed)
    throw new RemoteFault('error', `POST ${http.base}/reset: ${shape.failed}`, { status: 200 });
  if (opening.from === 'reset')
    return opening.text(answer) ?? refuse(http, 'POST /reset', 'expected a first observation', answer);
  const query = `/${opening.path}?${idField}=${encodeURIComponent(String(of.id))}`;
  const seen = await call(http, { method: 'GET', path: query, ...patience }, `GET /${opening.path}`);
  return opening.text(seen) ?? refuse(http, `GET /${opening.path}`, 'expected a first observation', seen);
}

/** Sends an action, once; `itemId` is the task's, for messages. */
export async function step(
  http: Http,
  adapter: Adapter,
  of: { id: SessionId; action: string; itemId: string },
  patience: Patience,
): Promise<StepResult> {
  const answer = await post(http, '/step', { [adapter.idField]: of.id, action: of.action }, patience);
  return stepOf(http, adapter, { answer, itemId: of.itemId });
}

/** Closes a session. False where the server knows no such call. */
export async function close(http: Http, { idField }: Adapter, id: SessionId, patience: Patience): Promise<boolean> {
  const body = JSON.stringify({ [idField]: id });
  const { status } = await http.send({ method: 'POST', path: '/close', body, ...patience });
  return status !== 404 && status !== 405;
}

function stepOf(
  http: Http,
  { step: shape, reward: range }: Adapter,
  { answer, itemId }: { answer: Json; itemId: string },
): StepResult {
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const { [shape.text]: observation, [shape.reward]: given, [shape.done]: over } = fields;
  if (typeof observation !== 'string') return refuse(http, 'POST /step', `\`${shape.text}\` is no text`, answer);
  if (typeof over !== 'boolean')
    return refuse(http, 'POST /step', `\`${shape.done}\` is neither true nor false`, answer);
  const raw = typeof given === 'boolean' ? Number(given) : given;
  if (typeof raw !== 'number' || !Number.isFinite(raw))
    return refuse(http, 'POST /step', `\`${shape.reward}\` of ${itemId} is no number`, answer);
  if (raw < range.min || raw > range.max) {
    const what = `\`${shape.reward}\` of ${itemId} is ${raw}, outside ${range.min} to ${range.max}`;
    return refuse(http, 'POST /step', what, answer);
  }
  const done = over || (shape.firstScoreEnds === true && raw !== 0);
  return { observation, reward: shape.rewardAtEnd === true && !done ? 0 : raw, done };
}

function post(http: Http, path: string, body: object | undefined, patience: Patience): Promise<Json> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return call(http, { method: 'POST', path, body: text, ...patience }, `POST ${path}`);
}

/** The JSON of a good answer; `name` is the call in messages. */
async function call(http: Http, request: Call, name: string): Promise<Json> {
  const { status, text } = await http.send(request);
  const [method, path] = name.split(' ');
  const at = `${method} ${http.base}${path}`;
  if (status < 200 || status > 299)
    throw new RemoteFault('status', `${at}: HTTP ${status}, ${excerpt(text) || 'no text'}`, {
      status,
      ...hintOf(status),
    });
  let answer: Json;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new RemoteFault('malformed', `${at}: the answer is no JSON (${messageOf(cause)})`, { status, cause });
  }
  // The text may be empty or cryptic ("1" is an unknown id): that there is an `error` is what counts.
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    const said = excerpt(typeof answer.error === 'string' ? answer.error : JSON.stringify(answer.error));
    throw new RemoteFault('error', `${at}: the server says ${said === '' ? 'error, and no more' : `"${said}"`}`, {
      status,
    });
  }
  return answer;
}

function hintOf(status: number): { hint?: string } {
  if (status === 404)
    return { hint: 'Is this the URL of this environment? Servers of maze and wordle end in /maze and /wordle.' };
  if (status === 422) return { hint: 'The server wants other fields: is `environment` the one that it serves?' };
  return {};
}

function isId(value: unknown): value is SessionId {
  return Number.isSafeInteger(value) || (typeof value === 'string' && value !== '' && value.length <= 200);
}

function malformed(http: Http, name: string, what: string, answer: Json): RemoteFault {
  const [method, path] = name.split(' ');
  return new RemoteFault('malformed', `${method} ${http.base}${path}: ${what}; got ${excerpt(JSON.stringify(answer))}`);
}

function refuse(http: Http, name: string, what: string, answer: Json): never {
  throw malformed(http, name, what, answer);
}
