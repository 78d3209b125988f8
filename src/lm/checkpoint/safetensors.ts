/**
 * The safetensors format: 8 bytes of header length, a JSON header, the tensors end to end. Writes F32, reads F32, F16 and
 * BF16 into float32; sharded checkpoints by their index. Knows no model.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { type Parameters, sizeOf } from '../architecture.ts';

const BYTES: Record<string, number> = { F32: 4, F16: 2, BF16: 2 };

/** The bytes of a file; tensors in the map's order, the data aligned to 8 bytes. */
export function encodeSafetensors(parameters: Parameters): Buffer {
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of parameters) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

/** All tensors of a checkpoint directory: `model.safetensors`, or the shards that its index names. */
export async function readSafetensors(directory: string): Promise<Parameters> {
  const index = await readFile(join(directory, 'model.safetensors.index.json'), 'utf8').catch(() => undefined);
  if (index === undefined) return decodeFile(join(directory, 'model.safetensors'));
  const { weight_map: map } = JSON.parse(index) as { weight_map: Record<string, string> };
  const parameters: Parameters = new Map();
  for (const shard of new Set(Object.values(map))) {
    if (shard.includes('/') || shard.includes('\\')) throw foreign(directory, `the index names \`${shard}\``);
    for (const [name, parameter] of await decodeFile(join(directory, shard))) parameters.set(name, parameter);
  }
  return parameters;
}

async function decodeFile(file: string): Promise<Parameters> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${file} cannot be read.`, {
      hint: 'A checkpoint is a directory in Hugging Face layout, with config.json and model.safetensors.',
      cause,
    });
  });
  return decodeSafetensors(bytes, file);
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The tensors of a file's bytes; `file` is what errors name. */
export function decodeSafetensors(bytes: Buffer, file: string): Parameters {
  if (bytes.length < 8) throw foreign(file, 'it is shorter than its header');
  const length = Number(bytes.readBigUInt64LE(0));
  if (length > bytes.length - 8) throw foreign(file, 'its header is cut off');
  let header: Record<string, Entry>;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  } catch {
    throw foreign(file, 'its header is not JSON');
  }
  const data = bytes.subarray(8 + length);
  const parameters: Parameters = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') parameters.set(name, decodeTensor(name, entry, data, file));
  }
  return parameters;
}

function decodeTensor(name: string, entry: Entry, all: Buffer, file: string): { shape: number[]; data: Float32Array } {
  const { dtype, shape, data_offsets: range } = entry;
  const width = BYTES[dtype];
  if (width === undefined) throw foreign(file, `tensor ${name} is ${dtype}; F32, F16 and BF16 can be read`);
  const [start, end] = Array.isArray(range) ? range : [0, -1];
  if (!Array.isArray(shape) || !(start >= 0) || !(end <= all.length) || end - start !== sizeOf(shape) * width) {
    throw foreign(file, `tensor ${name} does not lie within the file`);
  }
  const source = all.subarray(start, end);
  const data = new Float32Array(sizeOf(shape));
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
