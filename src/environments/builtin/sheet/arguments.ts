/** Arguments of the tools: texts of positions, values and lists, checked. What is wrong is said, never thrown. */
import { aggregate, isOperator, OPERATORS, type Result } from './aggregate.ts';
import { compute } from './formula.ts';
import { COLUMNS, type Position, positionOf, positionsOf, type Range, rangeOf, ROWS } from './positions.ts';
import { cellAt, type Sheet, type Value } from './state.ts';
import { faults } from './faults.ts';

type Read<T> = { readonly value: T } | { readonly fault: string };

/** Characters of a cell's text. */
const LONGEST_TEXT = 40;

export function readPosition(name: string): Read<Position> {
  const value = positionOf(name);
  return value === undefined ? { fault: faults.noCell(name) } : { value };
}

export function readRange(from: string, to: string): Read<Range> {
  const first = readPosition(from);
  if ('fault' in first) return first;
  const last = readPosition(to);
  if ('fault' in last) return last;
  const value = rangeOf(first.value, last.value);
  return value === undefined ? { fault: faults.noRange(from, to) } : { value };
}

/** A cell's value as it is written: a number, a formula on the sheet (only its result is kept), or a text. */
export function readValue(given: unknown, sheet: Sheet): Read<Value> {
  const text = (typeof given === 'string' || typeof given === 'number' ? String(given) : '').replaceAll(/\s+/gu, ' ');
  const plain = text.trim();
  if (plain.startsWith('=')) return resultOf(compute(plain, sheet));
  if (/^-?\d{1,9}(?:\.\d{1,9})?$/u.test(plain)) return { value: Math.round(Number(plain) * 100) / 100 };
  return plain.length > LONGEST_TEXT ? { fault: faults.tooLong(LONGEST_TEXT) } : { value: plain };
}

export function resultOf(result: Result): Read<number> {
  return 'error' in result ? { fault: result.error } : result;
}

/** Lists of values, none larger than a sheet. `longest`: of the inner lists. */
export function readLists(given: readonly unknown[], sheet: Sheet, longest: number): Read<Value[][]> {
  if (given.length === 0) return { fault: faults.noValues() };
  if (given.length > Math.max(ROWS, COLUMNS)) return { fault: faults.tooMany() };
  const lists: Value[][] = [];
  for (const inner of given) {
    if (!Array.isArray(inner)) return { fault: faults.noValues() };
    if (inner.length > longest) return { fault: faults.tooMany() };
    const list: Value[] = [];
    for (const one of inner) {
      const value = readValue(one, sheet);
      if ('fault' in value) return value;
      list.push(value.value);
    }
    lists.push(list);
  }
  return { value: lists };
}

export interface Operands {
  operator: string;
  from: string;
  to: string;
  /** Taken rather than the range where it is not empty. */
  list: readonly unknown[];
}

/** What an operator comes to over a range or a list of cells. */
export function operate({ operator, from, to, list }: Operands, sheet: Sheet): Read<number> {
  if (!isOperator(operator)) return { fault: faults.noOperator(OPERATORS) };
  const positions = list.length > 0 ? readList(list) : readCells(from, to);
  if ('fault' in positions) return positions;
  return resultOf(
    aggregate(
      operator,
      positions.value.map((position) => cellAt(sheet, position).value),
    ),
  );
}

function readCells(from: string, to: string): Read<readonly Position[]> {
  const range = readRange(from, to);
  return 'fault' in range ? range : { value: positionsOf(range.value) };
}

function readList(list: readonly unknown[]): Read<readonly Position[]> {
  if (list.length > ROWS * COLUMNS) return { fault: faults.noPositions() };
  const positions: Position[] = [];
  for (const name of list) {
    if (typeof name !== 'string') return { fault: faults.noPositions() };
    const position = readPosition(name);
    if ('fault' in position) return position;
    positions.push(position.value);
  }
  return { value: positions };
}

/** Numbers of rows or columns, from 0. */
export function readIndices(list: readonly unknown[], most: number): Read<ReadonlySet<number>> {
  const fine = list.every((one) => Number.isInteger(Number(one)) && Number(one) >= 1 && Number(one) <= most);
  if (list.length === 0 || list.length > most || !fine) return { fault: faults.noIndex() };
  return { value: new Set(list.map((one) => Number(one) - 1)) };
}
