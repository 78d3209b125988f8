/**
 * Causal grouped-query attention with its gradient. The queries that share a key/value head are folded into rows, so
 * that every product is a plain batched one; rows are processed in blocks, each against the keys up to its end only,
 * which leaves out most of what the causal mask would discard.
 */
import type { Tape, Value } from './tape.ts';

export interface AttentionShape {
  /** Names the shape [sequences, length]; the length must be a multiple of `blocks`. */
  sequences: string;
  heads: number;
  kvHeads: number;
  headDim: number;
  blocks: number;
}

/** query [tokens, heads·headDim], key and value [tokens, kvHeads·headDim] → [tokens, heads·headDim]. */
export function attention(tape: Tape, qkv: readonly [Value, Value, Value], shape: AttentionShape): Value {
  const groups = shape.heads / shape.kvHeads;
  const [query, key, value] = qkv;
  const q = splitHeads(tape, query, { ...shape, groups });
  const k = splitHeads(tape, key, { ...shape, groups: 1 });
  const v = splitHeads(tape, value, { ...shape, groups: 1 });
  return mergeHeads(tape, attend(tape, [q, k, v], { ...shape, groups }), { ...shape, groups });
}

type Folding = AttentionShape & { groups: number };

/** [tokens, kvHeads·groups·headDim] → [sequences, kvHeads, length·groups, headDim]. */
function splitHeads(tape: Tape, x: Value, shape: Folding): Value {
  return tape.record(split(tape, x.name, shape), [x], (dy) => tape.add(x, merge(tape, dy, shape)));
}

/** The inverse of `splitHeads`. */
function mergeHeads(tape: Tape, x: Value, shape: Folding): Value {
  return tape.record(merge(tape, x.name, shape), [x], (dy) => tape.add(x, split(tape, dy, shape)));
}

function split({ graph }: Tape, x: string, { sequences, kvHeads, groups, headDim }: Folding): string {
  const width = groups * headDim;
  const tokens = graph.once(`heads ${kvHeads} ${width}`, () =>
    graph.op('Concat', [sequences, graph.ints([kvHeads, width])], { axis: 0 }),
  );
  const byHead = graph.op('Transpose', [graph.op('Reshape', [x, tokens])], { perm: [0, 2, 1, 3] });
  return graph.op('Reshape', [byHead, graph.ints([0, 0, -1, headDim])]);
}

function merge({ graph }: Tape, x: string, { kvHeads, groups, headDim }: Folding): string {
  const width = groups * headDim;
  const wide = graph.op('Reshape', [x, graph.ints([0, 0, -1, width])]);
  const byToken = graph.op('Transpose', [wide], { perm: [0, 2, 1, 3] });
  return graph.op('Reshape', [byToken, graph.ints([-1, kvHeads * width])]);
}

/** What the forward pass of a block of rows leaves for its backward pass. */
interface Block {
  q: string;
  /** Keys and values up to the block's end. */
  k: string;
  v: string;
  probabilities: string;
}

/** softmax(q·kᵀ/√headDim + causal mask)·v on folded rows: q [·, ·, length·groups, headDim], k and v [·, ·, length, headDim]. */
function attend(tape: Tape, [q, k, v]: readonly [Value, Value, Value], shape: Folding): Value {
  const { graph } = tape;
  const scale = 1 / Math.sqrt(shape.headDim);
  const queries = pieces(tape, q.name, shape.blocks);
  const blocks: Block[] = queries.map((rows, i) => {
    const keys = prefix(tape, k.name, { ...shape, count: i + 1 });
    const scores = multiply(tape, [rows, keys], { transB: 1, alpha: scale });
    const masked = graph.op('Add', [scores, causalMask(tape, i, shape)]);
    const probabilities = graph.op('Softmax', [masked], { axis: -1 });
    return { q: rows, k: keys, v: prefix(tape, v.name, { ...shape, count: i + 1 }), probabilities };
  });
  const out = concat(
    tape,
    blocks.map((block) => multiply(tape, [block.probabilities, block.v])),
  );
  return tape.record(out, [q, k, v], (dOut) => {
    // dS = P·(dP − rowsum(dO·O)): the row sum equals that of P·dP, and is much cheaper.
    const rowSums = graph.op('ReduceSum', [graph.op('Mul', [dOut, out]), graph.ints([-1])], { keepdims: 1 });
    const sums = pieces(tape, rowSums, shape.blocks);
    const parts = pieces(tape, dOut, shape.blocks).map((dO, i) => {
      const block = blocks[i] as Block;
      const dP = graph.op('Sub', [multiply(tape, [dO, block.v], { transB: 1 }), sums[i] as string]);
      const dScores = graph.op('Mul', [block.probabilities, dP]);
      return {
        q: multiply(tape, [dScores, block.k], { alpha: scale }),
        k: multiply(tape, [dScores, block.q], { transA: 1, alpha: scale }),
        v: multiply(tape, [block.probabilities, dO], { transA: 1 }),
      };
    });
    tape.add(
      q,
      concat(
        tape,
        parts.map((part) => part.q),
      ),
    );
    tape.add(
      k,
      sumPrefixes(
        tape,
        parts.map((part) => part.k),
      ),
    );
    tape.add(
      v,
      sumPrefixes(
        tape,
        parts.map((part) => part.v),
      ),
    );
  });
}

interface MultiplyOptions {
  transA?: 0 | 1;
  transB?: 0 | 1;
  alpha?: number;
}

/** Batched matrix product over the last two axes. */
function multiply({ graph }: Tape, factors: readonly [string, string], options: MultiplyOptions = {}): string {
  const { transA = 0, transB = 0, alpha = 1 } = options;
  return graph.microsoft('FusedMatMul', factors, { transA, transB, alpha: { float: alpha } });
}

/** Equal pieces along the rows. */
function pieces({ graph }: Tape, x: string, count: number): string[] {
  if (count === 1) return [x];
  return graph.node('Split', [x], { attributes: { axis: 2, num_outputs: count }, outputs: count });
}

function concat({ graph }: Tape, parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] as string) : graph.op('Concat', parts, { axis: 2 });
}

/** The first `count` blocks of keys or values. */
function prefix(tape: Tape, x: string, shape: AttentionShape & { count: number }): string {
  const { graph } = tape;
  if (shape.count === shape.blocks) return x;
  return graph.op('Slice', [x, graph.ints([0]), blockEnd(tape, shape), graph.ints([2])]);
}

/** int64 [1]: number of positions in the first `count` blocks. */
function blockEnd({ graph }: Tape, shape: AttentionShape & { count: number }): string {
  const { sequences, blocks, count } = shape;
  const size = graph.once('block size', () => {
    const length = graph.op('Slice', [sequences, graph.ints([1]), graph.ints([2]), graph.ints([0])]);
    return graph.op('Div', [length, graph.ints([blocks])]);
  });
  return graph.once(`block end ${count}`, () => graph.op('Mul', [size, graph.ints([count])]));
}

/** [rows of a block, keys up to its end]: 0 where a row may look, a large negative number after its position. */
function causalMask(tape: Tape, block: number, shape: Folding): string {
  const { graph } = tape;
  const scalar = (x: string): string => graph.op('Squeeze', [x]);
  const range = (from: string, to: string): string =>
    graph.op('Range', [scalar(from), scalar(to), scalar(graph.ints([1]))]);
  return graph.once(`causal mask ${block}`, () => {
    const groups = graph.ints([shape.groups]);
    const [start, end] = [block, block + 1].map((count) => blockEnd(tape, { ...shape, count })) as [string, string];
    const rows = range(graph.op('Mul', [start, groups]), graph.op('Mul', [end, groups]));
    const positions = graph.op('Reshape', [graph.op('Div', [rows, groups]), graph.ints([-1, 1])]);
    const after = graph.op('Greater', [range(graph.ints([0]), end), positions]);
    return graph.op('Where', [after, graph.float(-1e9), graph.float(0)]);
  });
}

/** Sums gradients of prefixes of 1, 2, … blocks into the gradient of the whole. */
function sumPrefixes(tape: Tape, prefixes: readonly string[]): string {
  const columns = prefixes.map((gradient, i) => pieces(tape, gradient, i + 1));
  const whole = prefixes.map((_, j) => {
    const terms = columns.slice(j).map((column) => column[j] as string);
    return terms.length === 1 ? (terms[0] as string) : tape.graph.op('Sum', terms);
  });
  return concat(tape, whole);
}
