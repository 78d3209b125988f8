/**
 * The code-as-action format: a turn is one call with literal arguments, as in AgentGym, and the comments above it are the
 * thought. The call is read by call-parser.ts and looked up among the declared actions; it is never evaluated.
 */
import type { ActionDefinition, ActionSpace, Turn } from '../contract.ts';
import { type ParsedCall, parseCall } from './call-parser.ts';
import { type Argument, type Call, checkArguments, findAction, signature } from './calls.ts';
import { faults } from './faults.ts';
import { withoutFence } from './fence.ts';
import { renderCall } from './templates.ts';

/** Reads a turn; `action` is the environment's text. Never throws. */
export function readCode(space: ActionSpace, text: string): Turn | { error: string } {
  const parsed = parseCall(withoutFence(text));
  if ('error' in parsed) return parsed;
  const action = findAction(space, parsed.name);
  if ('error' in action) return action;
  const given = namedArguments(action, parsed);
  if ('error' in given) return given;
  const call = checkArguments(action, given.named);
  if ('error' in call) return call;
  const rendered = renderCall(space, call);
  return 'error' in rendered ? rendered : { thought: thoughtOf(parsed.comments), action: rendered.text };
}

/** Arguments by name; those without one stand for the parameters in their order. */
function namedArguments(
  action: ActionDefinition,
  { positional, keyword }: ParsedCall,
): { named: ReadonlyMap<string, unknown> } | { error: string } {
  if (positional.length > action.parameters.length) return { error: faults.tooManyArguments(signature(action)) };
  const named = new Map<string, unknown>();
  for (const [index, value] of positional.entries()) named.set(action.parameters[index]?.name ?? '', value);
  for (const [name, value] of keyword) {
    if (named.has(name)) return { error: faults.argumentTwice(name) };
    named.set(name, value);
  }
  return { named };
}

function thoughtOf(comments: readonly string[]): string {
  return comments
    .map((line) => (line.startsWith(' ') ? line.slice(1) : line))
    .join('\n')
    .trim();
}

/** The text of a turn that makes the call. */
export function writeCode(thought: string, { action, args }: Call): string {
  const comments = thought === '' ? [] : thought.split('\n').map((line) => (line === '' ? '#' : `# ${line}`));
  const given = action.parameters.map(({ name }) => `${name}=${valueText(args.get(name))}`);
  return [...comments, `${action.name}(${given.join(', ')})`].join('\n');
}

/** A literal of Python; the escapes of a JSON string mean the same there. */
function valueText(value: Argument | undefined): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value ?? null);
}
