/**
 * All parameters as one flat vector, in the order of the forward pass: where each lies, and how the vector is cut into
 * units of work for the optimiser. Gradients and moments have the same layout.
 */
import { type Architecture, EMBEDDING, type Parameters, parameterShapes, sizeOf } from '../architecture.ts';

export interface Placement {
  name: string;
  shape: readonly number[];
  /** First element, and the one after the last. */
  start: number;
  end: number;
}

/** A stretch of the vector that one thread reduces and updates. */
export interface Unit {
  start: number;
  end: number;
  /** Whether weight decay applies. */
  decayed: boolean;
}

export interface Layout {
  size: number;
  placements: readonly Placement[];
  units: readonly Unit[];
}

const UNIT_SIZE = 1 << 14;

/**
 * Weight decay applies to matrices, an untied head among them; not to norms and biases, nor to embeddings, whose
 * entries for tokens that are seen rarely it would wear down to nothing.
 */
export function layoutOf(a: Architecture): Layout {
  const placements: Placement[] = [];
  const units: Unit[] = [];
  let size = 0;
  for (const [name, shape] of parameterShapes(a)) {
    const [start, end] = [size, size + sizeOf(shape)];
    placements.push({ name, shape, start, end });
    const decayed = shape.length === 2 && name !== EMBEDDING;
    for (let at = start; at < end; at += UNIT_SIZE)
      units.push({ start: at, end: Math.min(end, at + UNIT_SIZE), decayed });
    size = end;
  }
  return { size, placements, units };
}

export function flatten({ placements }: Layout, parameters: Parameters, into: Float32Array): void {
  for (const { name, start, end } of placements) {
    const parameter = parameters.get(name);
    if (parameter?.data.length !== end - start) throw new Error(`Parameter ${name} is missing or of the wrong size.`);
    into.set(parameter.data, start);
  }
}

/** Copies the flat vector into parameters of their own. */
export function unflatten({ placements }: Layout, flat: Float32Array): Parameters {
  return new Map(
    placements.map(({ name, shape, start, end }) => [
      name,
      { shape, data: Float32Array.from(flat.subarray(start, end)) },
    ]),
  );
}
