/**
 * The loss curve of a training, as a file of a run: `{step, loss, tokens?}` a line, at a bounded number of steps, each the
 * mean over the steps since the line before. A training that goes on from an earlier step cuts off what is after it, so
 * that no step is there twice. A curve that cannot be written is said, and stops nothing.
 */
import { appendFile, open, readFile } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import type { TrainProgress } from '../train/contract.ts';
import { writeWhole } from './files.ts';

/** Lines of a training, at most (and one for its last step). */
const POINTS = 500;

/** What was heard since the last line. */
interface Since {
  loss: number;
  steps: number;
}

export class LossCurve {
  private readonly file: string;
  private readonly onNotice: (notice: string) => void;
  private since: Since = { loss: 0, steps: 0 };
  /** The last step that was heard. */
  private last: number | undefined;
  /** What is being written; never rejects. */
  private writing: Promise<void> = Promise.resolve();
  private failed = false;

  constructor(file: string, onNotice: (notice: string) => void) {
    this.file = file;
    this.onNotice = onNotice;
  }

  /** A service may tell a step twice, and not every one. */
  heard({ step, steps, loss, tokens }: TrainProgress): void {
    if (loss === null || step <= (this.last ?? 0)) return;
    if (this.last === undefined) this.queue(() => this.cut(step - 1));
    const before = this.last ?? step - 1;
    this.last = step;
    this.since.loss += loss;
    this.since.steps += 1;
    const stride = Math.ceil(steps / POINTS);
    if (step < steps && Math.floor(step / stride) === Math.floor(before / stride)) return;
    const line = { step, loss: this.since.loss / this.since.steps, ...(tokens === undefined ? {} : { tokens }) };
    this.since = { loss: 0, steps: 0 };
    this.queue(() => appendFile(this.file, `${JSON.stringify(line)}\n`));
  }

  /** What `resumed` needs to go on from this step; resolves once the lines before it are on the disk. */
  async note(): Promise<Since> {
    const since = { ...this.since };
    this.queue(() => syncFile(this.file));
    await this.writing;
    return since;
  }

  /** The training goes on after `step`, with what `note` gave there. */
  resumed(step: number, note: unknown): void {
    this.last = step;
    this.since = { loss: 0, steps: 0, ...(note as Since | null) };
    this.queue(() => this.cut(step));
  }

  async end(): Promise<void> {
    if (this.last !== undefined) this.queue(() => syncFile(this.file));
    await this.writing;
  }

  /** In order, one at a time. */
  private queue(work: () => Promise<void>): void {
    this.writing = this.writing
      .then(() => (this.failed ? undefined : work()))
      .catch((error: unknown) => {
        this.failed = true;
        this.onNotice(`${this.file} cannot be written, and lacks the rest of its curve: ${messageOf(error)}`);
      });
  }

  /** Leaves the lines up to `step`. */
  private async cut(step: number): Promise<void> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const kept = text.split('\n').filter((line) => stepOf(line) <= step);
    await writeWhole(this.file, kept.map((line) => `${line}\n`).join(''));
  }
}

/** Beyond all steps where the line is torn. */
function stepOf(line: string): number {
  try {
    const { step } = JSON.parse(line) as { step?: unknown };
    return typeof step === 'number' ? step : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
