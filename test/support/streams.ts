/** Streams in memory for commands that run within a test. */
import { Readable, Writable } from 'node:stream';

/** A writable stream that keeps its text; `terminal` makes it look like one of that width. */
export class Captured extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(terminal?: { columns: number }) {
    super();
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns ?? 80;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A stream of what a person would type, which then ends. */
export function typed(...lines: readonly string[]): Readable {
  return Readable.from(lines.map((line) => `${line}\n`));
}
