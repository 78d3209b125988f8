/** Rows come out of a file or stream as they went in, whatever their length. */
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonFile, jsonLinesStream, type Sink, type TextRow } from '../../../../src/trajectories/export/sinks.ts';
import { inBytes } from '../../../../src/trajectories/turns.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const folder = scratchDirectory('sinks');

/** Some longer than what is written at a time, in each of the three ways that a row comes. */
const values = fc.array(
  fc.record({
    length: fc.oneof(fc.nat(50), fc.constantFrom(200_000, 600_000)),
    letter: fc.constantFrom('a', 'ü', '"', '😀'),
    as: fc.constantFrom('value', 'text', 'bytes'),
  }),
  { minLength: 1, maxLength: 12 },
);

async function send(sink: Sink<TextRow>, rows: { length: number; letter: string; as: string }[]): Promise<object[]> {
  const sent: object[] = [];
  // The bytes of a row are those of the next one later on.
  const shared = Buffer.alloc(4_000_000);
  for (const [number, { length, letter, as }] of rows.entries()) {
    const value = { number, text: letter.repeat(length) };
    sent.push(value);
    const bytes = shared.subarray(0, shared.write(JSON.stringify(value)));
    await sink.write(as === 'value' ? value : as === 'text' ? inBytes(value) : bytes);
  }
  await sink.finish();
  return sent;
}

describe('rows', () => {
  it.each(['rows.jsonl', 'rows.json'])('come out of %s', async (name) => {
    const file = join(folder, name);
    await fc.assert(
      fc.asyncProperty(values, async (rows) => {
        const sent = await send(await jsonFile(file), rows);
        const written = readFileSync(file, 'utf8');
        const read = name.endsWith('.json') ? written : `[${written.trimEnd().replaceAll('\n', ',')}]`;
        expect(JSON.parse(read)).toEqual(sent);
        expect(written.endsWith('\n')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('come out of a stream that keeps what it is given', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (rows) => {
        const kept: Buffer[] = [];
        const stream = new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            kept.push(chunk);
            done();
          },
        });
        const sent = await send(jsonLinesStream(stream), rows);
        expect(JSON.parse(`[${Buffer.concat(kept).toString().trimEnd().replaceAll('\n', ',')}]`)).toEqual(sent);
      }),
      { numRuns: 25 },
    );
  });
});
