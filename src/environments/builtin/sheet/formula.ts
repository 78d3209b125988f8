/**
 * Formulas such as `=B2*C2` or `=SUM(B2:B4)`: numbers, cells, + - * /, parentheses and the operators over cells. Read and
 * computed in one pass; a text that is no formula is an error, never thrown. Length and depth are bounded.
 */
import { aggregate, isOperator, OPERATORS, type Result, rounded } from './aggregate.ts';
import { faults } from './faults.ts';
import { positionOf, positionsOf, rangeOf } from './positions.ts';
import { cellAt, type Sheet, type Value } from './state.ts';

const LONGEST = 100;
const DEEPEST = 8;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]+\d*)|([-+*/():,]))/uy;

interface Reader {
  readonly sheet: Sheet;
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

/** What a formula, written with its `=`, comes to on a sheet. */
export function compute(formula: string, sheet: Sheet): Result {
  if (formula.length > LONGEST) return { error: faults.longFormula(LONGEST) };
  const tokens = tokenize(formula.trim().slice(1));
  if (tokens === undefined) return UNREADABLE;
  const reader: Reader = { sheet, tokens, at: 0, depth: 0 };
  const result = terms(reader);
  if ('error' in result) return result;
  return reader.at < tokens.length ? UNREADABLE : rounded(result.value);
}

const UNREADABLE: Result = { error: faults.unreadable() };

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [found, number, word, mark] = TOKEN.exec(text) ?? [];
    if (found === undefined) return undefined;
    tokens.push(number ?? word ?? mark ?? '');
  }
  return tokens;
}

function terms(reader: Reader): Result {
  return chain(reader, ['+', '-'], factors);
}

function factors(reader: Reader): Result {
  return chain(reader, ['*', '/'], atom);
}

/** Operands of one level, from the left. */
function chain(reader: Reader, marks: readonly string[], operand: (reader: Reader) => Result): Result {
  let left = operand(reader);
  for (let mark = peek(reader); mark !== undefined && marks.includes(mark); mark = peek(reader)) {
    if ('error' in left) return left;
    reader.at += 1;
    const right = operand(reader);
    left = 'error' in right ? right : apply(mark, left.value, right.value);
  }
  return left;
}

function apply(mark: string, left: number, right: number): Result {
  if (mark === '+') return { value: left + right };
  if (mark === '-') return { value: left - right };
  if (mark === '*') return { value: left * right };
  return right === 0 ? { error: faults.byZero() } : { value: left / right };
}

function atom(reader: Reader): Result {
  const token = peek(reader);
  if (token === undefined) return UNREADABLE;
  reader.at += 1;
  if (/^\d/u.test(token)) return { value: Number(token) };
  if (token === '-') return nested(reader, () => negated(atom(reader)));
  if (token === '(') return nested(reader, () => closed(reader, terms(reader)));
  if (!/^[A-Za-z]/u.test(token)) return UNREADABLE;
  return peek(reader) === '(' ? nested(reader, () => call(reader, token)) : cell(reader, token);
}

function nested(reader: Reader, read: () => Result): Result {
  if (reader.depth >= DEEPEST) return { error: faults.deepFormula(DEEPEST) };
  reader.depth += 1;
  const result = read();
  reader.depth -= 1;
  return result;
}

function negated(result: Result): Result {
  return 'error' in result ? result : { value: -result.value };
}

function closed(reader: Reader, result: Result): Result {
  return take(reader, ')') ? result : 'error' in result ? result : UNREADABLE;
}

function cell({ sheet }: Reader, name: string): Result {
  const position = positionOf(name);
  if (position === undefined) return { error: faults.noCell(name) };
  const { value } = cellAt(sheet, position);
  if (value === '') return { value: 0 };
  return typeof value === 'number' ? { value } : { error: faults.noNumber(name) };
}

function call(reader: Reader, name: string): Result {
  const operator = name.toUpperCase();
  if (!isOperator(operator)) return { error: faults.noOperator(OPERATORS) };
  reader.at += 1;
  const values: Value[] = [];
  do {
    const range = cellRange(reader);
    if (range) {
      values.push(...range);
      continue;
    }
    const result = terms(reader);
    if ('error' in result) return result;
    values.push(result.value);
  } while (take(reader, ','));
  return closed(reader, aggregate(operator, values));
}

/** The values of `B2:B4` or of one cell alone, which may hold a text; undefined where neither comes next. */
function cellRange(reader: Reader): Value[] | undefined {
  const [first = '', colon, second = '', next] = reader.tokens.slice(reader.at, reader.at + 4);
  const from = positionOf(first);
  if (from === undefined) return undefined;
  if (colon === ',' || colon === ')') {
    reader.at += 1;
    return [cellAt(reader.sheet, from).value];
  }
  const to = positionOf(second);
  const range = colon === ':' && to && (next === ',' || next === ')') ? rangeOf(from, to) : undefined;
  if (range === undefined) return undefined;
  reader.at += 3;
  return positionsOf(range).map((position) => cellAt(reader.sheet, position).value);
}

function peek({ tokens, at }: Reader): string | undefined {
  return tokens[at];
}

function take(reader: Reader, token: string): boolean {
  if (peek(reader) !== token) return false;
  reader.at += 1;
  return true;
}
