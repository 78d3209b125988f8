/**
 * Builds ONNX graphs: nodes, inputs, outputs and constants by name, encoded to the bytes an onnxruntime session is made
 * from. Knows operators by name only; gradients are src/lm/onnx/tape.ts, models are src/lm/training and src/lm/generation.
 */
import { ATTRIBUTE_TYPE, DATA_TYPE, type DataType, ModelProto } from './schema.ts';

/** A float attribute is written `{ float: 0.5 }`, so that 1 and 1.0 differ. */
export type Attribute = number | string | readonly number[] | { float: number };
/** A dimension is a size, or a name where it varies from run to run. */
export type Dimension = number | string;

export interface NodeOptions {
  attributes?: Record<string, Attribute>;
  /** `com.microsoft` for onnxruntime's own operators. */
  domain?: string;
  /** Number of outputs, or their names. */
  outputs?: number | readonly string[];
}

const OPSET = 21;

export class GraphBuilder {
  private readonly nodes: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];
  private readonly initializers: object[] = [];
  private readonly constants = new Map<string, string>();
  private counter = 0;

  /** Adds a node with any number of outputs; returns their names. */
  node(opType: string, inputs: readonly string[], options: NodeOptions = {}): string[] {
    const { attributes = {}, domain = '', outputs = 1 } = options;
    const names = typeof outputs === 'number' ? Array.from({ length: outputs }, () => this.fresh()) : [...outputs];
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
    this.nodes.push({
      opType,
      domain,
      name: `${opType}_${this.nodes.length}`,
      input: inputs,
      output: names,
      attribute,
    });
    return names;
  }

  /** Adds a node with one output; returns its name. */
  op(opType: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.node(opType, inputs, { attributes })[0] as string;
  }

  /** Adds a one-output node of onnxruntime's own domain. */
  microsoft(opType: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.node(opType, inputs, { attributes, domain: 'com.microsoft' })[0] as string;
  }

  input(name: string, type: DataType, shape: readonly Dimension[]): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Declares an output. With `from`, an existing value is given the output's name. */
  output(name: string, type: DataType, shape: readonly Dimension[], from?: string): string {
    if (from !== undefined) this.node('Identity', [from], { outputs: [name] });
    this.outputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Declares an output that is a sequence of the given float32 values (only src/lm/onnx/in-place.ts has a use for it). */
  sequenceOutput(name: string, values: readonly string[]): string {
    this.node('SequenceConstruct', values, { outputs: [name] });
    const elemType = { tensorType: { elemType: DATA_TYPE.float32 } };
    this.outputs.push({ name, type: { sequenceType: { elemType } } });
    return name;
  }

  /** A float32 scalar. */
  float(value: number): string {
    return this.once(`float ${value}`, () => this.tensor('float32', [], Float32Array.of(value)));
  }

  /** A one-dimensional int64 tensor (shapes, axes, indices). */
  ints(values: readonly number[]): string {
    return this.once(`ints ${values.join()}`, () =>
      this.tensor('int64', [values.length], BigInt64Array.from(values, BigInt)),
    );
  }

  /** A constant tensor stored in the graph. */
  tensor(type: DataType, dims: readonly number[], data: Float32Array | BigInt64Array | Int32Array): string {
    const name = this.fresh();
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dims, dataType: DATA_TYPE[type], rawData });
    return name;
  }

  /** Makes a value once and returns the same name for the same key afterwards. */
  once(key: string, make: () => string): string {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.constants.set(key, name);
    return name;
  }

  encode(): Uint8Array {
    return ModelProto.encode(
      ModelProto.create({
        irVersion: 9,
        producerName: 'agentgym',
        opsetImport: [
          { domain: '', version: OPSET },
          { domain: 'com.microsoft', version: 1 },
        ],
        graph: {
          name: 'agentgym',
          node: this.nodes,
          input: this.inputs,
          output: this.outputs,
          initializer: this.initializers,
        },
      }),
    ).finish();
  }

  private fresh(): string {
    return `v${this.counter++}`;
  }
}

function encodeAttribute(name: string, value: Attribute): object {
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

function valueInfo(name: string, type: DataType, shape: readonly Dimension[]): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE[type], shape: { dim } } } };
}
