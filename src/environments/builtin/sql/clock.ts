/**
 * The thread that watches the clock beside `worker.ts`: kills the process once one query has been seen running for the
 * deadline. Works while SQLite does not come back, and when the parent is busy or gone.
 */
import { workerData } from 'node:worker_threads';

/** What the thread is given. */
export interface Watch {
  /** One Int32: the number of the query that runs; 0: none. */
  readonly shared: SharedArrayBuffer;
  readonly milliseconds: number;
}

const { shared, milliseconds } = workerData as Watch;
const running = new Int32Array(shared);
let seen = 0;
let since = performance.now();

setInterval(
  () => {
    const now = Atomics.load(running, 0);
    if (now !== seen || now === 0) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since >= milliseconds) process.kill(process.pid, 'SIGKILL');
  },
  Math.max(5, milliseconds / 20),
);
