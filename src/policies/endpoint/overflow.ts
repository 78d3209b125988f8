/**
 * How servers say that a conversation has outgrown the model's context. Each has words of its own; the codes are those
 * of the OpenAI API and of llama.cpp. test/unit/policies/endpoint-servers.test.ts holds a body of each server.
 */

const CODES = ['context_length_exceeded', 'exceed_context_size_error', 'model_context_window_exceeded'];

const WORDS = [
  // OpenAI, vLLM, SGLang
  /maximum context length/iu,
  // SGLang
  /longer than the model'?s context length/iu,
  /input length .*exceeds the maximum allowed/iu,
  // vLLM
  /longer than the maximum model length/iu,
  // llama.cpp, Ollama
  /exceeds? the (?:available )?context (?:size|length|window)/iu,
  // TGI
  /`inputs` (?:tokens \+ `max_new_tokens` must be <=|must have less than)/iu,
  // others behind OpenAI-compatible gateways
  /prompt is too long/iu,
  /token count .*exceeds the maximum number of tokens/iu,
  /maximum prompt length is/iu,
];

/** `said` is the error's code or type, `message` its text. */
export function isOverflow(said: readonly unknown[], message: string): boolean {
  return said.some((one) => CODES.includes(String(one))) || WORDS.some((words) => words.test(message));
}
