import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSplitter, type Piece } from '../../../../src/trajectories/readers/splitter.ts';

/** The pieces of a text that comes in chunks of these lengths (again and again). */
function split(
  text: string,
  lengths: readonly number[] = [1],
  most = 1000,
): (Omit<Piece, 'bytes'> & { text: string })[] {
  const bytes = Buffer.from(text);
  const splitter = createSplitter(most);
  const pieces: Piece[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    pieces.push(...splitter.push(bytes.subarray(at, at + length)));
    at += length;
  }
  pieces.push(...splitter.end());
  return pieces.map(({ bytes: own, ...rest }) => ({ ...rest, text: own.toString().trim() }));
}
const texts = (text: string): string[] => split(text).map((piece) => piece.text);

const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const values = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' })), { maxLength: 8 });

describe('a JSON array', () => {
  it('is cut into its elements, however it is indented and wherever chunks end', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), chunks, (rows, indent, lengths) => {
        const pieces = split(` ${JSON.stringify(rows, null, indent)}\r\n`, lengths, 1e6);
        expect(pieces.map(({ text }) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(rows)));
        expect(pieces.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1));
        expect(pieces.some(({ fault }) => fault !== undefined)).toBe(false);
      }),
    );
  });

  it('says the line on which each element begins', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 6 }), chunks, (gaps, lengths) => {
        const text = `[${gaps.map((gap, i) => `${'\n'.repeat(gap)}{"a":\n${i}}`).join(',')}]`;
        // Each element has one newline of its own.
        const lines = gaps.map((gap, i) => 1 + gap + gaps.slice(0, i).reduce((sum, other) => sum + other + 1, 0));
        expect(split(text, lengths).map((piece) => piece.line)).toEqual(lines);
      }),
    );
  });

  it('keeps a broken element to itself', () => {
    expect(texts('[{"a": 1]}, {"b": NaN}, }, {"c": 2}]')).toEqual(['{"a": 1]}', '{"b": NaN}', '}', '{"c": 2}']);
    expect(texts('[1 2, 3]')).toEqual(['1 2', '3']);
    expect(texts('[1,, 2,]')).toEqual(['1', '', '2', '']);
    expect(texts('[]')).toEqual([]);
  });

  it('is cut short, wherever that is', () => {
    const text = '[{"a": "x, ]"}, [2], "3"]';
    for (let end = 1; end < text.length; end++) {
      const pieces = split(text.slice(0, end));
      expect(pieces.at(-1)).toMatchObject({ fault: 'cut short' });
      expect(pieces.slice(0, -1).every(({ fault }) => fault === undefined)).toBe(true);
    }
    expect(split(text).at(-1)).not.toHaveProperty('fault');
  });

  it('has nothing behind it', () => {
    expect(split('[1]\n\n [2]')).toEqual([
      { number: 1, line: 1, text: '1' },
      { number: 2, line: 3, text: '[2]', fault: 'behind the array' },
    ]);
  });

  it('has no element that is longer than allowed, and those behind it are found', () => {
    const text = `[{"a": "${'x'.repeat(60)}"}, 2]`;
    const long = { number: 1, line: 1, text: '', fault: 'too long' };
    expect(split(text, [7], 50)).toEqual([long, { number: 2, line: 1, text: '2' }]);
    expect(split(text.slice(0, 66), [7], 50)).toEqual([long]);
  });
});

describe('lines', () => {
  it('are cut wherever chunks end', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), chunks, (lines, end, lengths) => {
        const pieces = split(lines.join(end), lengths, 1e6);
        expect(pieces.map(({ text }) => text)).toEqual(lines.map((text) => text.trim()));
        expect(pieces.map((piece) => piece.line)).toEqual(lines.map((_, i) => i + 1));
      }),
    );
  });

  it('are counted from the first, blank ones too', () => {
    expect(split('\n\r\n{"a": 1}\n\n2').map(({ line, text }) => [line, text])).toEqual([
      [3, '{"a": 1}'],
      [4, ''],
      [5, '2'],
    ]);
  });

  it('that are longer than allowed are let go', () => {
    const pieces = split(`"${'x'.repeat(60)}"\n2\n"${'y'.repeat(60)}"`, [9], 50);
    expect(pieces.map(({ text, fault }) => fault ?? text)).toEqual(['too long', '2', 'too long']);
  });
});

it('knows no layout before there is something', () => {
  const splitter = createSplitter(10);
  expect(splitter.push(Buffer.from(' \n'))).toEqual([]);
  expect([splitter.layout, splitter.end()]).toEqual([undefined, []]);
});
