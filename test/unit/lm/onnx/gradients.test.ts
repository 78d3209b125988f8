import { describe, expect, it } from 'vitest';
import { attention } from '../../../../src/lm/onnx/attention.ts';
import { crossEntropy } from '../../../../src/lm/onnx/cross-entropy.ts';
import {
  embed,
  linear,
  normalise,
  reshapeColumns,
  rotary,
  rotaryTables,
  scaleColumns,
  selectRows,
  swiglu,
} from '../../../../src/lm/onnx/differentiable.ts';
import { GraphBuilder } from '../../../../src/lm/onnx/graph.ts';
import { createSession, type Tensor, tensor } from '../../../../src/lm/onnx/runtime.ts';
import { Tape, type Value } from '../../../../src/lm/onnx/tape.ts';
import { type Case, worstError } from './central-differences.ts';

const TOLERANCE = 5e-3;

/** The value of that name among a case's inputs. */
function get(inputs: Record<string, Value>, name: string): Value {
  const value = inputs[name];
  if (!value) throw new Error(`No input ${name}.`);
  return value;
}

function attentionCase(heads: number, kvHeads: number, blocks: number): Case {
  const [sequences, length, headDim] = [2, 8, 4];
  const [tokens, wide, narrow] = [sequences * length, heads * headDim, kvHeads * headDim];
  return {
    inputs: { q: [tokens, wide], k: [tokens, narrow], v: [tokens, narrow] },
    build: (tape, i) => {
      const shape = { sequences: tape.graph.ints([sequences, length]), heads, kvHeads, headDim, blocks };
      return { value: attention(tape, [get(i, 'q'), get(i, 'k'), get(i, 'v')], shape), shape: [tokens, wide] };
    },
  };
}

const cases: Record<string, Case> = {
  'linear with bias': {
    inputs: { x: [3, 4], weight: [5, 4], bias: [5] },
    build: (tape, i) => ({
      value: linear(tape, { x: get(i, 'x'), weight: get(i, 'weight'), bias: get(i, 'bias') }),
      shape: [3, 5],
    }),
  },
  'linear with residual, and an input used twice': {
    inputs: { x: [3, 4], weight: [4, 4], other: [4, 4] },
    build: (tape, i) => {
      const y = linear(tape, { x: get(i, 'x'), weight: get(i, 'weight'), residual: get(i, 'x') });
      return { value: linear(tape, { x: y, weight: get(i, 'other'), residual: get(i, 'x') }), shape: [3, 4] };
    },
  },
  normalise: {
    inputs: { x: [3, 6] },
    build: (tape, i) => ({ value: normalise(tape, get(i, 'x'), { size: 6, eps: 1e-5 }), shape: [3, 6] }),
  },
  'RMSNorm with its weight': {
    inputs: { x: [3, 6], weight: [6] },
    build: (tape, i) => {
      const normed = normalise(tape, get(i, 'x'), { size: 6, eps: 1e-5 });
      return { value: scaleColumns(tape, normed, get(i, 'weight')), shape: [3, 6] };
    },
  },
  swiglu: {
    inputs: { gate: [3, 5], up: [3, 5] },
    build: (tape, i) => ({ value: swiglu(tape, get(i, 'gate'), get(i, 'up')), shape: [3, 5] }),
  },
  rotary: {
    inputs: { x: [10, 16] },
    build: (tape, i) => {
      const tables = rotaryTables(tape, { positions: 5, headDim: 8, theta: 10 });
      const sequences = tape.graph.ints([2, 5]);
      return { value: rotary(tape, get(i, 'x'), { tables, sequences, width: 16 }), shape: [10, 16] };
    },
  },
  'normalising heads': {
    inputs: { x: [4, 6] },
    build: (tape, i) => {
      const heads = normalise(tape, reshapeColumns(tape, get(i, 'x'), { from: 6, to: 3 }), { size: 3, eps: 1e-5 });
      return { value: reshapeColumns(tape, heads, { from: 3, to: 6 }), shape: [4, 6] };
    },
  },
  'embed, indices repeated': {
    inputs: { table: [4, 3] },
    indices: { at: { dims: [6], data: [2, 0, 2, 3, 2, 0] } },
    build: (tape, i) => ({ value: embed(tape, get(i, 'table'), { indices: 'at', shape: [4, 3] }), shape: [6, 3] }),
  },
  selectRows: {
    inputs: { x: [5, 3] },
    indices: { at: { dims: [3], data: [4, 0, 2] } },
    build: (tape, i) => ({ value: selectRows(tape, get(i, 'x'), 'at'), shape: [3, 3] }),
  },
  'attention, one block': attentionCase(2, 2, 1),
  'attention, blocks': attentionCase(2, 2, 4),
  'attention, grouped queries': attentionCase(4, 2, 1),
  'attention, grouped queries in blocks': attentionCase(4, 1, 2),
  'cross-entropy, labels repeated': {
    inputs: { hidden: [4, 3], head: [5, 3] },
    indices: { labels: { dims: [4], data: [1, 4, 1, 0] } },
    build: (tape, i) => {
      const weights = tape.graph.tensor('float32', [4], Float32Array.of(1, 0.25, 2, 0.5));
      return crossEntropy(tape, { hidden: get(i, 'hidden'), head: get(i, 'head'), labels: 'labels', weights });
    },
  },
  'tied embedding and head': {
    inputs: { table: [5, 3] },
    indices: { at: { dims: [4], data: [3, 1, 3, 0] }, labels: { dims: [4], data: [1, 3, 0, 3] } },
    build: (tape, i) => {
      const table = get(i, 'table');
      const weights = tape.graph.tensor('float32', [4], Float32Array.of(1, 0.25, 2, 0.5));
      const hidden = normalise(tape, embed(tape, table, { indices: 'at', shape: [5, 3] }), { size: 3, eps: 1e-5 });
      return crossEntropy(tape, { hidden, head: table, labels: 'labels', weights });
    },
  },
};

describe('gradient rules against central differences', () => {
  for (const [name, given] of Object.entries(cases)) {
    it(name, async () => {
      expect(await worstError(given)).toBeLessThan(TOLERANCE);
    });
  }
});

/** Numbers of a run's output. */
function floats(out: Record<string, Tensor>, name: string): number[] {
  return Array.from(out[name]?.data as Float32Array);
}

/** [8, 4] numbers, of which the rows from `changed` on are other ones. */
function ramp(changed: number): Float32Array {
  return Float32Array.from({ length: 32 }, (_, i) => Math.sin(i) + (i >= 4 * changed ? i : 0));
}

describe('attention', () => {
  it('lets no position see a later one', async () => {
    const graph = new GraphBuilder();
    const tape = new Tape(graph);
    const names = ['q', 'k', 'v'] as const;
    const [q, k, v] = names.map((name) => tape.parameter(name, [8, 4])) as [Value, Value, Value];
    const shape = { sequences: graph.ints([1, 8]), heads: 1, kvHeads: 1, headDim: 4, blocks: 2 };
    graph.output('out', 'float32', [8, 4], attention(tape, [q, k, v], shape).name);
    const session = await createSession(graph.encode());
    const outputs = async (changed: number): Promise<number[]> => {
      const feeds = names.map((name) => [name, tensor('float32', ramp(changed), [8, 4])]);
      const out = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
      return floats(out, 'out');
    };
    const plain = await outputs(8);
    for (let position = 0; position < 8; position++) {
      const changed = await outputs(position);
      expect(changed.slice(0, 4 * position)).toEqual(plain.slice(0, 4 * position));
      expect(changed.slice(4 * position)).not.toEqual(plain.slice(4 * position));
    }
  });
});

describe('gradients of repeated indices', () => {
  it('lose no update, run after run', async () => {
    const [entries, tokens, width] = [3, 4096, 32];
    const graph = new GraphBuilder();
    const tape = new Tape(graph);
    const table = tape.parameter('table', [entries, width]);
    graph.input('at', 'int64', [tokens]);
    const rows = embed(tape, table, { indices: 'at', shape: [entries, width] });
    tape.add(rows, graph.tensor('float32', [tokens, width], new Float32Array(tokens * width).fill(1)));
    tape.backward();
    graph.output('gradient', 'float32', [entries, width], tape.gradient(table));
    const session = await createSession(graph.encode());
    const at = BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i % entries));
    const feeds = {
      at: tensor('int64', at, [tokens]),
      table: tensor('float32', new Float32Array(entries * width), [entries, width]),
    };
    const counts = [0, 1, 2].flatMap((entry) => Array<number>(width).fill(Math.ceil((tokens - entry) / entries)));
    for (let run = 0; run < 20; run++) {
      const out = await session.run(feeds);
      expect(floats(out, 'gradient')).toEqual(counts);
    }
  });
});
