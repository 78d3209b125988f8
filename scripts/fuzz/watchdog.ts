/**
 * Ends this process when an input takes twice its deadline: from a thread of its own, since a loop that never ends lets
 * nothing else run, and which keeps the process there where it waits for what never comes. Which input it was is said on
 * stderr.
 */
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

export interface Watch {
  /** An input of this number is given now. */
  begins(number: number): void;
  ends(): Promise<void>;
}

/** Plain JavaScript: what runs in the thread can be compiled by nobody else. */
const LOOKS = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { shared, deadline, name, seed } = workerData;
const at = new Int32Array(shared);
let [last, since] = [-1, Date.now()];
setInterval(() => {
  const number = Atomics.load(at, 0);
  if (number !== last) [last, since] = [number, Date.now()];
  if (number < 0 || Date.now() - since < 2 * deadline) return;
  writeSync(2, 'hangs: ' + name + ' --seed ' + seed + ' --from ' + number + ' --count 1\\n');
  process.kill(process.pid, 'SIGKILL');
}, Math.min(500, deadline / 4));
`;

export function watch(name: string, { seed, deadline }: { seed: number; deadline: number }): Watch {
  const shared = new SharedArrayBuffer(4);
  const at = new Int32Array(shared);
  Atomics.store(at, 0, -1);
  const thread = new Worker(LOOKS, { eval: true, workerData: { shared, deadline, name, seed }, execArgv: [] });
  thread.on('error', (error) => void writeSync(2, `${String(error)}\n`));
  return {
    begins: (number) => void Atomics.store(at, 0, number),
    ends: async () => {
      Atomics.store(at, 0, -1);
      await thread.terminate();
    },
  };
}
