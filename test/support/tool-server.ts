/**
 * What servers of tool calls say, after OpenAI's reference of chat completions
 * (https://platform.openai.com/docs/api-reference/chat/create): the checks of a request, and answers that call.
 */
import { type ChatBody, type ChatReply, completionOf } from './chat-server.ts';

interface SentMessage {
  role: string;
  content?: unknown;
  tool_calls?: { id: string }[];
  tool_call_id?: string;
}

/** What OpenAI answers where messages or tools are not as it wants them; undefined where they are. */
export function refusedRequest(body: ChatBody): ChatReply | undefined {
  const fault = faultOfMessages(body.messages) ?? faultOfTools(body);
  if (fault === undefined) return undefined;
  return { status: 400, json: { error: { message: fault, type: 'invalid_request_error', param: null, code: null } } };
}

function faultOfMessages(messages: readonly SentMessage[]): string | undefined {
  let waiting: string[] = [];
  for (const [i, { role, content, tool_calls: calls, tool_call_id: answers }] of messages.entries()) {
    const at = `messages.[${i}]`;
    if (role === 'tool') {
      if (answers === undefined || !waiting.includes(answers))
        return `Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls' (${at})`;
      waiting = waiting.filter((id) => id !== answers);
      continue;
    }
    if (waiting.length > 0)
      return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id' (${at})`;
    if (!['system', 'developer', 'user', 'assistant'].includes(role)) return `Invalid value: '${role}' (${at}.role)`;
    if (role === 'assistant' && calls !== undefined) waiting = calls.map(({ id }) => id);
    else if (typeof content !== 'string') return `Invalid value for 'content': expected a string, got null (${at})`;
  }
  return waiting.length === 0 ? undefined : "An assistant message with 'tool_calls' must be followed by tool messages";
}

function faultOfTools({ tools, tool_choice: choice, parallel_tool_calls: parallel }: ChatBody): string | undefined {
  if (tools === undefined) {
    if (choice !== undefined) return "'tool_choice' is only allowed when 'tools' are specified.";
    return parallel === undefined ? undefined : "'parallel_tool_calls' is only allowed when 'tools' are specified.";
  }
  if (!Array.isArray(tools) || tools.length === 0) return "[] is too short - 'tools'";
  for (const { type, function: made } of tools as { type: string; function: { name: string; parameters: unknown } }[]) {
    if (type !== 'function') return "Invalid value: 'tools[0].type'";
    if (!/^[\w-]{1,64}$/u.test(made.name)) return "Invalid 'tools[0].function.name': string does not match pattern.";
    if ((made.parameters as { type?: string }).type !== 'object') return 'Invalid schema for function';
  }
  return ['none', 'auto', 'required'].includes(String(choice)) ? undefined : "Invalid value: 'tool_choice'";
}

/** A call as a test writes it: its arguments as text, as OpenAI gives them, or anything else. */
export interface CallSaid {
  name: string;
  arguments: unknown;
}

/** A chat completion whose message calls. */
export function callingOf(content: string | null, calls: readonly CallSaid[], more: object = {}): { json: unknown } {
  const tool_calls = calls.map((made, i) => ({ id: `call_${i}`, type: 'function', function: made }));
  const message = { role: 'assistant', content, refusal: null, tool_calls };
  return completionOf(null, { choices: [{ index: 0, message, finish_reason: 'tool_calls', ...more }] });
}
