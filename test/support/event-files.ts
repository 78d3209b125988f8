/** TensorBoard's event files read back: every checksum is looked at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Event } from '../../src/tracking/event-schema.ts';
import { maskedCrc } from '../../src/tracking/record-file.ts';

export interface Shown {
  tag: string;
  step: number;
  /** Of a curve. */
  value?: number;
  text?: string;
}

interface Read {
  fileVersion?: string;
  step?: string;
  summary?: { value?: { tag: string; simpleValue?: number; tensor?: { stringVal: string[] } }[] };
}

/** What all files of a folder show, in the order of the files. */
export function eventsIn(folder: string): Shown[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const [first, ...events] = recordsOf(readFileSync(join(folder, name)));
      if (first?.fileVersion !== 'brain.Event:2') throw new Error(`${name} does not say its version`);
      return events.flatMap(({ step = '0', summary }) =>
        (summary?.value ?? []).map(({ tag, simpleValue, tensor }) => ({
          tag,
          step: Number(step),
          ...(simpleValue === undefined ? {} : { value: simpleValue }),
          ...(tensor === undefined ? {} : { text: Buffer.from(tensor.stringVal[0] ?? '', 'base64').toString() }),
        })),
      );
    });
}

function recordsOf(bytes: Buffer): Read[] {
  const records: Read[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + 12, at + 12 + length);
    const sums = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12 + length)];
    if (sums[0] !== maskedCrc(bytes.subarray(at, at + 8)) || sums[1] !== maskedCrc(data))
      throw new Error(`the record at ${at} is damaged`);
    const event: Read = Event.toObject(Event.decode(data), { longs: String, bytes: String });
    records.push(event);
    at += length + 16;
  }
  return records;
}
