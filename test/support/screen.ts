/**
 * A terminal in memory, as far as the live view uses one: it keeps what scrolls up, breaks lines that are too long, and
 * understands the sequences for moving the cursor and erasing. Fails on any other.
 */
import { Writable } from 'node:stream';

export class Screen extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Rows from the first that was ever written. */
  private grid: string[] = [''];
  private row = 0;
  private column = 0;
  private saved = { row: 0, column: 0 };
  /** What was written, in the pieces it came in. */
  readonly writes: string[] = [];

  constructor(columns: number, rows = 24) {
    super();
    [this.columns, this.rows] = [columns, rows];
  }

  /** All rows, those that have scrolled up among them, without empty ones at the end. */
  get lines(): string[] {
    return this.grid
      .join('\n')
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  }

  /** Cuts what is wider, as xterm does. */
  resize(columns: number): void {
    this.columns = columns;
    this.grid = this.grid.map((line) => line.slice(0, columns));
    this.emit('resize');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = chunk.toString();
    this.writes.push(text);
    // oxlint-disable-next-line no-control-regex
    for (const [part] of text.matchAll(/\u001B\[[?\d;]*[A-Za-z]|\u001B[78]|[^]/gu)) this.take(part);
    done();
  }

  private take(part: string): void {
    if (part === '\n') [this.row, this.column] = [this.row + 1, 0];
    else if (part === '\r') this.column = 0;
    else if (part.startsWith('\u001B')) this.obey(part.slice(1));
    else this.put(part);
    while (this.grid.length <= this.row) this.grid.push('');
  }

  private put(character: string): void {
    if (this.column >= this.columns) [this.row, this.column] = [this.row + 1, 0];
    const line = (this.grid[this.row] ?? '').padEnd(this.column);
    this.grid[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
    this.column += 1;
  }

  private obey(sequence: string): void {
    const [, count = '', letter = ''] = /^\[(\d*)([A-Za-z])$/u.exec(sequence) ?? [];
    const top = Math.max(0, this.grid.length - this.rows);
    const line = this.grid[this.row] ?? '';
    if (sequence === '7') this.saved = { row: this.row, column: this.column };
    else if (sequence === '8') ({ row: this.row, column: this.column } = this.saved);
    else if (letter === 'A') this.row = Math.max(top, this.row - Number(count || 1));
    else if (letter === 'B') this.row = Math.min(top + this.rows - 1, this.row + Number(count || 1));
    else if (letter === 'K') this.grid[this.row] = count === '2' ? '' : line.slice(0, this.column);
    else if (letter === 'J') this.grid = [...this.grid.slice(0, this.row), line.slice(0, this.column)];
    else if (letter !== 'm' && !/^\[\?2026[hl]$/u.test(sequence))
      throw new Error(`no terminal: ${JSON.stringify(sequence)}`);
  }
}
