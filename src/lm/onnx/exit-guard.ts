/**
 * Keeps `process.exit()` from aborting the process while a worker thread is inside onnxruntime: a thread that is
 * terminated there cannot make its result's JavaScript values, and the binding then calls `abort()` (exit code 134).
 * On exit the main thread asks its workers to start nothing more, and waits for what they are in. Ending a worker in
 * good order is its owner's business; `worker.terminate()` has the same fault and must not be used.
 */

/** Cells of the shared memory. */
const STOPPING = 0;
const RUNS = 1;
/** Longest wait for one worker's run at exit, ms. */
const PATIENCE = 2000;

const guards = new Set<Int32Array>();

/** Main thread: memory to hand to one worker (in its workerData), and what to call once that worker has ended. */
export function openExitGuard(): { shared: SharedArrayBuffer; release(): void } {
  const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const cells = new Int32Array(shared);
  if (guards.size === 0) process.on('exit', awaitRuns);
  guards.add(cells);
  return {
    shared,
    release: () => {
      if (guards.delete(cells) && guards.size === 0) process.off('exit', awaitRuns);
    },
  };
}

function awaitRuns(): void {
  for (const cells of guards) Atomics.store(cells, STOPPING, 1);
  for (const cells of guards) {
    for (let runs = Atomics.load(cells, RUNS); runs > 0; runs = Atomics.load(cells, RUNS)) {
      if (Atomics.wait(cells, RUNS, runs, PATIENCE) === 'timed-out') break;
    }
  }
}

let joined: Int32Array | undefined;

/** Worker: from now on, `guarded` work of this thread is waited for at exit. */
export function joinExitGuard(shared: SharedArrayBuffer): void {
  joined = new Int32Array(shared);
}

/** Worker: does work inside onnxruntime, unless the process is about to exit; then it never resolves. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  const cells = joined;
  if (cells === undefined) return work();
  Atomics.add(cells, RUNS, 1);
  try {
    if (Atomics.load(cells, STOPPING) === 0) return await work();
  } finally {
    Atomics.sub(cells, RUNS, 1);
    Atomics.notify(cells, RUNS);
  }
  return new Promise(() => undefined);
}
