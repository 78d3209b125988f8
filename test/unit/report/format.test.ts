import { describe, expect, it } from 'vitest';
import { change, duration, percent, rateWithInterval, wrapped } from '../../../src/report/format.ts';

describe('numbers', () => {
  it('are shares, changes and times', () => {
    expect([percent(0.1234), percent(null)]).toEqual(['12.3 %', 'n/a']);
    expect([change(0.5, 0.25), change(0.25, 0.5), change(null, 1)]).toEqual(['−25.0', '+25.0', '']);
    expect([8.4, 125, 3720].map(duration)).toEqual(['8s', '2m05s', '1h02m']);
    expect(rateWithInterval({ success: 0.61, low: 0.54, high: 0.678 })).toBe('61.0 % [54, 68]');
    expect(rateWithInterval({ success: null, low: null, high: null })).toBe('n/a');
  });
});

describe('wrapped', () => {
  it('breaks between words, and keeps the indentation of the first line', () => {
    expect(wrapped('  one two three', 10, 4)).toBe('  one two\n    three');
    expect(wrapped('one two three', 13, 4)).toBe('one two three');
  });

  it('breaks no word, and does not count colours', () => {
    expect(wrapped('abcdefghij klm', 5, 0)).toBe('abcdefghij\nklm');
    expect(wrapped('\u001B[32mone\u001B[39m two', 7, 0)).not.toContain('\n');
  });
});
