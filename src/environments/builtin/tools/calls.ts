/**
 * Calls as text, both ways: `NAME with Action Input: JSON`, as the tool servers of AgentGym read and their clients send
 * it, also with the whole turn around it. Checks arguments; makes no call.
 */
import { faults } from './faults.ts';
import type { Args, Tool, ToolCall, ToolParameter, Value } from './world.ts';

const MARK = 'with Action Input:';
/** A person may leave the words out. */
const MARKED = /with Action Input\s*:|(?=\{)/u;

/** What a call needs to be read: any tool's name and parameters. */
export type Signature = Pick<Tool<never>, 'name' | 'parameters'>;

/** The call that an action's text is, or a sentence that says what is wrong. */
export function readCall(tools: ReadonlyMap<string, Signature>, text: string): ToolCall | { error: string } {
  const action = afterMarker(text);
  if (action === '') return { error: faults.empty() };
  const mark = MARKED.exec(action);
  const name = action.slice(0, mark?.index).trim();
  const tool = tools.get(name);
  // A tool that needs nothing may be named alone.
  const alone = mark === null && tool?.parameters.every(({ optional }) => optional) === true;
  // A word by itself is meant for a tool's name; of a sentence nobody knows, but it lacks what every call has.
  if (mark === null && !alone)
    return { error: tool === undefined && !/\s/u.test(name) ? faults.noTool(name) : faults.noInput() };
  if (tool === undefined) return { error: faults.noTool(name) };
  const fields = objectIn(mark === null ? '{}' : action.slice(mark.index + mark[0].length));
  return fields === undefined ? { error: faults.notJson() } : checked(tool, fields);
}

/** What follows the last line that begins with `Action:`; the whole text where there is none. */
function afterMarker(text: string): string {
  const marker = [...text.matchAll(/(?:^|\n)[^\S\n]*Action:/gu)].at(-1);
  return (marker === undefined ? text : text.slice(marker.index + marker[0].length)).trim();
}

function objectIn(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value).map(([name, one]) => [name.trim(), one]));
  } catch {
    return undefined;
  }
}

function checked(tool: Signature, fields: ReadonlyMap<string, unknown>): ToolCall | { error: string } {
  const known = tool.parameters.map(({ name }) => name);
  for (const name of fields.keys())
    if (!known.includes(name)) return { error: faults.unknownArgument(name, tool.name, known) };
  const args: Record<string, Value> = {};
  for (const { name, type, optional, unless } of tool.parameters) {
    const given = fields.get(name);
    if (given === undefined || given === null) {
      if (optional || (unless !== undefined && fields.has(unless))) continue;
      return { error: faults.missing(name, tool.name, known) };
    }
    const value = valueOf(type, given);
    if (value === undefined) return { error: faults.wrongType(name, type) };
    args[name] = value;
  }
  return { tool: tool.name, args };
}

/** The value as the type has it; a number's text is taken for the number, and the other way round, as the originals do. */
function valueOf(type: ToolParameter['type'], given: unknown): Value | undefined {
  switch (type) {
    case 'string':
      return typeof given === 'number' ? String(given) : ofType(given, 'string')?.trim();
    case 'boolean':
      return typeof given === 'string' ? BOOLEANS.get(given.trim().toLowerCase()) : ofType(given, 'boolean');
    case 'list':
      return listFrom(given);
    case 'answer':
      return Array.isArray(given)
        ? given
        : (ofType(given, 'string') ?? ofType(given, 'number') ?? ofType(given, 'boolean'));
    default: {
      const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : ofType(given, 'number');
      if (number === undefined || !Number.isFinite(number)) return undefined;
      return type === 'number' || Number.isSafeInteger(number) ? number : undefined;
    }
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function ofType<T extends 'string' | 'number' | 'boolean'>(
  given: unknown,
  type: T,
): (T extends 'string' ? string : T extends 'number' ? number : boolean) | undefined {
  return typeof given === type ? (given as never) : undefined;
}

function listFrom(given: unknown): readonly unknown[] | undefined {
  if (Array.isArray(given)) return given;
  if (typeof given !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(given);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a call: arguments in the order given (the tool's own), white space as the declared templates have it. */
export function callText({ tool, args }: ToolCall): string {
  let text = '';
  for (const name in args) text += `${text === '' ? '' : ', '}"${name}": ${jsonText(args[name])}`;
  return `${tool} ${MARK} {${text}}`;
}

/** JSON with a space behind each comma and colon. */
export function jsonText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  return JSON.stringify(value) ?? 'null';
}

/** A call's name among those that were made. */
export function callKey(tool: string, args: Args): string {
  return callText({ tool, args });
}

/** An argument that the tool declares as a string. */
export function textOf(args: Args, name: string): string {
  return String(args[name] ?? '');
}

/** An argument that the tool declares as a number or integer. */
export function numberOf(args: Args, name: string): number {
  return Number(args[name]);
}

/** An argument that the tool declares as a list. */
export function listOf(args: Args, name: string): readonly unknown[] {
  const value = args[name];
  return Array.isArray(value) ? value : [];
}
