/**
 * Weighted cross-entropy over a vocabulary. The gradient of the logits (as large as the logits themselves) is never
 * materialised: with probabilities p, d logits = w·(p − onehot) is multiplied out by hand.
 */
import type { Tape, Value } from './tape.ts';

export interface CrossEntropyInputs {
  /** [rows, hidden] */
  hidden: Value;
  /** [vocabulary, hidden] */
  head: Value;
  /** Names of int64 [rows] (the right token) and float32 [rows] (its weight). */
  labels: string;
  weights: string;
}

/**
 * The name of the scalar Σ weight·nll (nats), whose gradients are started on the tape. A token's reported nll ends at
 * 85 nats, where its probability underflows; its gradient does not.
 */
export function crossEntropy(tape: Tape, { hidden, head, labels, weights }: CrossEntropyInputs): string {
  const { graph } = tape;
  const column = (x: string): string => graph.op('Reshape', [x, graph.ints([-1, 1])]);
  const [weight, label] = [column(weights), column(labels)];
  const logits = graph.op('Gemm', [hidden.name, head.name], { transB: 1 });
  const probabilities = graph.op('Softmax', [logits], { axis: -1 });
  const chosen = graph.op('Max', [graph.op('GatherElements', [probabilities, label], { axis: 1 }), graph.float(1e-37)]);
  const loss = graph.op('ReduceSum', [graph.op('Mul', [graph.op('Neg', [graph.op('Log', [chosen])]), weight])], {
    keepdims: 0,
  });
  if (hidden.wanted) {
    const expected = graph.op('Gemm', [probabilities, head.name]);
    const surprise = graph.op('Sub', [expected, graph.op('Gather', [head.name, labels])]);
    tape.add(hidden, graph.op('Mul', [surprise, weight]));
  }
  if (head.wanted) {
    const weighted = graph.op('Mul', [hidden.name, weight]);
    const onto = graph.op('Gemm', [probabilities, weighted], { transA: 1 });
    tape.add(head, graph.op('ScatterND', [onto, label, graph.op('Neg', [weighted])], { reduction: 'add' }));
  }
  return loss;
}
