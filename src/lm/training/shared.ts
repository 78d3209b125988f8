/**
 * What the worker threads of a training stage share: parameters, moments, one gradient slot a shard, sums, and the
 * barrier that keeps them in step. Every number is computed by one thread and read by all after a barrier.
 */
import type { Layout } from './layout.ts';
import type { OptimiserState } from './optimiser.ts';

export interface SharedMemory extends OptimiserState {
  /** Gradients of each shard; the optimiser sums them into the first. */
  slots: Float32Array[];
  /** Sum of squares of the gradient over each unit of the layout. */
  squares: Float64Array;
  /** What each shard reports. */
  reports: ShardReport[];
  barrier: Int32Array;
}

/** Numbers of one shard of one step, at these places. */
export type ShardReport = Float64Array;
export const REPORT = { loss: 0, weight: 1, tokens: 2, lossTokens: 3 } as const;

export function allocate(layout: Layout, shards: number): SharedMemory {
  const each = <T>(make: () => T): T[] => Array.from({ length: shards }, make);
  return {
    parameters: floats(layout.size),
    first: floats(layout.size),
    second: floats(layout.size),
    slots: each(() => floats(layout.size)),
    squares: doubles(layout.units.length),
    reports: each(() => doubles(Object.keys(REPORT).length)),
    barrier: new Int32Array(new SharedArrayBuffer(16)),
  };
}

function floats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

function doubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** Places in the barrier's memory. */
const ARRIVED = 0;
const GENERATION = 1;
const STOPPED = 2;
const TICKETS = 3;
/** A waiting thread looks this often whether it should stop, milliseconds. */
const LOOK = 100;

/** Blocks until all `parties` threads have arrived. Returns false once the stage has been stopped. */
export function arrive(barrier: Int32Array, parties: number): boolean {
  const generation = Atomics.load(barrier, GENERATION);
  if (Atomics.add(barrier, ARRIVED, 1) + 1 === parties) {
    Atomics.store(barrier, ARRIVED, 0);
    Atomics.add(barrier, GENERATION, 1);
    Atomics.notify(barrier, GENERATION);
    return !stopped(barrier);
  }
  while (Atomics.load(barrier, GENERATION) === generation) {
    if (stopped(barrier)) return false;
    Atomics.wait(barrier, GENERATION, generation, LOOK);
  }
  return !stopped(barrier);
}

/**
 * The next of `items` pieces of work of `round` (from 0) that no thread has taken yet, or undefined. Every thread draws
 * until there is none, and rounds are separated by a barrier.
 */
export function draw(barrier: Int32Array, work: { round: number; items: number; parties: number }): number | undefined {
  const { round, items, parties } = work;
  const ticket = Atomics.add(barrier, TICKETS, 1) - round * (items + parties);
  return ticket < items ? ticket : undefined;
}

/** Makes every thread leave at its next barrier. */
export function stop(barrier: Int32Array): void {
  Atomics.store(barrier, STOPPED, 1);
  Atomics.notify(barrier, GENERATION);
}

export function stopped(barrier: Int32Array): boolean {
  return Atomics.load(barrier, STOPPED) === 1;
}
