/**
 * An induction circuit in fresh parameters: a head of the first layer that attends to the previous token, and a head of
 * the second that attends to where the current token stood before, one further, and copies what it finds there (Olsson
 * et al. 2022, arXiv 2209.11895). Pre-trained models have such heads; a small model that starts from nothing spends
 * millions of tokens on finding them, and until then it can only remember, not read. All of it is ordinary weights that
 * training goes on from. Only query head 0 and key/value head 0 of the two layers are set; the others stay as they were.
 */
import type { Random } from '../seeds.ts';
import { type Architecture, EMBEDDING, type Parameters } from './architecture.ts';

/** Mean of every embedding coordinate: what all tokens have in common, from which a head can make a constant query. */
const COMMON = 0.5;
/** Fast rotary pairs that tell one position from the next, and the length of query and key on each. */
const POSITION = { pairs: 5, length: 4 };
/** Rotary pairs slower than this (radians a token) compare contents, whatever their distance; and their scale. */
const CONTENT = { slowest: 0.01, scale: 3 };

/** Sets the two heads. A model of one layer, or without slow rotary pairs (a small ropeTheta), stays as it is. */
export function addInductionHeads(a: Architecture, parameters: Parameters, stream: Random): void {
  const slow = rotaryFrequencies(a).flatMap((frequency, pair) => (frequency < CONTENT.slowest ? [pair] : []));
  if (a.layers < 2 || slow.length === 0) return;
  const { hiddenSize: d, headDim: h } = a;
  const embedding = dataOf(parameters, EMBEDDING);
  for (let i = 0; i < embedding.length; i++) embedding[i] = (embedding[i] as number) + COMMON;

  // The previous token is read by `read` and written to other directions of the residual stream, `written`.
  const [read, written, copied] = [orthonormal(h, d, stream), orthonormal(h, d, stream), orthonormal(h, d, stream)];
  const first = headOf(a, parameters, 0);
  attendToPrevious(a, first);
  first.value.set(read);
  first.output.set(transpose(written, d));

  // The second head's query is the current token as `read` gives it; its keys are the tokens before, as `written`.
  const mix = orthonormal(2 * slow.length, h, stream);
  const rows = [...slow, ...slow.map((pair) => pair + h / 2)];
  const second = headOf(a, parameters, 1);
  second.query.set(placeRows(product(mix, read, h), rows, d, h));
  second.key.set(placeRows(product(mix, written, h), rows, d, h));
  second.value.set(copied);
  second.output.set(transpose(copied, d));
}

/** Constant queries and keys whose rotary scores are largest one position back. */
function attendToPrevious(a: Architecture, { query, key }: Head): void {
  const { hiddenSize: d, headDim: h } = a;
  // After the norm, the mean of a token's coordinates is about this.
  const level = COMMON / Math.sqrt(1 + COMMON * COMMON);
  const weight = POSITION.length / level / d;
  const frequencies = rotaryFrequencies(a);
  const keys = new Float32Array(h * d);
  const queries = new Float32Array(h * d);
  for (const [pair, frequency] of frequencies.slice(0, POSITION.pairs).entries()) {
    keys.fill(weight, pair * d, (pair + 1) * d);
    queries.fill(weight * Math.cos(frequency), pair * d, (pair + 1) * d);
    queries.fill(-weight * Math.sin(frequency), (pair + h / 2) * d, (pair + h / 2 + 1) * d);
  }
  key.set(keys);
  query.set(queries);
}

/** Radians a token of each rotary pair (i, i + headDim/2), the Hugging Face layout. */
function rotaryFrequencies({ headDim, ropeTheta }: Architecture): number[] {
  return Array.from({ length: headDim / 2 }, (_, pair) => ropeTheta ** ((-2 * pair) / headDim));
}

/** Head 0 of a layer: setters of its rows [headDim × hidden] of q, k and v, and its columns [hidden × headDim] of o. */
interface Head {
  query: Block;
  key: Block;
  value: Block;
  output: Block;
}
interface Block {
  set(block: Float32Array): void;
}

function headOf(a: Architecture, parameters: Parameters, layer: number): Head {
  const of = (name: string): Float32Array => dataOf(parameters, `model.layers.${layer}.self_attn.${name}_proj.weight`);
  const width = a.heads * a.headDim;
  const output = (block: Float32Array): void => {
    for (let row = 0; row < a.hiddenSize; row++) {
      of('o').set(block.subarray(row * a.headDim, (row + 1) * a.headDim), row * width);
    }
  };
  const rows = (name: string): Block => ({ set: (block) => of(name).set(block) });
  return { query: rows('q'), key: rows('k'), value: rows('v'), output: { set: output } };
}

function dataOf(parameters: Parameters, name: string): Float32Array {
  const parameter = parameters.get(name);
  if (!parameter) throw new RangeError(`There is no parameter ${name}.`);
  return parameter.data;
}

/** [rows × columns] with orthonormal rows (rows ≤ columns), orthogonal to the constant vector too where there is room. */
function orthonormal(rows: number, columns: number, stream: Random): Float32Array {
  const constant = new Float32Array(columns).fill(1 / Math.sqrt(columns));
  const made: Float32Array[] = rows < columns ? [constant] : [];
  const count = made.length + rows;
  while (made.length < count) {
    const row = Float32Array.from({ length: columns }, () => stream.normal());
    for (const other of made) {
      const along = row.reduce((sum, x, i) => sum + x * (other[i] as number), 0);
      for (let i = 0; i < columns; i++) row[i] = (row[i] as number) - along * (other[i] as number);
    }
    const norm = Math.hypot(...row);
    if (norm > 1e-3) made.push(row.map((x) => x / norm));
  }
  const block = new Float32Array(rows * columns);
  for (const [i, row] of made.slice(count - rows).entries()) block.set(row, i * columns);
  return block;
}

function transpose(block: Float32Array, columns: number): Float32Array {
  const rows = block.length / columns;
  return Float32Array.from(block, (_, i) => block[(i % rows) * columns + Math.floor(i / rows)] as number);
}

/** scale · left · right, where left has `inner` columns. */
function product(left: Float32Array, right: Float32Array, inner: number): Float32Array {
  const [rows, columns] = [left.length / inner, right.length / inner];
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += (left[row * inner + k] as number) * (right[k * columns + column] as number);
    return CONTENT.scale * sum;
  });
}

/** A [total × columns] block that is 0 but for the given rows. */
function placeRows(block: Float32Array, rows: readonly number[], columns: number, total: number): Float32Array {
  const placed = new Float32Array(total * columns);
  for (const [i, row] of rows.entries()) placed.set(block.subarray(i * columns, (i + 1) * columns), row * columns);
  return placed;
}
