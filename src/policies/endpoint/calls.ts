/**
 * Tool calls of an answer, and the text of the turn that they say, as the function-calling format reads it. Nothing a
 * model does there is a fault: several calls, and arguments that are no object, become a text that cannot be read as a
 * call, which costs a round. Runs nothing.
 */
import { parsedObject } from '../../environments/action-formats/function-calling.ts';
import type { ToolCall } from '../contract.ts';

/** The calls of a message, `{tool_calls: [{id, type, function: {name, arguments}}]}`; none where it has none. */
export function callsOf(message: Readonly<Record<string, unknown>>): ToolCall[] {
  const { tool_calls: calls } = message;
  return Array.isArray(calls) ? calls.map((call: unknown) => callOf(fields(fields(call)['function']))) : [];
}

/** Arguments are a text by OpenAI's documentation; some servers give the object itself. */
function callOf({ name, arguments: given }: Readonly<Record<string, unknown>>): ToolCall {
  const text = typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  return { name: typeof name === 'string' ? name : '', arguments: text };
}

/** One JSON object for each call, one a line; the thought stands in the first. */
export function turnText(thought: string, calls: readonly ToolCall[]): string {
  return calls
    .map((call, i) => {
      const said = JSON.stringify(i === 0 ? thought.trim() : '');
      return `{"thought": ${said}, "function_name": ${JSON.stringify(call.name)}, "arguments": ${argumentsText(call)}}`;
    })
    .join('\n');
}

/**
 * As experts write it. What is no object is given as a string, whole: put in as it is, it could close the object around it
 * and go on as another call.
 */
function argumentsText({ arguments: given }: ToolCall): string {
  if (given.trim() === '') return '{}';
  const parsed = parsedObject(given);
  if (parsed === undefined) return JSON.stringify(given);
  const entries = Object.entries(parsed).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{${entries.join(', ')}}`;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
