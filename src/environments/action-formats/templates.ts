/**
 * Templates both ways: a call → the environment's text, and the text → the call it stands for. A rendered text must read
 * back as the same call, so that no argument can smuggle in another action. Matching takes time linear in the text.
 */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../contract.ts';
import { actionsOf, type Argument, type Call } from './calls.ts';
import { faults } from './faults.ts';

/** A parameter's place in a template. */
export const HOLE = /\{([A-Za-z_]\w*)\}/gu;

interface Pieces {
  /** What stands between the holes: one more than there are holes. */
  literals: readonly string[];
  /** The same, as `folded` leaves it. */
  folded: readonly string[];
  holes: readonly ActionParameter[];
}

const known = new WeakMap<ActionDefinition, Pieces>();

function piecesOf(action: ActionDefinition): Pieces {
  const there = known.get(action);
  if (there) return there;
  // `split` with a group gives literals and names by turns.
  const parts = action.template.split(HOLE);
  const literals = parts.filter((_, i) => i % 2 === 0);
  const holes = parts
    .filter((_, i) => i % 2 === 1)
    .flatMap((name) => action.parameters.filter((parameter) => parameter.name === name));
  const pieces = { literals, folded: literals.map(fold), holes };
  known.set(action, pieces);
  return pieces;
}

/**
 * The environment's text of a call. Strings lose white space around them, and where actions are one line also repeated
 * white space within. An error where an argument is empty, is not one line where it has to be, or would make the text
 * read as something else.
 */
export function renderCall(space: ActionSpace, call: Call): { text: string } | { error: string } {
  const { literals, holes } = piecesOf(call.action);
  const args = new Map<string, Argument>();
  for (const [index, parameter] of holes.entries()) {
    const cleaned = cleanedArgument(space, parameter, call.args.get(parameter.name) ?? '');
    if (typeof cleaned === 'object') return cleaned;
    const mark = typeof cleaned === 'string' ? closing(cleaned, literals[index + 1] ?? '') : undefined;
    if (mark !== undefined) return { error: faults.ambiguous(parameter.name, mark) };
    args.set(parameter.name, cleaned);
  }
  const text = literals
    .map((literal, index) => literal + String(index < holes.length ? args.get(holes[index]?.name ?? '') : ''))
    .join('');
  if (space.kind === 'text') return { text };
  const meant = readFolded(space, text);
  const same = meant?.action === call.action && [...args].every(([name, value]) => alike(meant.args.get(name), value));
  return same ? { text } : { error: faults.anotherAction(meant?.action.name ?? '?') };
}

/** A string argument without white space around it, or what is wrong with it. */
function cleanedArgument(space: ActionSpace, { name }: ActionParameter, value: Argument): Argument | { error: string } {
  if (typeof value !== 'string') return value;
  if (/\p{Surrogate}|\0/u.test(value)) return { error: faults.notText(name) };
  const trimmed = value.trim();
  if (trimmed === '') return { error: faults.emptyArgument(name) };
  if (space.kind === 'text') return trimmed;
  if (/[\p{Control}\u2028\u2029]/u.test(trimmed)) return { error: faults.notOneLine(name) };
  return trimmed.replaceAll(/\s+/gu, ' ');
}

const CLOSERS = ')]}>"\'`';

/** What in an argument the environment would take for the argument's end, given the literal that follows it. */
function closing(value: string, next: string): string | undefined {
  if (next.trim() === '') return undefined;
  if (fold(value).includes(fold(next))) return next.trim();
  const closer = next[0] ?? '';
  if (!CLOSERS.includes(closer)) return undefined;
  if (value.includes(closer)) return closer;
  return '"\'`'.includes(closer) && value.includes('\\') ? '\\' : undefined;
}

/**
 * The call that an environment's text stands for; undefined where no template fits. Of several, the one whose own words
 * make up most of the text. Exact: case and white space count.
 */
export function readAction(space: ActionSpace, text: string): Call | undefined {
  return best(space, (action) => match(action, piecesOf(action).literals, text));
}

/** As environments read: case and repeated white space do not count. */
function readFolded(space: ActionSpace, text: string): Call | undefined {
  const line = fold(text).trim();
  return best(space, (action) => match(action, trimEnds(piecesOf(action).folded), line, fold));
}

function trimEnds(literals: readonly string[]): string[] {
  const trimmed = [...literals];
  trimmed[0] = trimmed[0]?.trimStart() ?? '';
  trimmed[trimmed.length - 1] = trimmed.at(-1)?.trimEnd() ?? '';
  return trimmed;
}

function best(space: ActionSpace, read: (action: ActionDefinition) => Call | undefined): Call | undefined {
  let found: Call | undefined;
  let most = -1;
  for (const action of actionsOf(space)) {
    const own = piecesOf(action).literals.reduce((sum, literal) => sum + literal.length, 0);
    const call = own > most ? read(action) : undefined;
    if (!call) continue;
    found = call;
    most = own;
  }
  return found;
}

/** Each argument is the shortest text before the next literal; the last one is all that is left before the end. */
function match(
  action: ActionDefinition,
  literals: readonly string[],
  text: string,
  folding: (text: string) => string = (own) => own,
): Call | undefined {
  const { holes } = piecesOf(action);
  const [first = ''] = literals;
  if (holes.length === 0) return text === first ? { action, args: new Map() } : undefined;
  if (!text.startsWith(first)) return undefined;
  let at = first.length;
  const args = new Map<string, Argument>();
  for (const [index, hole] of holes.entries()) {
    const next = literals[index + 1] ?? '';
    const end = index === holes.length - 1 ? endBefore(text, next) : text.indexOf(next, at + 1);
    if (end <= at) return undefined;
    const value = valueOf(hole, text.slice(at, end), folding);
    if (value === undefined) return undefined;
    args.set(hole.name, value);
    at = end + next.length;
  }
  return { action, args };
}

function endBefore(text: string, ending: string): number {
  return text.endsWith(ending) ? text.length - ending.length : -1;
}

/** The value that a text stands for, written as it would be rendered. */
function valueOf(
  { type, values }: ActionParameter,
  text: string,
  folding: (text: string) => string,
): Argument | undefined {
  if (type === 'string') {
    const fine = values === undefined || values.some((value) => folding(String(value)) === text);
    return fine ? text : undefined;
  }
  if (type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : undefined;
  const value = Number(text);
  const fine = String(value) === text.replace('E', 'e') && (type === 'number' || Number.isSafeInteger(value));
  if (!fine || !Number.isFinite(value)) return undefined;
  return values === undefined || values.includes(value) ? value : undefined;
}

/** Lower case (of ASCII letters, so that lengths stay), and single spaces. */
function fold(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}

function alike(a: Argument | undefined, b: Argument): boolean {
  return typeof a === 'string' && typeof b === 'string' ? a === fold(b) : a === b;
}
