/**
 * The safetensors format: 8 bytes of header length, a JSON header, the tensors end to end. Writes F32, reads F32, F16 and
 * BF16 into float32; sharded checkpoints by their index. Any value is taken, NaN and infinities too. Knows no model.
 */
import { join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { type Parameter, type Parameters, sizeOf } from '../architecture.ts';
import { bytesOf, readJsonIfThere, unreadable } from './json.ts';

const BYTES: ReadonlyMap<unknown, number> = new Map([
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
]);

/** The bytes of a file; tensors in the map's order, the data aligned to 8 bytes. Equal tensors give equal bytes. */
export function encodeSafetensors(parameters: Parameters): Buffer {
  const parts = [...parameters.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([safetensorsHeader(parameters, { format: 'pt' }), ...parts]);
}

/** What comes before the data, which follows in the map's order: all F32. `metadata` may hold any text. */
export function safetensorsHeader(tensors: Parameters, metadata: Readonly<Record<string, string>>): Buffer {
  // Without a prototype, a tensor may have any name.
  const header = Object.create(null) as Record<string, object>;
  header['__metadata__'] = metadata;
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/**
 * All tensors of a checkpoint directory: `model.safetensors`, or else the shards that its index names. Throws
 * E_STORE_CHECKPOINT, naming the file, where one is missing or damaged.
 */
export async function readSafetensors(directory: string): Promise<Parameters> {
  const whole = join(directory, 'model.safetensors');
  try {
    return decodeSafetensors(await bytesOf(whole), whole);
  } catch (cause) {
    if (cause instanceof AgentgymError) throw cause;
    const shards = await shardsOf(directory);
    if (shards === undefined) throw unreadable(whole, cause);
    const parameters: Parameters = new Map();
    for (const shard of shards) {
      const bytes = await bytesOf(shard).catch((error: unknown) => {
        throw unreadable(shard, error);
      });
      for (const [name, parameter] of decodeSafetensors(bytes, shard)) parameters.set(name, parameter);
    }
    return parameters;
  }
}

/** The files that the directory's index names, each once; undefined where there is no index. */
async function shardsOf(directory: string): Promise<string[] | undefined> {
  const file = join(directory, 'model.safetensors.index.json');
  const index = (await readJsonIfThere(file)) as { weight_map?: unknown } | null | undefined;
  if (index === undefined) return undefined;
  const map = index?.weight_map;
  const names = typeof map === 'object' && map !== null ? [...new Set<unknown>(Object.values(map))] : [];
  if (names.length > 0 && names.every(isBeside)) return names.map((name) => join(directory, name));
  throw new AgentgymError('E_STORE_CHECKPOINT', `${file} does not name safetensors files beside it (weight_map).`, {
    hint: 'Copy or make the checkpoint again.',
  });
}

/** A shard lies beside its index: a name with a path in it would read files from anywhere. */
function isBeside(name: unknown): name is string {
  return typeof name === 'string' && /^[^/\\]+\.safetensors$/u.test(name);
}

interface Entry {
  name: string;
  dtype: string;
  /** Bytes of a value. */
  width: number;
  shape: number[];
  /** Bytes of the data, [start, end). */
  start: number;
  end: number;
}

/** The tensors of a file's bytes, in the header's order; `file` is what errors name. */
export function decodeSafetensors(bytes: Buffer, file: string): Parameters {
  if (bytes.length < 8) throw foreign(file, 'it is shorter than its header');
  const length = Number(bytes.readBigUInt64LE(0));
  if (length > bytes.length - 8) throw foreign(file, 'its header is cut off');
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  } catch {
    throw foreign(file, 'its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw foreign(file, 'its header is not a JSON object');
  }
  const data = bytes.subarray(8 + length);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => entryOf(name, value, file));
  checkLayout(entries, data.length, file);
  return new Map(entries.map((entry) => [entry.name, widened(entry, data.subarray(entry.start, entry.end))]));
}

function entryOf(name: string, value: unknown, file: string): Entry {
  const { dtype, shape, data_offsets: range } = Object(value) as Record<string, unknown>;
  const width = BYTES.get(dtype);
  if (width === undefined) throw foreign(file, `tensor ${name} is ${String(dtype)}; F32, F16 and BF16 can be read`);
  if (!isSizes(shape)) throw foreign(file, `the shape of tensor ${name} is not a list of sizes`);
  if (!isSizes(range) || range.length !== 2) throw foreign(file, `tensor ${name} does not say where it lies`);
  const [start, end] = range as [number, number];
  if (end - start !== sizeOf(shape) * width)
    throw foreign(file, `tensor ${name} has more or fewer bytes than its shape`);
  return { name, dtype: dtype as string, width, shape, start, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** The format's own rule: tensors lie end to end and fill the file, so none shares its bytes with another. */
function checkLayout(entries: readonly Entry[], length: number, file: string): void {
  let filled = 0;
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (end > length) throw foreign(file, `tensor ${name} does not lie within the file`);
    if (start !== filled)
      throw foreign(file, `tensor ${name} ${start < filled ? 'overlaps another' : 'follows a gap'}`);
    filled = end;
  }
  if (filled !== length) throw foreign(file, `${length - filled} bytes after its tensors belong to none`);
}

function widened({ dtype, width, shape }: Entry, source: Buffer): Parameter {
  const data = new Float32Array(source.length / width);
  if (dtype === 'F32') new Uint8Array(data.buffer).set(source);
  else {
    const bits = new Uint32Array(data.buffer);
    const widen = dtype === 'BF16' ? (half: number): number => half << 16 : float16Bits;
    for (let i = 0; i < data.length; i++) bits[i] = widen(source.readUInt16LE(2 * i));
  }
  return { shape, data };
}

/** The float32 bits of an IEEE 754 half. */
function float16Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

function foreign(file: string, why: string): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `${file} is not a readable safetensors file: ${why}.`, {
    hint: 'It may be incomplete, or of another kind; copy or make the checkpoint again.',
  });
}
