/**
 * A hold: while the main thread writes parameters and moments down, they stay as they are. It is asked for at any time,
 * taken between two steps, and ends before the next update: gradients are computed meanwhile. Knows nothing of files.
 */

const FREE = 0;
const ASKED = 1;
const TAKEN = 2;
/** A thread that waits looks this often whether it should stop, milliseconds. */
const LOOK = 100;

/** Asks for one at the end of the step in progress. */
export function askForHold(hold: Int32Array): void {
  Atomics.compareExchange(hold, 0, FREE, ASKED);
}

/** Takes the hold that was asked for; false where none was. */
export function takeHold(hold: Int32Array): boolean {
  return Atomics.compareExchange(hold, 0, ASKED, TAKEN) === ASKED;
}

/** Blocks until the hold has ended, or training is stopped (which updates nothing any more). */
export function awaitRelease(hold: Int32Array, stopped: () => boolean): void {
  while (Atomics.load(hold, 0) === TAKEN && !stopped()) Atomics.wait(hold, 0, TAKEN, LOOK);
}

export function release(hold: Int32Array): void {
  Atomics.store(hold, 0, FREE);
  Atomics.notify(hold, 0);
}
