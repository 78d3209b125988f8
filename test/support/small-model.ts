/** A small decoder with parameters that differ from each other everywhere (norms and biases too). */
import type { Architecture, Parameters } from '../../src/lm/architecture.ts';
import { initialise } from '../../src/lm/initialise.ts';
import { random } from '../../src/seeds.ts';

export function smallModel(changes: Partial<Architecture> = {}): {
  architecture: Architecture;
  parameters: Parameters;
} {
  const architecture: Architecture = {
    kind: 'llama',
    vocabSize: 50,
    hiddenSize: 32,
    layers: 2,
    heads: 4,
    kvHeads: 2,
    headDim: 16,
    intermediateSize: 48,
    rmsEps: 1e-5,
    ropeTheta: 10_000,
    maxPositions: 64,
    tiedHead: true,
    ...changes,
  };
  const parameters = initialise(architecture, 1);
  const stream = random(2);
  for (const [name, { data }] of parameters) {
    if (!name.endsWith('norm.weight') && !name.endsWith('.bias')) continue;
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + 0.3 * stream.normal();
  }
  return { architecture, parameters };
}
