import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../../src/lm/onnx/graph.ts';
import { declareInPlace, type InPlaceRun, inPlaceRunner } from '../../../../src/lm/onnx/in-place.ts';
import { createSession, tensor } from '../../../../src/lm/onnx/runtime.ts';

/** y = u · w, and x with u added to its rows i, written over x. (What reads x besides could run before or after.) */
async function runner(): Promise<InPlaceRun> {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', ['rows', 'width']);
  graph.input('w', 'float32', ['inner', 2]);
  graph.input('i', 'int64', ['count', 1]);
  graph.input('u', 'float32', ['count', 'width']);
  declareInPlace(graph, 'u');
  graph.output('y', 'float32', ['count', 2], graph.op('MatMul', ['u', 'w']));
  graph.node('ScatterND', ['x', 'i', 'u'], { attributes: { reduction: 'add' }, outputs: ['z'] });
  graph.output('z', 'float32', ['rows', 'width']);
  return inPlaceRunner(await createSession(graph.encode()));
}

function tensors(inner: number) {
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const y = new Float32Array(2);
  const whole = tensor('float32', x, [3, 2]);
  const inputs = {
    x: whole,
    w: tensor('float32', new Float32Array(2 * inner).fill(1), [inner, 2]),
    i: tensor('int64', BigInt64Array.of(1n), [1, 1]),
    u: tensor('float32', Float32Array.of(10, 20), [1, 2]),
  };
  return { x, y, inputs, outputs: { y: tensor('float32', y, [1, 2]), z: whole } };
}

test('outputs arrive in the tensors they are given, an input among them', async () => {
  const { x, y, inputs, outputs } = tensors(2);
  const run = await runner();
  await run(inputs, outputs);
  expect([...x]).toEqual([1, 2, 13, 24, 5, 6]);
  await run(inputs, outputs);
  expect([...x]).toEqual([1, 2, 23, 44, 5, 6]);
  expect([...y]).toEqual([30, 30]);
});

test('a run that fails is not taken for a finished one', async () => {
  const { inputs, outputs } = tensors(3);
  await expect((await runner())(inputs, outputs)).rejects.toThrow(/MatMul/);
});
