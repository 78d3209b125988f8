import { describe, expect, it } from 'vitest';
import { runTable } from '../../../src/cli/run-table.ts';
import { gainOf } from '../../../src/report/gain.ts';
import { shellWord } from '../../../src/cli/shell-word.ts';
import { metrics, result } from '../../support/run-result.ts';

describe('the table of a run', () => {
  const cells = (table: string): string[][] => table.split('\n').map((line) => line.split(/ {2,}/u));

  it('has environments by agent, with intervals and the change against the baseline of the same split', () => {
    expect(cells(runTable(result(metrics(4, 4)), {}))).toEqual([
      ['dev', 'baseline', 'iteration 1 ↑', 'iteration 2'],
      ['textcraft', '20.0 % [6, 51]', '30.0 % [11, 60] +10.0', '10.0 % [2, 40] −10.0'],
      ['babyai', '20.0 % [6, 51]', '30.0 % [11, 60] +10.0', '20.0 % [6, 51] +0.0'],
      ['mean', '20.0 % [10, 42]', '30.0 % [16, 51] +10.0', '15.0 % [7, 37] −5.0'],
      [''],
      ['eval', 'baseline', 'control', 'promoted'],
      ['textcraft', '20.0 % [6, 51]', '40.0 % [17, 69] +20.0', '50.0 % [24, 76] +30.0'],
      ['babyai', '40.0 % [17, 69]', '40.0 % [17, 69] +0.0', '60.0 % [31, 83] +20.0'],
      ['mean', '30.0 % [16, 51]', '40.0 % [24, 60] +10.0', '55.0 % [36, 73] +25.0'],
    ]);
    expect(runTable(result(), {})).not.toContain('control');
  });

  it('has no mean of one environment', () => {
    const table = cells(runTable(result(undefined, metrics(4)), {}));
    expect(table.map(([name]) => name)).toEqual(['dev', 'textcraft', '', 'eval', 'textcraft']);
  });

  it.each([80, 60, 40])('fits a terminal of %i columns, without losing a number', (width) => {
    const wide = runTable(result(metrics(4, 4)), {});
    const table = runTable(result(metrics(4, 4)), { width });
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    const numbers = (text: string): string[] => text.match(/\d+\.\d % \[\d+, \d+\]( [+−]\d+\.\d)?/gu) ?? [];
    expect(numbers(table).toSorted()).toEqual(numbers(wide).toSorted());
  });

  it('fits with many environments and iterations', () => {
    const many = metrics(...Array.from({ length: 14 }, (_, i) => i % 10));
    const table = runTable(result(many, many), { width: 80 });
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(table.match(/^environment-13 /gmu)).toHaveLength(2);
  });

  it('says below what errors kept from being known, of an environment and of the mean', () => {
    const some = { ...result() };
    const { final } = some.summary;
    const babyai = final?.promoted['babyai'];
    // Of 10 that count 6 are solved, and 2 are missing: 50 to 66.7 %, beside 50 % in textcraft.
    if (babyai !== undefined) babyai.missing = { share: 2 / 12, low: 6 / 12, high: 8 / 12 };
    expect(runTable(some, { width: 80 }).split('\n').slice(-2)).toEqual([
      '  promoted, babyai: 16.7 % missing: 50.0 to 66.7 %',
      '  promoted, mean: 9.1 % missing: 50.0 to 58.3 %',
    ]);
    const one = result(undefined, metrics(4));
    const textcraft = one.summary.final?.promoted['textcraft'];
    if (textcraft !== undefined) textcraft.missing = { share: 1 / 11, low: 4 / 11, high: 5 / 11 };
    expect(runTable(one, { width: 80 })).not.toContain('mean');
  });
});

describe('the gain', () => {
  it('is stated against the better of baseline and control', () => {
    expect(gainOf(result(metrics(4, 4)).summary)).toBe(
      'Success on eval: 55.0 %, +15.0 points against the better of baseline and control (control).',
    );
    expect(gainOf(result(metrics(1, 1)).summary)).toBe(
      'Success on eval: 55.0 %, +25.0 points against the better of baseline and control (baseline).',
    );
    expect(gainOf(result().summary)).toBe('Success on eval: 55.0 %, +25.0 points against the baseline.');
  });
});

describe('shellWord', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellWord('runs/x-2026.1Z')).toBe('runs/x-2026.1Z');
    expect(shellWord('my runs')).toBe("'my runs'");
    expect(shellWord("it's $HOME")).toBe(`'it'\\''s $HOME'`);
  });
});
