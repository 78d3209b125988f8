import { expect, test } from 'vitest';
import type { Architecture, Parameters } from '../../../src/lm/architecture.ts';
import { EMBEDDING } from '../../../src/lm/architecture.ts';
import { initialise } from '../../../src/lm/initialise.ts';
import { random } from '../../../src/seeds.ts';
import { referenceLogProbabilities } from '../../support/reference-decoder.ts';

const architecture: Architecture = {
  kind: 'llama',
  vocabSize: 120,
  hiddenSize: 64,
  layers: 2,
  heads: 2,
  kvHeads: 1,
  headDim: 32,
  intermediateSize: 64,
  rmsEps: 1e-5,
  ropeTheta: 10_000,
  maxPositions: 64,
  tiedHead: true,
};

/** Mean log-probability of the second half of a random sequence that is said twice, but for its first token. */
function recall(parameters: Parameters, seed: number): number {
  const once = random(seed)
    .shuffle(Array.from({ length: 120 }, (_, id) => id))
    .slice(0, 12);
  const rows = referenceLogProbabilities(architecture, parameters, [...once, ...once]);
  const said = once.slice(1).map((id, i) => rows[once.length + i]?.[id] as number);
  return said.reduce((sum, value) => sum + value, 0) / said.length;
}

test('a fresh model with the circuit expects what it has seen before to go on as before', () => {
  const gains = [1, 2, 3].map(
    (seed) => recall(initialise(architecture, seed, 'induction'), seed) - recall(initialise(architecture, seed), seed),
  );
  for (const gain of gains) expect(gain).toBeGreaterThan(1);
});

test('the same seed gives the same parameters', () => {
  expect(initialise(architecture, 7, 'induction')).toEqual(initialise(architecture, 7, 'induction'));
  expect(initialise(architecture, 7, 'induction')).not.toEqual(initialise(architecture, 8, 'induction'));
});

test.each([
  ['one layer', { layers: 1 }],
  ['no slow rotary pair', { ropeTheta: 10 }],
])('with %s there is no circuit', (_, change) => {
  const changed = { ...architecture, ...change };
  expect(initialise(changed, 7, 'induction')).toEqual(initialise(changed, 7));
});

test('only the embeddings and the first heads of two layers are touched', () => {
  const plain = initialise(architecture, 7);
  const names = [...initialise(architecture, 7, 'induction')].flatMap(([name, { data }]) =>
    data.every((value, i) => value === plain.get(name)?.data[i]) ? [] : [name],
  );
  const projections = ['q', 'k', 'v', 'o'].map((name) => `self_attn.${name}_proj.weight`);
  const expected = [0, 1].flatMap((layer) => projections.map((name) => `model.layers.${layer}.${name}`));
  expect(names.toSorted()).toEqual([EMBEDDING, ...expected].toSorted());
});
