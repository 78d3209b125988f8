/** Bodies and queries are read as FastAPI reads them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/serve/fields.ts';
import { readBody, readQuery } from '../../../src/serve/validation.ts';

const STEP: readonly Field[] = [
  { name: 'id', kind: 'int' },
  { name: 'action', kind: 'string' },
];
const RESET: readonly Field[] = [
  { name: 'id', kind: 'int' },
  { name: 'data_idx', kind: 'int', optional: true, otherwise: 0 },
  { name: 'session_id', kind: 'int', optional: true, nullable: true },
];

function read(
  text: string,
  { fields = STEP, type = 'application/json' }: { fields?: readonly Field[]; type?: string } = {},
) {
  const outcome = readBody(text, fields, { type, longest: 20 });
  if ('value' in outcome) return outcome.value;
  expect(outcome.refusal).toMatchObject({ status: 422, type: 'application/json' });
  return JSON.parse(outcome.refusal.body) as { detail: Record<string, unknown>[] };
}

const missing = (name: string, input: unknown) => ({
  type: 'missing',
  loc: ['body', name],
  msg: 'Field required',
  input,
});

describe('a body', () => {
  it('gives its fields, and unknown ones are ignored', () => {
    expect(read('{"id": 3, "action": "look", "more": [1]}')).toEqual({ id: 3, action: 'look' });
  });

  it.each([
    ['"0"', 0],
    ['" -7 "', -7],
    ['"12.0"', 12],
    ['4.0', 4],
    ['true', 1],
    ['false', 0],
  ])('takes %s for the integer %d', (text, value) => {
    expect(read(`{"id": ${text}, "action": ""}`)).toEqual({ id: value, action: '' });
  });

  it.each([
    ['"zero"', 'int_parsing'],
    ['""', 'int_parsing'],
    ['"1.5"', 'int_parsing'],
    ['1.5', 'int_from_float'],
    ['null', 'int_type'],
    ['[1]', 'int_type'],
    ['{}', 'int_type'],
  ])('does not take %s for one', (text, type) => {
    expect(read(`{"id": ${text}, "action": ""}`)).toEqual({
      detail: [{ type, loc: ['body', 'id'], msg: expect.any(String), input: JSON.parse(text) as unknown }],
    });
  });

  it('says every field that is missing or wrong', () => {
    expect(read('{}')).toEqual({ detail: [missing('id', {}), missing('action', {})] });
    expect(read('{"id": 1, "action": 2}')).toEqual({
      detail: [{ type: 'string_type', loc: ['body', 'action'], msg: 'Input should be a valid string', input: 2 }],
    });
  });

  it('has defaults, and null where a field allows it', () => {
    expect(read('{"id": 1, "session_id": null}', { fields: RESET })).toEqual({ id: 1, data_idx: 0, session_id: null });
    expect(read('{"id": 1, "data_idx": null}', { fields: RESET })).toMatchObject({ detail: [{ type: 'int_type' }] });
  });

  it('is not looked for in the prototype', () => {
    const fields = [{ name: 'constructor', kind: 'string' }] as const;
    expect(read('{}', { fields })).toEqual({ detail: [missing('constructor', {})] });
    expect(read('{"__proto__": {"id": 1}, "action": "x"}')).toMatchObject({ detail: [{ type: 'missing' }] });
  });

  it('may not have longer strings than the limit', () => {
    expect(read(`{"id": 1, "action": "${'x'.repeat(20)}"}`)).toMatchObject({ id: 1 });
    expect(read(`{"id": 1, "action": "${'x'.repeat(21)}"}`)).toMatchObject({
      detail: [{ type: 'string_too_long', loc: ['body', 'action'], ctx: { max_length: 20 } }],
    });
  });

  it.each(['', 'null'])('is missing: %j', (text) => {
    expect(read(text)).toEqual({ detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }] });
  });

  it.each(['[]', '3', '"text"', 'true'])('is no object: %s', (text) => {
    expect(read(text)).toMatchObject({ detail: [{ type: 'model_attributes_type', loc: ['body'] }] });
  });

  it('is JSON by its type, with or without a character set', () => {
    const text = '{"id": 1, "action": ""}';
    for (const type of ['', 'application/json; charset=utf-8', 'application/ld+json'])
      expect(read(text, { type })).toMatchObject({ id: 1 });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect(read(text, { type })).toMatchObject({ detail: [{ type: 'model_attributes_type', input: text }] });
  });

  it.each([
    ['{bad json', 1, 'Expecting property name enclosed in double quotes'],
    ['{"id": 1', 8, "Expecting ',' delimiter"],
    ['{"id" 1}', 6, "Expecting ':' delimiter"],
    ['{} x', 3, 'Extra data'],
    ['hello', 0, 'Expecting value'],
    ['{"id": ', 7, 'Expecting value'],
  ])('is no JSON, and where: %s', (text, place, error) => {
    expect(read(text)).toEqual({
      detail: [{ type: 'json_invalid', loc: ['body', place], msg: 'JSON decode error', input: {}, ctx: { error } }],
    });
  });

  it('never makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void readBody(text, STEP, { type: undefined, longest: 20 })));
    fc.assert(
      fc.property(fc.json(), (text) => {
        const outcome = readBody(text, RESET, { type: undefined, longest: 20 });
        if ('value' in outcome) expect(Number.isInteger(outcome.value['id'])).toBe(true);
        else expect(JSON.parse(outcome.refusal.body)).toHaveProperty('detail.0.loc.0', 'body');
      }),
    );
  });
});

describe('a query', () => {
  it('is an integer', () => {
    expect(readQuery('id', '12')).toEqual({ value: 12 });
  });

  it.each([
    [undefined, 'missing'],
    ['x', 'int_parsing'],
  ])('is refused: %j', (text, type) => {
    const outcome = readQuery('env_idx', text);
    const { detail } = JSON.parse('refusal' in outcome ? outcome.refusal.body : '{}') as { detail: unknown };
    expect(detail).toMatchObject([{ type, loc: ['query', 'env_idx'], input: text ?? null }]);
  });
});
