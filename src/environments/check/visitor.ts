/**
 * The check as a client: opens, resets, steps and closes sessions as a client would, judges every answer, keeps the
 * times, and knows what is still open. Sends nothing that a client would not send (probes do that on the wire).
 */
import { throwIfInterrupted } from '../../errors.ts';
import { interruptible } from '../../interruptible.ts';
import type { Adapter } from '../remote/adapter.ts';
import type { SessionId } from '../remote/protocol.ts';
import { fieldsOf, isRefusal, type Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { Shape } from './shapes.ts';
import { Unable } from './scene.ts';
import type { Reply, Wire } from './wire.ts';

export interface Stepped {
  readonly reply: Reply;
  /** Whether the step was refused, or could not be read. */
  readonly failed: boolean;
  readonly observation: string;
  readonly reward: number;
  readonly done: boolean;
}

export type Timed = 'create' | 'reset' | 'step';

/** Sessions kept for looking at what closing does. */
const SPARE = 2;
/** Milliseconds for the close of one session at the end. */
const CLOSE_MS = 2000;

export class Visitor {
  readonly #of: { adapter: Adapter; shape: Shape; wire: Wire; judge: Judge; ledger: Ledger; most: number };
  readonly #open = new Set<SessionId>();
  readonly #ever = new Set<SessionId>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly times: Record<Timed, number[]> = { create: [], reset: [], step: [] };
  /** False once /close was answered with 404 or 405. */
  closes = true;
  opened = 0;

  constructor(of: { adapter: Adapter; shape: Shape; wire: Wire; judge: Judge; ledger: Ledger; most: number }) {
    this.#of = of;
  }

  /** How many sessions are open at once while ids are looked at. */
  get many(): number {
    return this.#of.most - SPARE;
  }

  /** How many sessions may still be opened. */
  get spare(): number {
    return this.#of.most - this.opened;
  }

  get ids(): readonly SessionId[] {
    return [...this.#open];
  }

  /** So many open sessions, old ones first. */
  async sessions(count: number): Promise<SessionId[]> {
    while (this.#open.size < count) {
      if (this.spare <= 0) throw new Unable(`it needs ${count} sessions, more than a check opens here`);
      await this.create();
    }
    return [...this.#open].slice(0, count);
  }

  /** A new session. @throws Unable where there is none. */
  create(): Promise<SessionId>;
  /** `lenient`: a server may refuse, as where it is full. */
  create(of: { lenient: true }): Promise<SessionId | undefined>;
  async create({ lenient = false } = {}): Promise<SessionId | undefined> {
    const { adapter, shape, wire, judge } = this.#of;
    throwIfInterrupted(wire.signal);
    if (this.spare <= 0) throw new Unable('a check opens no more sessions than it did');
    this.opened += 1;
    // An interruption does not break it off: the session that comes late is closed with the others.
    const coming = wire.post('/create', adapter.create.body, { lasting: true }).then((reply) => {
      const bare = adapter.create.answer === 'bare';
      const id = bare ? reply.json : fieldsOf(reply.json)[adapter.idField];
      const good = !isRefusal(reply) && isId(id);
      if (good) this.#enter(id, reply);
      return { reply, id: good ? id : undefined };
    });
    this.#pending.add(coming);
    const { reply, id } = await interruptible(coming, wire.signal);
    this.#pending.delete(coming);
    if (lenient && isRefusal(reply) && reply.status !== 0) {
      judge.manners(reply);
      return undefined;
    }
    if (judge.answered(reply) && id === undefined) {
      const wanted =
        adapter.create.answer === 'bare' ? 'the bare id' : `an object with the id as \`${adapter.idField}\``;
      judge.found('shape-wrong', reply, `The answer should be ${wanted}.`);
    }
    if (id === undefined) throw new Unable('no session could be created');
    this.times.create.push(reply.ms);
    if (adapter.create.answer === 'object') judge.fields(reply, {}, shape.create.also);
    return id;
  }

  /** The first observation of a task; undefined where the reset failed, which is then said. */
  async reset(id: SessionId, index: number): Promise<string | undefined> {
    const { judge } = this.#of;
    const reply = await this.tryReset(id, index);
    if (!judge.answered(reply)) return undefined;
    this.times.reset.push(reply.ms);
    if (!judge.reset(reply)) return undefined;
    return this.opening(id, reply);
  }

  /** A reset whose answer is not judged. */
  tryReset(id: SessionId, index: number): Promise<Reply> {
    const { adapter, wire } = this.#of;
    const { idField, reset } = adapter;
    return wire.post('/reset', { [idField]: id, [reset.index]: index, ...reset.also });
  }

  /** What the policy sees first, made of the answer to /reset or to a GET. */
  async opening(id: SessionId, reset: Reply): Promise<string | undefined> {
    const { adapter, judge } = this.#of;
    const { opening } = adapter;
    if (opening.from === 'reset') return opening.text(reset.json);
    const reply = await this.get(`/${opening.path}`, id);
    if (!judge.answered(reply)) return undefined;
    const text = opening.text(reply.json);
    if (text === undefined) judge.found('shape-wrong', reply, 'It should be the first observation.');
    return text;
  }

  /** `free`: an error is a good answer too, as after the end of an episode. */
  async step(id: SessionId, action: string, { free = false }: { free?: boolean } = {}): Promise<Stepped> {
    const { adapter, wire, judge } = this.#of;
    const reply = await wire.post('/step', { [adapter.idField]: id, action });
    const nothing = { reply, failed: true, observation: '', reward: 0, done: false };
    if (free && isRefusal(reply)) {
      judge.manners(reply);
      return nothing;
    }
    if (!judge.answered(reply)) return nothing;
    this.times.step.push(reply.ms);
    const read = judge.step(reply);
    return read === undefined ? nothing : { reply, failed: false, ...read };
  }

  get(path: string, id: SessionId): Promise<Reply> {
    const { adapter, wire } = this.#of;
    return wire.get(`${path}?${adapter.idField}=${encodeURIComponent(String(id))}`);
  }

  /** Closes a session; the answer is not judged. */
  async close(id: SessionId): Promise<Reply> {
    const { adapter, wire } = this.#of;
    const reply = await wire.post('/close', { [adapter.idField]: id });
    if (reply.status === 404 || reply.status === 405) this.closes = false;
    else this.#open.delete(id);
    return reply;
  }

  /** Closes what is open, also what comes late. Never throws. */
  async leave(): Promise<void> {
    const { adapter, wire } = this.#of;
    await Promise.race([Promise.allSettled(this.#pending), late(CLOSE_MS)]);
    if (!this.closes) return;
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map((id) => wire.last('/close', { [adapter.idField]: id }, CLOSE_MS)));
  }

  #enter(id: SessionId, reply: Reply): void {
    const { judge } = this.#of;
    if (this.#open.has(id)) judge.found('id-shared', reply, `${id} belonged to a session of this check.`);
    else if (this.#ever.has(id)) judge.found('id-reused', reply, `${id} had been closed.`);
    this.#open.add(id);
    this.#ever.add(id);
  }
}

function isId(value: unknown): value is SessionId {
  return Number.isSafeInteger(value) || (typeof value === 'string' && value !== '' && value.length <= 200);
}

async function late(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
