/** The operators over cells: sums and the like, of the numbers among some values. Texts and empty cells do not count. */
import { faults } from './faults.ts';
import type { Value } from './state.ts';

export const OPERATORS = ['SUM', 'AVERAGE', 'COUNT', 'MAX', 'MIN', 'MINUS', 'PRODUCT'] as const;
export type Operator = (typeof OPERATORS)[number];

export type Result = { value: number } | { error: string };

const LARGEST = 1e9;

export function isOperator(name: string): name is Operator {
  return OPERATORS.some((operator) => operator === name);
}

/** Rounded to two places. */
export function aggregate(operator: Operator, values: readonly Value[]): Result {
  const numbers = values.filter((value) => typeof value === 'number');
  const none = numbers.length === 0;
  switch (operator) {
    case 'COUNT':
      return { value: numbers.length };
    case 'SUM':
      return rounded(sum(numbers));
    case 'MINUS': {
      const [first = 0, second = 0] = numbers;
      return numbers.length === 2 ? rounded(first - second) : { error: faults.minus() };
    }
    case 'PRODUCT':
      return none ? NONE : rounded(numbers.reduce((product, number) => product * number, 1));
    case 'AVERAGE':
      return none ? NONE : rounded(sum(numbers) / numbers.length);
    case 'MAX':
      return none ? NONE : { value: Math.max(...numbers) };
    default:
      return none ? NONE : { value: Math.min(...numbers) };
  }
}

const NONE: Result = { error: faults.noNumbers() };

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function rounded(number: number): Result {
  if (!(Math.abs(number) <= LARGEST)) return { error: faults.tooLarge() };
  const value = Math.round(number * 100) / 100;
  return { value: value === 0 ? 0 : value };
}
