/**
 * The faults of environment servers as errors with a code: what was asked, what came back, and whether a fresh session
 * may cure it. A rollout that meets one starts again or ends as `env_error`; it is never a reward of 0.
 */
import { AgentgymError } from '../../errors.ts';

export type RemoteFaultKind =
  /** No connection: what was asked has not been done. */
  | 'refused'
  /** The connection broke before the answer was complete; what was asked may have been done. */
  | 'broken'
  /** No whole answer in time; what was asked may have been done. */
  | 'timeout'
  /** The rollout has waited for its environment for as long as it may. */
  | 'overdue'
  /** An HTTP status other than 2xx. */
  | 'status'
  /** HTTP 200 with an `error` in it. */
  | 'error'
  /** An answer that is longer than allowed, is no JSON, lacks a field, or has one that cannot be. */
  | 'malformed';

const CODES = {
  refused: 'E_ENV_UNREACHABLE',
  broken: 'E_ENV_UNREACHABLE',
  timeout: 'E_ENV_TIMEOUT',
  overdue: 'E_ENV_TIMEOUT',
  status: 'E_ENV_ANSWER',
  error: 'E_ENV_ANSWER',
  malformed: 'E_ENV_ANSWER',
} as const;

/** Longest piece of a server's answer that is shown. */
const MOST_SHOWN = 200;

export class RemoteFault extends AgentgymError {
  readonly kind: RemoteFaultKind;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(
    kind: RemoteFaultKind,
    message: string,
    details: { status?: number | undefined; hint?: string; cause?: unknown } = {},
  ) {
    const { status, ...rest } = details;
    super(CODES[kind], message, { ...rest, restartable: mayPass(kind, status) });
    this.kind = kind;
    this.status = status;
  }

  /** Whether the server answered at all, and so is alive. */
  get answered(): boolean {
    return this.kind === 'status' || this.kind === 'error' || this.kind === 'malformed';
  }
}

/** Whether the same call may go well in another session: not where the request or the answer has the wrong shape. */
function mayPass(kind: RemoteFaultKind, status: number | undefined): boolean {
  if (kind === 'overdue' || kind === 'malformed') return false;
  return kind !== 'status' || status === undefined || status >= 500 || status === 408 || status === 429;
}

/** A piece of an answer on one line. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}
