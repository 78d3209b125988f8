import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskNumbers } from '../../../src/compare/tasks.ts';

const itemId = fc.oneof(
  fc.nat().map((n) => `textcraft_${n}`),
  fc.nat(30).map((n) => `maze_${n}`),
  fc.constantFrom(
    'maze_007',
    'maze_',
    '_5',
    'maze',
    'counting_odd',
    'maze_-1',
    'maze_1e3',
    'maze_9999999999',
    'ö_3\n_4',
  ),
  fc.string(),
);
const task = fc.tuple(fc.constantFrom('maze', 'textcraft', 'ö'), itemId);

describe('numbers of tasks', () => {
  it('tell tasks apart, and give their ids back', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 200 }), (list) => {
        const [numbers, model] = [taskNumbers(), new Map<string, number>()];
        for (const [environment, item] of list) {
          const key = JSON.stringify([environment, item]);
          const number = numbers.numberOf(environment, item);
          expect(number).toBe(model.get(key) ?? model.size);
          model.set(key, number);
          expect(numbers.itemOf(number)).toBe(item);
          expect([...numbers.tasksOf(environment)]).toContain(number);
        }
        expect(numbers.count).toBe(model.size);
        expect(numbers.environments()).toEqual([...new Set(list.map(([environment]) => environment))].toSorted());
      }),
    );
  });

  it('hold more than their table began with, and sort by number', () => {
    const numbers = taskNumbers();
    for (let i = 0; i < 10_000; i++) expect(numbers.numberOf('maze', `maze_${i * 7}`)).toBe(i);
    for (let i = 0; i < 10_000; i++) expect(numbers.numberOf('maze', `maze_${i * 7}`)).toBe(i);
    const shuffled = [9, 5, 100, 1, 3].toSorted((a, b) => numbers.inOrder(a, b));
    expect(shuffled.map((number) => numbers.itemOf(number))).toEqual([
      'maze_7',
      'maze_21',
      'maze_35',
      'maze_63',
      'maze_700',
    ]);
  });
});
