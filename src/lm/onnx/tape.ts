/**
 * Reverse-mode differentiation over a graph being built: each operator records how the gradient of its output becomes
 * gradients of its inputs, and `backward` adds those nodes in reverse order. Operators are in differentiable.ts,
 * attention.ts and cross-entropy.ts; nothing here runs a graph.
 */
import type { GraphBuilder } from './graph.ts';

/** A value of the graph, and whether a gradient of it is wanted. */
export interface Value {
  readonly name: string;
  readonly wanted: boolean;
}

/** Given the name of the output's gradient, gives each input its share (`Tape.add`). */
export type Backward = (gradient: string) => void;

export class Tape {
  readonly graph: GraphBuilder;
  private readonly records: { output: Value; backward: Backward }[] = [];
  private readonly gradients = new Map<string, string>();

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** Declares a float32 graph input whose gradient is wanted. */
  parameter(name: string, shape: readonly number[]): Value {
    return { name: this.graph.input(name, 'float32', shape), wanted: true };
  }

  /** A value that is held fixed. */
  fixed(name: string): Value {
    return { name, wanted: false };
  }

  /** The output of an operator over `inputs`; `backward` runs only if one of them wants a gradient. */
  record(name: string, inputs: readonly Value[], backward: Backward): Value {
    const output = { name, wanted: inputs.some((input) => input.wanted) };
    if (output.wanted) this.records.push({ output, backward });
    return output;
  }

  /** Adds to the gradient of `value`. */
  add(value: Value, gradient: string): void {
    this.extend(value, (before) => (before === undefined ? gradient : this.graph.op('Add', [before, gradient])));
  }

  /** Replaces the gradient of `value` by one that has the gradient so far worked in (fused additions). */
  extend(value: Value, make: (before: string | undefined) => string): void {
    if (value.wanted) this.gradients.set(value.name, make(this.gradients.get(value.name)));
  }

  /** Adds the nodes that compute all gradients; starts from the values whose gradient was added by hand (the loss). */
  backward(): void {
    for (const { output, backward } of this.records.toReversed()) {
      const gradient = this.gradients.get(output.name);
      if (gradient !== undefined) backward(gradient);
    }
  }

  /** Name of the gradient of `value`; undefined if the loss does not depend on it. */
  gradient(value: Value): string | undefined {
    return this.gradients.get(value.name);
  }
}
