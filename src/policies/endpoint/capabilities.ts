/**
 * What an endpoint takes, as it is found out. Of the fields that OpenAI-compatible servers differ in, two can be done
 * without or have another name, and are given up when the endpoint refuses them; what the config asks for cannot, and
 * stops the run with a sentence that says what to leave out. What an endpoint gives is seen from its answers.
 */
import type { CompletionRequest } from '../contract.ts';
import type { ChatAnswer, Dialect } from './chat.ts';
import { EndpointFault } from './faults.ts';

export interface Capabilities {
  /** How requests are written now. */
  dialect(): Dialect;
  /**
   * Learns from a refusal of a request that was written in `used`; says whether it can be written otherwise now. Throws
   * E_POLICY_CAPABILITY where the endpoint refuses what was asked for.
   */
  learn(fault: EndpointFault, used: Dialect, request: CompletionRequest): boolean;
  /** Throws E_POLICY_CAPABILITY where an answer lacks what the config declares. */
  require(answer: ChatAnswer): void;
}

export function createCapabilities(declared: { logprobs: boolean; tokenIds: boolean }): Capabilities {
  let known: Dialect = { length: 'max_tokens', seed: true };
  return {
    dialect: () => known,
    learn: (fault, used, request) => {
      const { about } = fault;
      if (/max_completion_tokens/u.test(about) && known.length === 'max_tokens')
        known = { ...known, length: 'max_completion_tokens' };
      else if (/\bseed\b/u.test(about) && known.seed) known = { ...known, seed: false };
      // Another request may have learned it while this one was under way.
      if (known !== used) return true;
      if (/logprobs/u.test(about) && declared.logprobs) throw lacking(fault, 'log-probabilities', 'policy.logprobs');
      if (/return_token_ids/u.test(about) && declared.tokenIds) throw lacking(fault, 'token ids', 'policy.tokenIds');
      if (/\btop_k\b/u.test(about) && request.topK !== undefined) throw lacking(fault, 'top_k', 'explore.topK');
      if (/\btop_p\b/u.test(about) && request.topP !== undefined) throw lacking(fault, 'this top_p', 'explore.topP');
      if (/\btemperature\b/u.test(about)) throw lacking(fault, `the temperature ${request.temperature}`, undefined);
      return false;
    },
    require: ({ text, reasoning, logprobs, tokenIds }) => {
      // Nothing sampled has no probability.
      if (text === '' || reasoning !== undefined) return;
      if (declared.logprobs && logprobs === undefined) throw silent('log-probabilities', 'policy.logprobs');
      if (declared.tokenIds && tokenIds === undefined) throw silent('token ids', 'policy.tokenIds');
    },
  };
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
