import { describe, expect, it } from 'vitest';
import { Event, scalarEvent } from '../../../src/tracking/event-schema.ts';
import { crc32c, maskedCrc, record } from '../../../src/tracking/record-file.ts';

describe('the framing of event files', () => {
  // RFC 3720, B.4.
  it.each([
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(0), 0],
  ])('has the CRC-32C that is known of %j', (data, crc) => {
    expect(crc32c(data)).toBe(crc);
  });

  it('masks it by rotating and adding', () => {
    const crc = 0xe3069283n;
    const masked = (((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn;
    expect(BigInt(maskedCrc(Buffer.from('123456789')))).toBe(masked);
  });

  it('puts length and checksums around the data', () => {
    const framed = record(Buffer.from('123456789'));
    expect(framed.length).toBe(9 + 16);
    expect(framed.readBigUInt64LE(0)).toBe(9n);
    expect(framed.readUInt32LE(8)).toBe(maskedCrc(framed.subarray(0, 8)));
    expect(framed.subarray(12, 21).toString()).toBe('123456789');
    expect(framed.readUInt32LE(21)).toBe(maskedCrc(Buffer.from('123456789')));
  });
});

describe('an event', () => {
  it('of a zero says so', () => {
    const event = Event.decode(scalarEvent({ wallTime: 1, step: 0 }, 'a', 0));
    expect(Event.toObject(event)).toMatchObject({ summary: { value: [{ tag: 'a', simpleValue: 0 }] } });
  });
});
