import { describe, expect, it } from 'vitest';
import { type Column, renderTable } from '../../../src/cli/table.ts';

const columns: Column[] = [{ title: 'name' }, { title: 'summary', cut: true }, { title: 'tasks', align: 'right' }];
const rows = [
  ['textcraft', 'Craft an item from recipes.', '7'],
  ['b', 'Go.', '12345678'],
];
const widest = (table: string): number => Math.max(...table.split('\n').map((line) => line.length));

describe('renderTable', () => {
  it('aligns columns', () => {
    expect(renderTable(columns, rows).split('\n')).toEqual([
      'name       summary                         tasks',
      'textcraft  Craft an item from recipes.         7',
      'b          Go.                          12345678',
    ]);
  });

  it('drops padding, then cuts what may be cut, where the terminal is narrow', () => {
    expect(renderTable(columns, rows, { width: 46 }).split('\n')[1]).toBe(
      'textcraft Craft an item from recipes.        7',
    );
    const cut = renderTable(columns, rows, { width: 40 });
    expect(cut.split('\n')[1]).toBe('textcraft Craft an item from r…        7');
    expect(widest(cut)).toBe(40);
  });

  it('lists the cells below each other where that does not do, and loses nothing', () => {
    const listed = renderTable(columns, rows, { width: 30 });
    expect(listed.split('\n')).toEqual([
      'textcraft',
      '  summary Craft an item from',
      '    recipes.',
      '  tasks   7',
      'b',
      '  summary Go.',
      '  tasks   12345678',
    ]);
    expect(widest(listed)).toBeLessThanOrEqual(30);
  });

  it('shows its titles without rows, and colour only when asked', () => {
    expect(renderTable(columns, [])).toBe('name  summary  tasks');
    expect(renderTable(columns, rows)).not.toContain('\u001B');
    expect(renderTable(columns, rows, { colour: true })).toContain('\u001B[1m');
    expect(renderTable(columns, rows, { colour: true, width: 20 })).toContain('\u001B[1mtextcraft\u001B[22m');
  });
});
