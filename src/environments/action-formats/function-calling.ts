/**
 * The function-calling format: a turn is one JSON object, `{"thought": …, "function_name": …, "arguments": {…}}`, as in
 * AgentGym. Stricter than the original about text around the object: an error says what to do, and costs a round.
 */
import type { ActionSpace, Turn } from '../contract.ts';
import { type Argument, type Call, checkArguments, findAction } from './calls.ts';
import { faults } from './faults.ts';
import { withoutFence } from './fence.ts';
import { renderCall } from './templates.ts';

/** Reads a turn; `action` is the environment's text. Never throws. */
export function readFunctionCall(space: ActionSpace, text: string): Turn | { error: string } {
  const object = objectOf(withoutFence(text));
  if ('error' in object) return object;
  const { fields } = object;
  const thought = fields.get('thought') ?? '';
  if (typeof thought !== 'string') return { error: faults.thoughtNotText() };
  const name = fields.get('function_name');
  if (typeof name !== 'string') return { error: faults.noFunctionName() };
  const action = findAction(space, name);
  if ('error' in action) return action;
  const given = fields.get('arguments') ?? (action.parameters.length === 0 ? {} : undefined);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { error: faults.argumentsNotObject() };
  const call = checkArguments(action, new Map(Object.entries(given)));
  if ('error' in call) return call;
  const rendered = renderCall(space, call);
  return 'error' in rendered ? rendered : { thought: thought.trim(), action: rendered.text };
}

/** The fields of the one object that a text is, in a map: names such as `__proto__` mean nothing there. */
function objectOf(text: string): { fields: ReadonlyMap<string, unknown> } | { error: string } {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (start < 0) return { error: faults.noObject() };
  const parsed = parsedObject(text.slice(start, end + 1));
  if (parsed === undefined) return { error: whyNot(text, start) };
  if (start > 0 || end < text.length - 1) return { error: faults.aroundObject() };
  return { fields: new Map(Object.entries(parsed)) };
}

/** The object that a text of JSON is; undefined where it is none. */
export function parsedObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a text that is no object from its first brace to its last. */
function whyNot(text: string, start: number): string {
  const end = endOfObject(text, start);
  if (end === undefined) return faults.notJson();
  if (text.includes('{', end)) return faults.severalObjects();
  return end < text.length ? faults.aroundObject() : faults.notJson();
}

/** Where the object that begins at `start` ends, by its braces. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** The text of a turn that makes the call. */
export function writeFunctionCall(thought: string, { action, args }: Call): string {
  const entries = action.parameters.map(({ name }) => `${JSON.stringify(name)}: ${valueText(args.get(name))}`);
  return `{"thought": ${JSON.stringify(thought)}, "function_name": "${action.name}", "arguments": {${entries.join(', ')}}}`;
}

function valueText(value: Argument | undefined): string {
  return JSON.stringify(value ?? null);
}
