import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/cli/table.ts';

const columns = [{ title: 'name' }, { title: 'tasks', align: 'right' as const }];
const rows = [
  ['textcraft', '7'],
  ['b', '12345678'],
];

describe('renderTable', () => {
  it('aligns columns', () => {
    expect(renderTable(columns, rows)).toBe(
      ['name          tasks', 'textcraft         7', 'b          12345678'].join('\n'),
    );
  });

  it('drops padding, then cuts the widest text, where the terminal is narrow', () => {
    expect(renderTable(columns, rows, { width: 18 }).split('\n')[1]).toBe('textcraft        7');
    expect(renderTable(columns, rows, { width: 17 }).split('\n')[1]).toBe('textcra…        7');
    for (const line of renderTable(columns, rows, { width: 17 }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(17);
  });

  it('shows its titles without rows, and colour only when asked', () => {
    expect(renderTable(columns, [])).toBe('name  tasks');
    expect(renderTable(columns, rows)).not.toContain('\u001B');
    expect(renderTable(columns, rows, { colour: true })).toContain('\u001B[1m');
  });
});
