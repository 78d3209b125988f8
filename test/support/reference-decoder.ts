/** The decoder's forward pass written plainly in float64, to compare graphs with. Slow; small shapes only. */
import { type Architecture, EMBEDDING, FINAL_NORM, HEAD, type Parameters } from '../../src/lm/architecture.ts';

type Vector = readonly number[];

const dot = (x: Vector, y: Vector): number => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
const add = (x: Vector, y: Vector): number[] => x.map((value, i) => value + (y[i] as number));

function softmax(x: Vector): number[] {
  const highest = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** Log-probabilities of the next token after every prefix of `ids`: [ids.length][vocabulary]. */
export function referenceLogProbabilities(a: Architecture, parameters: Parameters, ids: readonly number[]): number[][] {
  const of = (name: string): number[] => Array.from(parameters.get(name)?.data ?? []);
  const linear = (x: Vector, name: string): number[] => {
    const weight = of(`${name}.weight`);
    const bias = parameters.has(`${name}.bias`) ? of(`${name}.bias`) : [];
    return Array.from({ length: weight.length / x.length }, (_, row) => {
      return dot(x, weight.slice(row * x.length, (row + 1) * x.length)) + (bias[row] ?? 0);
    });
  };
  const norm = (x: Vector, name: string): number[] => {
    const weight = of(name);
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + a.rmsEps);
    return x.map((value, i) => value * scale * (weight[i] as number));
  };
  const rotate = (x: Vector, position: number): number[] => {
    const half = a.headDim / 2;
    return x.map((value, i) => {
      const angle = position * a.ropeTheta ** ((-2 * (i % half)) / a.headDim);
      const partner = i < half ? -(x[i + half] as number) : (x[i - half] as number);
      return value * Math.cos(angle) + partner * Math.sin(angle);
    });
  };
  const heads = (x: Vector): number[][] =>
    Array.from({ length: x.length / a.headDim }, (_, i) => x.slice(i * a.headDim, (i + 1) * a.headDim));

  const embedding = of(EMBEDDING);
  let stream: number[][] = ids.map((id) => embedding.slice(id * a.hiddenSize, (id + 1) * a.hiddenSize));
  for (let layer = 0; layer < a.layers; layer++) {
    const at = (name: string): string => `model.layers.${layer}.${name}`;
    const headNorm = (x: Vector, name: string): number[] => (a.kind === 'qwen3' ? norm(x, at(name)) : [...x]);
    const inputs = stream.map((x) => norm(x, at('input_layernorm.weight')));
    const keys = inputs.map((x, position) =>
      heads(linear(x, at('self_attn.k_proj'))).map((key) => rotate(headNorm(key, 'self_attn.k_norm.weight'), position)),
    );
    const values = inputs.map((x) => heads(linear(x, at('self_attn.v_proj'))));
    stream = stream.map((x, position) => {
      const queries = heads(linear(inputs[position] as number[], at('self_attn.q_proj')));
      const attended = queries.flatMap((query, head) => {
        const group = Math.floor(head / (a.heads / a.kvHeads));
        const rotated = rotate(headNorm(query, 'self_attn.q_norm.weight'), position);
        const seen = keys.slice(0, position + 1);
        const shares = softmax(seen.map((key) => dot(rotated, key[group] as number[]) / Math.sqrt(a.headDim)));
        return Array.from({ length: a.headDim }, (_, i) =>
          shares.reduce((sum, share, j) => sum + share * (values[j]?.[group]?.[i] as number), 0),
        );
      });
      const middle = add(x, linear(attended, at('self_attn.o_proj')));
      const h = norm(middle, at('post_attention_layernorm.weight'));
      const up = linear(h, at('mlp.up_proj'));
      const gated = linear(h, at('mlp.gate_proj')).map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] as number));
      return add(middle, linear(gated, at('mlp.down_proj')));
    });
  }
  const head = (a.tiedHead ? EMBEDDING : HEAD).replace(/\.weight$/, '');
  return stream.map((x) => softmax(linear(norm(x, FINAL_NORM), head)).map(Math.log));
}
