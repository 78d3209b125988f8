/**
 * The key/value cache: for each layer one buffer of keys and one of values, [slots, kvHeads, context, headDim], made
 * once and shared with onnxruntime as views. Knows nothing of tokens; which positions are valid is the engine's business.
 */
import type { Architecture } from '../architecture.ts';
import { type Tensor, tensor } from '../onnx/runtime.ts';
import { PORTS } from './graph.ts';

/** The cache of some neighbouring slots as the graph's inputs and, over the same memory, its outputs. */
export interface CacheView {
  past: Record<string, Tensor>;
  present: Record<string, Tensor>;
}

/** Keys and values of one slot's first positions, layer by layer, as `save` laid them out. */
export interface SavedPrefix {
  length: number;
  data: Float32Array;
}

const PARTS = ['key', 'value'] as const;

export class KeyValueCache {
  private readonly a: Architecture;
  private readonly context: number;
  /** keys of layer 0, values of layer 0, keys of layer 1, … */
  private readonly buffers: readonly Float32Array[];
  private readonly views = new Map<string, CacheView>();

  constructor(a: Architecture, slots: number, context: number) {
    this.a = a;
    this.context = context;
    const size = slots * a.kvHeads * context * a.headDim;
    this.buffers = Array.from({ length: 2 * a.layers }, () => new Float32Array(size));
  }

  /** A view of `count` slots from `first` on; the same view is returned each time. */
  view(first: number, count: number): CacheView {
    const key = `${first}+${count}`;
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const { a, context } = this;
    const slotSize = a.kvHeads * context * a.headDim;
    const view: CacheView = { past: {}, present: {} };
    this.buffers.forEach((buffer, index) => {
      const part = PARTS[index % 2] as (typeof PARTS)[number];
      const layer = index >> 1;
      const data = buffer.subarray(first * slotSize, (first + count) * slotSize);
      const shared = tensor('float32', data, [count, a.kvHeads, context, a.headDim]);
      view.past[PORTS.past(part, layer)] = shared;
      view.present[PORTS.present(part, layer)] = shared;
    });
    this.views.set(key, view);
    return view;
  }

  /** Copies a slot's first `length` positions out. */
  save(slot: number, length: number): SavedPrefix {
    const run = length * this.a.headDim;
    const data = new Float32Array(this.buffers.length * this.a.kvHeads * run);
    this.eachRun(slot, (buffer, start, index) => {
      data.set(buffer.subarray(start, start + run), index * run);
    });
    return { length, data };
  }

  /** Copies saved positions into a slot. */
  restore(slot: number, saved: SavedPrefix): void {
    const run = saved.length * this.a.headDim;
    this.eachRun(slot, (buffer, start, index) => {
      buffer.set(saved.data.subarray(index * run, (index + 1) * run), start);
    });
  }

  /** Visits where each buffer's each head begins in a slot. */
  private eachRun(slot: number, visit: (buffer: Float32Array, start: number, index: number) => void): void {
    const { kvHeads, headDim } = this.a;
    this.buffers.forEach((buffer, i) => {
      for (let head = 0; head < kvHeads; head++) {
        visit(buffer, (slot * kvHeads + head) * this.context * headDim, i * kvHeads + head);
      }
    });
  }
}
