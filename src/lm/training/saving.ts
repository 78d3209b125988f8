/**
 * When the state of a training is written down, and whether it goes on from one: every few seconds, but never for more
 * than a small share of the time, and once more when it is interrupted. A state that cannot be used or written is said,
 * and costs no more than the time it would have saved. The file is state.ts.
 */
import { messageOf } from '../../errors.ts';
import { askForHold, release } from './hold.ts';
import type { SharedMemory } from './shared.ts';
import { readState, type Totals, writeState } from './state.ts';

export interface StateOptions {
  file: string;
  /** Optimiser steps between two states; default: by the time that they take. */
  every?: number | undefined;
  /** Plain data that is written beside it; asked for at the step that the state is of. */
  note?: (() => unknown) | undefined;
  /** Hears where training goes on, before its first step, and what `note` gave then. */
  onResumed?: ((step: number, note: unknown) => void) | undefined;
}

/** Milliseconds between two states, at least: what a killed process loses. */
const WINDOW = 10_000;
/** Share of the time that writing may take, at most. */
const SHARE = 0.02;

/** Milliseconds to let pass after a state that took so many to write. */
export function pauseAfter(took: number): number {
  return Math.max(WINDOW, took / SHARE);
}

export class Saver {
  private readonly options: StateOptions;
  private readonly of: string;
  private readonly memory: SharedMemory;
  private readonly onNotice: (notice: string) => void;
  /** What is being written; never rejects. */
  private writing: Promise<void> | undefined;
  /** When the last one was written, or training began, and how long that took; milliseconds. */
  private ended = performance.now();
  private took = 0;
  /** The step of the last state. */
  private saved = 0;
  private warned = false;

  constructor(
    options: StateOptions,
    training: { of: string; memory: SharedMemory; onNotice?: ((notice: string) => void) | undefined },
  ) {
    this.options = options;
    this.of = training.of;
    this.memory = training.memory;
    this.onNotice = training.onNotice ?? ((): void => {});
  }

  /** Fills the memory from the file and says how far it is; undefined where there is nothing to go on from. */
  async resume(): Promise<Totals | undefined> {
    const { of, memory: vectors } = this;
    const found = await readState(this.options.file, { of, vectors }).catch((error: unknown) => {
      return { kind: 'unusable', why: messageOf(error) } as const;
    });
    if (found.kind === 'state') {
      this.saved = found.totals.step;
      this.onNotice(`training goes on from step ${found.totals.step}`);
      this.options.onResumed?.(found.totals.step, found.note);
      return found.totals;
    }
    if (found.kind === 'unusable')
      this.onNotice(`training starts anew: ${this.options.file} is not used, ${found.why.replace(/\.$/u, '')}`);
    return undefined;
  }

  /** Asks for a hold where one is due. */
  stepped(): void {
    if (this.options.every !== undefined || this.writing !== undefined) return;
    if (performance.now() - this.ended >= pauseAfter(this.took)) askForHold(this.memory.hold);
  }

  /** The hold is taken: `totals` are those of its step. */
  held(totals: Totals): void {
    this.write(totals, () => release(this.memory.hold));
  }

  /** All threads have left: writes what is not written yet, and waits for what is being written. */
  async end(totals: Totals | undefined): Promise<void> {
    await this.writing;
    if (totals === undefined || totals.step <= this.saved) return;
    this.write(totals, () => {});
    await this.writing;
  }

  private write(totals: Totals, copied: () => void): void {
    const note = this.options.note?.();
    const kept = structuredClone(totals);
    const begun = performance.now();
    let released = false;
    const free = (): void => {
      // Once: the next hold may be taken before this state is on the disk.
      if (!released) copied();
      released = true;
    };
    const before = this.writing ?? Promise.resolve();
    const writing = before
      .then(async () => {
        const { of, memory: vectors } = this;
        await writeState(this.options.file, { of, vectors, totals: kept, note: (await note) ?? null }, free);
        this.saved = kept.step;
      })
      .catch((error: unknown) => this.warn(error))
      .finally(() => {
        free();
        this.ended = performance.now();
        this.took = this.ended - begun;
        if (this.writing === writing) this.writing = undefined;
      });
    this.writing = writing;
  }

  private warn(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.onNotice(`the state of training cannot be written, so an interruption would cost it: ${messageOf(error)}`);
  }
}
