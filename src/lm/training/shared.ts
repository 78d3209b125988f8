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
  /** hold.ts */
  hold: Int32Array;
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
    barrier: new Int32Array(new SharedArrayBuffer(20)),
    hold: new Int32Array(new SharedArrayBuffer(4)),
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
const LEAVING = 4;
/** Whether to stop: no, at the next barrier, or at once since a thread is gone that the others would wait for. */
const [GO_ON, TOGETHER, AT_ONCE] = [0, 1, 2];
/** A waiting thread looks this often whether it should stop, milliseconds. */
const LOOK = 100;

/**
 * Blocks until all `parties` threads have arrived. Returns false once the stage has been stopped: the last one to arrive
 * decides for all, so that either every thread does what follows or none.
 */
export function arrive(barrier: Int32Array, parties: number): boolean {
  const generation = Atomics.load(barrier, GENERATION);
  if (Atomics.add(barrier, ARRIVED, 1) + 1 === parties) {
    Atomics.store(barrier, ARRIVED, 0);
    Atomics.store(barrier, LEAVING, stopped(barrier) ? 1 : 0);
    Atomics.add(barrier, GENERATION, 1);
    Atomics.notify(barrier, GENERATION);
  }
  while (Atomics.load(barrier, GENERATION) === generation) {
    if (Atomics.load(barrier, STOPPED) === AT_ONCE) return false;
    Atomics.wait(barrier, GENERATION, generation, LOOK);
  }
  return Atomics.load(barrier, LEAVING) === 0;
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

/** Makes every thread leave at its next barrier: parameters and moments are then those of a finished step. */
export function stopTogether(barrier: Int32Array): void {
  Atomics.compareExchange(barrier, STOPPED, GO_ON, TOGETHER);
}

/** Makes every thread leave without waiting for the others; what they leave behind may be half an update. */
export function stopAtOnce(barrier: Int32Array): void {
  Atomics.store(barrier, STOPPED, AT_ONCE);
  Atomics.notify(barrier, GENERATION);
}

export function stopped(barrier: Int32Array): boolean {
  return Atomics.load(barrier, STOPPED) !== GO_ON;
}
