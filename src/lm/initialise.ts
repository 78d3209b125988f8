/**
 * Fresh parameters of a decoder. Embeddings have unit standard deviation, so that residual additions start small beside
 * them; the logits start at unit scale, by a final norm of 1/√hidden when the head is tied to them and by the head's own
 * scale otherwise. Matrices are normal with standard deviation 1/√in, those that write to the residual stream scaled by
 * 1/√(2·layers) (GPT-2's rule). Says nothing of how parameters are trained.
 */
import { random } from '../seeds.ts';
import { type Architecture, EMBEDDING, FINAL_NORM, type Parameters, parameterShapes, sizeOf } from './architecture.ts';
import { addInductionHeads } from './induction.ts';

/** `plain`: as above. `induction`: with a pair of heads that look things up in the context (induction.ts). */
export type Initialisation = 'plain' | 'induction';

/** Parameters that depend on the seed and the architecture alone. */
export function initialise(a: Architecture, seed: number, how: Initialisation = 'plain'): Parameters {
  const stream = random(seed);
  const parameters: Parameters = new Map();
  const residual = 1 / Math.sqrt(2 * a.layers);
  for (const [name, shape] of parameterShapes(a)) {
    const data = new Float32Array(sizeOf(shape));
    const fanIn = shape[1] ?? 1;
    if (name.endsWith('norm.weight')) data.fill(name === FINAL_NORM && a.tiedHead ? 1 / Math.sqrt(a.hiddenSize) : 1);
    else if (!name.endsWith('.bias')) {
      let deviation = 1 / Math.sqrt(fanIn);
      if (name === EMBEDDING) deviation = 1;
      else if (name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight')) deviation *= residual;
      for (let i = 0; i < data.length; i++) data[i] = stream.normal() * deviation;
    }
    parameters.set(name, { shape, data });
  }
  if (how === 'induction') addInductionHeads(a, parameters, stream);
  return parameters;
}
