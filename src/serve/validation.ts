/**
 * Request bodies and queries as FastAPI reads them: the same coercions (`"0"` is an integer, unknown fields are
 * ignored) and the same 422 answers. Knows no environment.
 */
import { type Answer, detail } from './answers.ts';
import type { Body, Field } from './fields.ts';
import { jsonFault } from './json-fault.ts';

/** One entry of a 422's `detail`. */
export interface Fault {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export type Read<T> = { readonly value: T } | { readonly refusal: Answer };

function unprocessable(faults: readonly Fault[]): Answer {
  try {
    return detail(422, faults);
  } catch {
    // What was sent is nested too deeply to be written again.
    return detail(
      422,
      faults.map((fault) => ({ ...fault, input: null })),
    );
  }
}

/**
 * The fields of a body.
 * @param options.type the request's content type; what is not JSON is no object, as there.
 * @param options.longest characters of a string.
 */
export function readBody(
  text: string,
  fields: readonly Field[],
  options: { type: string | undefined; longest: number },
): Read<Body> {
  if (text === '') return refuse(missing(['body'], null));
  if (!isJson(options.type)) return refuse(notAnObject(text));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(jsonFault(text, error));
  }
  if (value === null) return refuse(missing(['body'], null));
  if (typeof value !== 'object' || Array.isArray(value)) return refuse(notAnObject(value));
  return readFields(value as Record<string, unknown>, fields, options.longest);
}

/** The integer that a query names. */
export function readQuery(name: string, text: string | undefined): Read<number> {
  if (text === undefined) return refuse(missing(['query', name], null));
  const read = integer(text, ['query', name]);
  return typeof read === 'number' ? { value: read } : refuse(read);
}

function readFields(value: Record<string, unknown>, fields: readonly Field[], longest: number): Read<Body> {
  const body: Record<string, number | string | null> = {};
  const faults: Fault[] = [];
  for (const field of fields) {
    const { name, kind } = field;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined) {
      if (field.optional !== true) faults.push(missing(['body', name], value));
      else if (field.otherwise !== undefined) body[name] = field.otherwise;
    } else if (given === null && field.nullable === true) body[name] = null;
    else {
      const read = kind === 'int' ? integer(given, ['body', name]) : string(given, ['body', name], longest);
      if (typeof read === 'object') faults.push(read);
      else body[name] = read;
    }
  }
  return faults.length === 0 ? { value: body } : { refusal: unprocessable(faults) };
}

/** An integer, or a fault: numbers without a fraction, booleans and digits are integers. */
function integer(given: unknown, loc: Fault['loc']): number | Fault {
  if (typeof given === 'number') {
    if (Number.isInteger(given)) return given;
    const msg = 'Input should be a valid integer, got a number with a fractional part';
    return { type: 'int_from_float', loc, msg, input: given };
  }
  if (typeof given === 'boolean') return given ? 1 : 0;
  if (typeof given === 'string') {
    if (/^\s*[+-]?\d{1,300}(?:\.0*)?\s*$/u.test(given)) return Number(given);
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    return { type: 'int_parsing', loc, msg, input: given };
  }
  return { type: 'int_type', loc, msg: 'Input should be a valid integer', input: given };
}

function string(given: unknown, loc: Fault['loc'], longest: number): string | Fault {
  if (typeof given !== 'string')
    return { type: 'string_type', loc, msg: 'Input should be a valid string', input: given };
  if (given.length <= longest) return given;
  const msg = `String should have at most ${longest} characters`;
  return { type: 'string_too_long', loc, msg, input: `${given.slice(0, 100)}…`, ctx: { max_length: longest } };
}

function missing(loc: Fault['loc'], input: unknown): Fault {
  return { type: 'missing', loc, msg: 'Field required', input };
}

function notAnObject(input: unknown): Fault {
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  return { type: 'model_attributes_type', loc: ['body'], msg, input };
}

function refuse(fault: Fault): { refusal: Answer } {
  return { refusal: unprocessable([fault]) };
}

/** A body without a content type is taken for JSON. */
function isJson(type: string | undefined): boolean {
  if (type === undefined || type === '' || type === 'application/json') return true;
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/iu.test(type);
}
