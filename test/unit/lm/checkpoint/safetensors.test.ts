import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../../src/lm/architecture.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../../src/lm/checkpoint/safetensors.ts';

const tensor = fc
  .array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 })
  .chain((shape) =>
    fc
      .float32Array({ minLength: size(shape), maxLength: size(shape) })
      .map((data) => ({ shape, data: new Float32Array(data) })),
  );

function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** A file with any header and data. */
function file(header: object | string, data: Buffer): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

describe('a file', () => {
  it('gives back every bit that was written, and equal tensors give equal bytes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), tensor, { noNullPrototype: true }), (tensors) => {
        const parameters: Parameters = new Map(
          Object.entries(tensors).filter(([name]) => name !== '__proto__' && !/^\d+$/.test(name)),
        );
        const bytes = encodeSafetensors(parameters);
        const read = decodeSafetensors(bytes, 'x');
        expect([...read.keys()]).toEqual([...parameters.keys()]);
        for (const [name, { shape, data }] of parameters) {
          expect(read.get(name)?.shape).toEqual(shape);
          expect(Buffer.from(read.get(name)?.data.buffer as ArrayBuffer).equals(Buffer.from(data.buffer))).toBe(true);
        }
        expect(encodeSafetensors(read).equals(bytes)).toBe(true);
      }),
    );
  });

  it('aligns its tensors to 8 bytes', () => {
    for (const name of ['a', 'ab', 'abc', 'abcd']) {
      const bytes = encodeSafetensors(new Map([[name, { shape: [1], data: new Float32Array(1) }]]));
      expect((bytes.length - 4) % 8).toBe(0);
    }
  });

  it.each([
    ['BF16', [0x3f80, 0xc000, 0x7f80, 0x0001], [1, -2, Number.POSITIVE_INFINITY, 2 ** -133]],
    ['F16', [0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff], [1, -2, 65504, 2 ** -24, 1023 * 2 ** -24]],
  ])('of %s is widened exactly', (dtype, halves, values) => {
    const data = Buffer.alloc(2 * halves.length);
    for (const [i, half] of halves.entries()) data.writeUInt16LE(half, 2 * i);
    const header = { t: { dtype, shape: [halves.length], data_offsets: [0, data.length] } };
    expect([...(decodeSafetensors(file(header, data), 'x').get('t')?.data ?? [])]).toEqual(values);
  });

  const good = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each([
    ['shorter than its header', Buffer.alloc(5)],
    ['header is cut off', file({ t: good }, Buffer.alloc(0)).subarray(0, 20)],
    ['header is not JSON', file('{oops', Buffer.alloc(8))],
    ['does not lie within the file', file({ t: { ...good, data_offsets: [4, 12] } }, Buffer.alloc(8))],
    ['does not say where it lies', file({ t: { ...good, data_offsets: [-4, 4] } }, Buffer.alloc(8))],
    ['more or fewer bytes than its shape', file({ t: { ...good, shape: [3] } }, Buffer.alloc(8))],
    ['is I64', file({ t: { ...good, dtype: 'I64' } }, Buffer.alloc(8))],
  ])('that is damaged is refused by name: %s', (why, bytes) => {
    expect(() => decodeSafetensors(bytes, 'model.safetensors')).toThrow(
      expect.objectContaining({
        code: 'E_STORE_CHECKPOINT',
        message: expect.stringMatching(new RegExp(`^model\\.safetensors .*${why}`)) as string,
      }),
    );
  });
});
