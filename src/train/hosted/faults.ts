/** What can go wrong between us and a fine-tuning service, as errors with a code, and whether it may pass. */
import { AgentgymError, type ErrorCode } from '../../errors.ts';
import type { Key } from '../../keys.ts';
import type { Json } from './http.ts';

export type FaultKind =
  /** No connection: nothing was sent. */
  | 'refused'
  /** 429: not now. */
  | 'busy'
  /** Broken off, timed out, or 5xx: what was asked for may have been done. */
  | 'unsure'
  /** The same request would be refused again. */
  | 'final';

export class ServiceFault extends AgentgymError {
  readonly kind: FaultKind;
  readonly status: number | undefined;
  /** Milliseconds that the service asked to be left alone for. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    details: { code?: ErrorCode; hint?: string; status?: number; retryAfter?: number | undefined } = {},
  ) {
    const { code = 'E_TRAIN_SERVICE', hint, status, retryAfter } = details;
    const otherwise = 'What is at the service stays there; go on with: agentgym evolve --resume DIR';
    super(code, message, { hint: hint ?? otherwise });
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export interface Answered {
  what: string;
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

const USED_UP = /insufficient_quota|billing|payment required|exceeded your current quota/iu;
/** What services say to accounts that may no longer fine-tune. */
const CLOSED = /not (?:available|enabled|allowed).*fine-?tun|fine-?tun.*not (?:available|enabled|allowed)|no longer/iu;
const MOST_SHOWN = 400;

export function faultOf({ what, status, headers, text }: Answered, value: Json, key: Key | undefined): ServiceFault {
  const message = `${what} answered ${status}: ${saidIn(value, text)}`;
  const variable = key === undefined ? 'name a key: train.apiKey: env:NAME' : `look at the key in ${key.name}`;
  if (status === 402 || (status === 429 && USED_UP.test(text)))
    return new ServiceFault('final', message, {
      status,
      code: 'E_TRAIN_ACCESS',
      hint: 'The account has to be paid up.',
    });
  if (status === 401 || status === 403) {
    const closed = CLOSED.test(text) ? ' This account may not be allowed to fine-tune there (any more).' : '';
    const hint = `In the config's train, ${variable}.${closed}`;
    return new ServiceFault('final', message, { status, code: 'E_TRAIN_ACCESS', hint });
  }
  if (status === 429) return new ServiceFault('busy', message, { status, retryAfter: retryAfterOf(headers) });
  if (status >= 500 || status === 408 || status === 425)
    return new ServiceFault('unsure', message, { status, retryAfter: retryAfterOf(headers) });
  const hint =
    status === 404
      ? 'Is the address right (train.url, train.account), and is policy.base a model that the service fine-tunes?'
      : 'Look at train.hyperparameters and train.request, and whether the service fine-tunes policy.base.';
  return new ServiceFault('final', message, { status, hint });
}

/** `{error: {message}}` (OpenAI, Together), `{message, code}` (Fireworks), `{error: text}`, `{detail}`, or the text. */
function saidIn(value: Json, text: string): string {
  const inner = value['error'];
  const error = typeof inner === 'object' && inner !== null ? (inner as Json) : value;
  const said = [error['message'], inner, value['detail']].find((one): one is string => typeof one === 'string') ?? text;
  const line = said.replaceAll(/\s+/gu, ' ').trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}

function retryAfterOf(headers: Answered['headers']): number | undefined {
  const said = headers['retry-after'];
  const text = Array.isArray(said) ? said[0] : said;
  const seconds = Number(text ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
