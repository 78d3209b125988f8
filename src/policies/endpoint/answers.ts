/**
 * Judges what an endpoint answered, by status and by the words of its error: a chat completion, a conversation that
 * outgrew the context, an answer that a filter took, or a fault. Knows what servers say, not what is done about it.
 */
import { type ChatAnswer, fieldsOf, readAnswer } from './chat.ts';
import { EndpointFault, excerpt } from './faults.ts';
import { isOverflow } from './overflow.ts';

/** One answer, read to its end. */
export interface Answer {
  status: number;
  /** Parsed JSON; undefined where it is none. */
  value: unknown;
  text: string;
  /** Milliseconds that the endpoint asks to be left alone for. */
  retryAfter: number | undefined;
  /** Where a redirect points. */
  location: string | undefined;
}

export type Verdict = { kind: 'answer'; chat: ChatAnswer } | { kind: 'overflow' } | { kind: 'filtered' };

/** Whom the question went to. */
export interface Asked {
  /** As shown in messages: the URL, or the provider. */
  endpoint: string;
  model: string;
  /** Name of the environment variable that holds the key. */
  keyName: string | undefined;
}

/** Longer than this nobody waits: an allowance is used up, which is for people to look at. */
const MOST_WAIT = 10 * 60_000;
const FILTERED = ['content_filter', 'content_policy_violation'];
const USED_UP = ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'];
const NO_MODEL = /\bmodel\b.*\b(?:does not exist|not found|not supported|unknown|is not served)/iu;

/** Refusals of tools with statuses that mean something else: OpenRouter's 404, and llama.cpp's 500 without --jinja. */
const NO_TOOLS = /support tool use|param requires --jinja|Unsupported param: tools/iu;

interface Said {
  message: string;
  /** Code and type of the error, whatever their kind. */
  codes: unknown[];
  param: string;
}

/** @throws EndpointFault where there is no completion and the policy is not to blame. */
export function judge(answer: Answer, asked: Asked): Verdict {
  const said = errorOf(answer);
  const fields = fieldsOf(answer.value);
  let { status } = answer;
  if (status >= 200 && status < 300) {
    // Gateways may answer 200 with an error of what is behind them.
    if (fields['error'] === undefined || fields['error'] === null || Array.isArray(fields['choices']))
      return { kind: 'answer', chat: readAnswer(answer.value ?? answer.text) };
    const inner = said.codes.find((code): code is number => typeof code === 'number' && code >= 400 && code < 600);
    status = inner ?? 500;
  }
  const talked = ![401, 402, 403, 404, 429].includes(status);
  if (talked && isOverflow(said.codes, said.message)) return { kind: 'overflow' };
  if (talked && said.codes.some((code) => FILTERED.includes(String(code)))) return { kind: 'filtered' };
  throw faultOf({ ...answer, status }, said, asked);
}

function faultOf({ status, retryAfter, location }: Answer, said: Said, asked: Asked): EndpointFault {
  const { endpoint, model, keyName } = asked;
  const what = `${endpoint} answered ${status}${said.message === '' ? '' : `: ${excerpt(said.message)}`}`;
  const about = `${said.param} ${said.message}`;
  const is = (codes: readonly string[]): boolean => said.codes.some((code) => codes.includes(String(code)));
  const tools = (status === 404 || status === 500) && NO_TOOLS.test(said.message);
  // 403 is also what OpenAI answers where log-probabilities are not for everybody.
  if (tools || (status === 403 && /logprobs/iu.test(about))) return new EndpointFault('request', what, { about });
  if (status === 401 || status === 402 || status === 403) {
    const key = keyName === undefined ? 'name a key: apiKey: env:NAME' : `look at the key in ${keyName}`;
    const hint = status === 402 ? 'The account has to be paid up.' : `In the config's policy, ${key}.`;
    return new EndpointFault('final', what, { code: 'E_POLICY_ACCESS', hint });
  }
  if (status === 429 && (is(USED_UP) || (retryAfter ?? 0) > MOST_WAIT)) {
    const wait = retryAfter === undefined ? '' : ` It asks to wait ${Math.round(retryAfter / 1000)} s.`;
    const hint = `The allowance of the key is used up.${wait} The same command goes on where it stopped.`;
    return new EndpointFault('final', what, { code: 'E_POLICY_ACCESS', hint });
  }
  // Of other parameters it may be said that the model does not support them.
  const unknown = (status === 400 || status === 422) && /^(?:model)?$/u.test(said.param) && NO_MODEL.test(said.message);
  if (status === 404 || status === 405 || status === 410 || is(['model_not_found']) || unknown) {
    const hint = `Is \`${model}\` the exact name the server has (its /v1/models says), and is the address right?`;
    return new EndpointFault('final', what, { code: 'E_POLICY_MODEL', hint });
  }
  if (status >= 300 && status < 400) {
    const hint = `Put the address itself into the config${location === undefined ? '' : `: it points to ${location}`}.`;
    return new EndpointFault('final', what, { code: 'E_POLICY_MODEL', hint });
  }
  if (status === 429 || status === 503 || status === 529) {
    return new EndpointFault('busy', what, { retryAfter: retryAfter && Math.min(retryAfter, MOST_WAIT) });
  }
  const server = status >= 500 || status === 408 || status === 409 || status === 425;
  return new EndpointFault(server ? 'server' : 'request', what, { about });
}

/**
 * `{error: {message, type, code, param}}` (OpenAI, newer vLLM, llama.cpp, Ollama), `{message, type, code}` (older vLLM,
 * SGLang), `{error, error_type}` (TGI), `{detail}` (FastAPI), or a text.
 */
function errorOf({ value, text }: Answer): Said {
  const outer = fieldsOf(value);
  const inner = typeof outer['error'] === 'string' ? { message: outer['error'] } : fieldsOf(outer['error']);
  const error: Record<string, unknown> = { ...outer, ...inner };
  const { message = error['detail'], param } = error;
  const said = typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message);
  return {
    message: value === undefined ? text : said,
    codes: [error['code'], error['type'], error['error_type']],
    param: typeof param === 'string' ? param : '',
  };
}
