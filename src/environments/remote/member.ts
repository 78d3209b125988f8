/**
 * One server of a pool: how busy it is, which sessions it has, and whether it is well. A server that fails rests, each
 * time for twice as long, and gets one session when it is tried again. Asks the server nothing.
 */
import type { Http } from './http.ts';
import type { SessionId } from './protocol.ts';

const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 60_000;

export class Member {
  readonly http: Http;
  /** Sessions kept for the next rollout. */
  readonly idle: SessionId[] = [];
  /** Ids that are leased or idle. */
  readonly known = new Set<SessionId>();
  /** Sessions that are leased or being created. */
  active = 0;
  creating = 0;
  /** Most sessions; less than the adapter says where other clients hold some. */
  most: number;
  /** Whether it can close sessions; found out by closing the first. */
  closes: boolean;
  readonly #most: number;
  /** Failures in a row, and when the rest after them is over; 0 when it is well. */
  #failures = 0;
  #restsUntil = 0;
  #onTrial = false;

  constructor(http: Http, { most, closes }: { most: number; closes: boolean }) {
    this.http = http;
    this.most = most;
    this.#most = most;
    this.closes = closes;
  }

  get mayCreate(): boolean {
    return this.known.size + this.creating < this.most;
  }

  get hasRoom(): boolean {
    return this.idle.length > 0 || this.mayCreate;
  }

  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** Whether it may get a session now: it is well, or has rested and nobody is trying it. */
  isReady(now: number): boolean {
    return this.#restsUntil === 0 || (now >= this.#restsUntil && !this.#onTrial);
  }

  /** A session is on its way. */
  occupy(): void {
    this.active += 1;
    this.#onTrial = this.#restsUntil > 0;
  }

  /** A session has ended, or has not come about. */
  vacate(): void {
    this.active -= 1;
    this.#onTrial = false;
  }

  /**
   * Whether nobody plays in the session of an id that was just given out. One that lies idle is taken over: its server
   * has forgotten the older one.
   */
  isFree(id: SessionId): boolean {
    const at = this.idle.indexOf(id);
    if (at >= 0) this.idle.splice(at, 1);
    return at >= 0 || !this.known.has(id);
  }

  /** An id may be given out again, and so there may be more room than it seemed. */
  forget(id: SessionId): void {
    this.known.delete(id);
    this.most = this.#most;
  }

  /** It has done what it was asked. True where it was not well before. */
  succeeded(): boolean {
    const was = this.#failures > 0;
    this.#failures = 0;
    this.#restsUntil = 0;
    this.#onTrial = false;
    return was;
  }

  /** It could not be reached, or hung. */
  failed(now: number): void {
    this.#onTrial = false;
    // The rollouts that one outage hits count once.
    if (now < this.#restsUntil) return;
    this.#failures += 1;
    this.#restsUntil = now + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (this.#failures - 1));
  }
}

/** The least busy member that is ready and has room; where none is ready, the one that has rested most. */
export function leastBusy(members: readonly Member[], now: number): Member | undefined {
  const ready = members.filter((member) => member.isReady(now));
  if (ready.length === 0)
    return members.toSorted((a, b) => a.restsUntil - b.restsUntil).find((member) => member.hasRoom);
  let best: Member | undefined;
  for (const member of ready)
    if (member.hasRoom && member.active < (best?.active ?? Number.POSITIVE_INFINITY)) best = member;
  return best;
}
