/**
 * What an endpoint takes, as it is found out. Of the fields that OpenAI-compatible servers differ in, some can be done
 * without or said otherwise, and are given up when the endpoint refuses them; what the config asks for cannot, and stops
 * the run with a sentence that says what to leave out. What an endpoint gives is seen from its answers.
 */
import type { CompletionRequest } from '../contract.ts';
import type { ChatAnswer, Dialect } from './chat.ts';
import { EndpointFault } from './faults.ts';
import type { Offer } from './offer.ts';

export interface Capabilities {
  /** How requests are written now. */
  dialect(): Dialect;
  /**
   * Learns from a refusal of a request that was written in `used`; says whether it can be written otherwise now. Throws
   * E_POLICY_CAPABILITY where the endpoint refuses what was asked for.
   */
  learn(fault: EndpointFault, used: Dialect, asked: Asked): boolean;
  /** Throws E_POLICY_CAPABILITY where an answer lacks what the config declares. */
  require(answer: ChatAnswer, offer: Offer | undefined): void;
}

interface Asked {
  request: CompletionRequest;
  offer: Offer | undefined;
}

const TOOLS = /\btools?\b|\btool[_ ](?:choice|calls?)|function call/iu;
const GUIDED = /response_format|json[_ ]?schema|structured[_ ]?output|guided|grammar/iu;
/** How TGI's parser says that it has another name for the schema. */
const BY_VALUE = /missing field `value`|expected one of .*`regex`/u;

export function createCapabilities(declared: { logprobs: boolean; tokenIds: boolean }): Capabilities {
  let known: Dialect = { length: 'max_tokens', seed: true, topKOff: true, single: true, guided: 'turns' };
  let held = false;
  return {
    dialect: () => known,
    learn: (fault, used, { request, offer }) => {
      const { about } = fault;
      known = otherwise(known, about, { request, offer });
      // Another request may have learned it while this one was under way.
      if (known !== used) return true;
      if (/logprobs/u.test(about) && declared.logprobs) throw lacking(fault, 'log-probabilities', 'policy.logprobs');
      if (/return_token_ids/u.test(about) && declared.tokenIds) throw lacking(fault, 'token ids', 'policy.tokenIds');
      if (offer?.tools !== undefined && TOOLS.test(about)) throw lacking(fault, 'tools', 'policy.tools');
      if (offer?.guided !== undefined && GUIDED.test(about)) throw lacking(fault, 'a JSON schema', 'policy.guided');
      if (/\btop_k\b/u.test(about) && request.topK !== undefined) throw lacking(fault, 'top_k', 'explore.topK');
      if (/\btop_p\b/u.test(about) && request.topP !== undefined) throw lacking(fault, 'this top_p', 'explore.topP');
      if (/\btemperature\b/u.test(about)) throw lacking(fault, `the temperature ${request.temperature}`, undefined);
      return false;
    },
    require: ({ text, refused, calls, finish, reasoning, logprobs, tokenIds }, offer) => {
      // Once it has kept to a schema, an answer that does not is the model's own.
      if (offer?.guided !== undefined && !held && text !== '' && !refused && finish === 'stop') {
        if (!isObject(text)) throw unheld();
        held = true;
      }
      // Nothing sampled has no probability; what was sampled for a call is not the text that is kept.
      if (text === '' || reasoning !== undefined || calls.length > 0) return;
      if (declared.logprobs && logprobs === undefined) throw silent('log-probabilities', 'policy.logprobs');
      if (declared.tokenIds && tokenIds === undefined) throw silent('token ids', 'policy.tokenIds');
    },
  };
}

/** How else the request could be written; the same dialect where there is no other way. */
function otherwise(known: Dialect, about: string, { request, offer }: Asked): Dialect {
  if (/max_completion_tokens/u.test(about) && known.length === 'max_tokens')
    return { ...known, length: 'max_completion_tokens' };
  if (/\bseed\b/u.test(about) && known.seed) return { ...known, seed: false };
  if (/\btop_k\b/u.test(about) && (request.topK ?? 0) <= 0 && known.topKOff) return { ...known, topKOff: false };
  if (offer?.tools !== undefined && /parallel_tool_calls/u.test(about) && known.single)
    return { ...known, single: false };
  if (offer?.guided !== undefined && GUIDED.test(about) && known.guided === 'turns')
    return { ...known, guided: BY_VALUE.test(about) ? 'value' : 'object' };
  return known;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function lacking(fault: EndpointFault, what: string, setting: string | undefined): EndpointFault {
  const hint = setting === undefined ? 'Give another --temperature, or set it in the config.' : `Leave out ${setting}.`;
  return new EndpointFault('final', `${fault.message} (the endpoint does not take ${what})`, {
    code: 'E_POLICY_CAPABILITY',
    hint,
  });
}

function silent(what: string, setting: string): EndpointFault {
  return new EndpointFault('final', `The endpoint answers, but without the ${what} that the config asks for.`, {
    code: 'E_POLICY_CAPABILITY',
    hint: `Leave out ${setting}.`,
  });
}

function unheld(): EndpointFault {
  return new EndpointFault('final', 'The endpoint takes a JSON schema, but its first answer is no JSON object.', {
    code: 'E_POLICY_CAPABILITY',
    hint: 'It does not hold answers to schemas. Leave out policy.guided.',
  });
}
