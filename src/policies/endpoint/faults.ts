/**
 * What can go wrong between a policy and its endpoint, as errors with a code. Some may pass (they are tried again, then
 * the rollout is a `policy_error`), some no other rollout would cure (the run stops).
 */
import { AgentgymError, type ErrorCode } from '../../errors.ts';

export type EndpointFaultKind =
  /** No connection: nothing was sent. */
  | 'refused'
  /** The connection broke before the answer was complete. */
  | 'broken'
  /** No whole answer in time. */
  | 'timeout'
  /** 429, 503 or 529: too much at once; comes with how long to wait, where the endpoint says so. */
  | 'busy'
  /** Any other 5xx, 408, 409 or 425. */
  | 'server'
  /** Status 200, and no chat completion in it. */
  | 'malformed'
  /** The request itself is refused, and would be again. */
  | 'request'
  /** No other rollout would fare better: key, model, or what is asked of the server. */
  | 'final';

/** Longest piece of an answer that is shown. */
const MOST_SHOWN = 300;

export interface FaultDetails {
  code?: ErrorCode;
  hint?: string;
  /** Milliseconds that the endpoint asked to be left alone for. */
  retryAfter?: number | undefined;
  /** All that the endpoint said of what it did not like. */
  about?: string;
}

export class EndpointFault extends AgentgymError {
  readonly kind: EndpointFaultKind;
  readonly retryAfter: number | undefined;
  readonly about: string;

  constructor(kind: EndpointFaultKind, message: string, { code, hint, retryAfter, about }: FaultDetails = {}) {
    super(code ?? 'E_POLICY_FAILED', message, hint === undefined ? {} : { hint });
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.about = about ?? message;
  }

  /** Whether the same request may go well later. */
  get mayPass(): boolean {
    return this.kind !== 'request' && this.kind !== 'final';
  }
}

/** A piece of an answer on one line. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}
