import { expect, it } from 'vitest';
import { AgentgymError, messageOf } from '../../src/errors.ts';
import { readKey } from '../../src/keys.ts';
import { keepSecret, withoutSecrets } from '../../src/secrets.ts';

const KEY = 'sk-a+b/c=d%20$^e';

it('a key that was read is in no text from then on, in whatever form', () => {
  expect(withoutSecrets(KEY)).toBe(KEY);
  readKey('env:MY_KEY', { MY_KEY: ` ${KEY}\n` }, { code: 'E_POLICY_ACCESS', purpose: '' });
  const based = (before: string, after: string): string => Buffer.from(before + KEY + after).toString('base64');
  expect(withoutSecrets(`a ${KEY}, ${KEY}.`)).toBe('a (MY_KEY), (MY_KEY).');
  expect(withoutSecrets(encodeURIComponent(KEY))).toBe('(MY_KEY)');
  for (const before of ['', 'a', 'ab', 'abc', 'user:'])
    for (const after of ['', 'a', 'ab', 'abc']) expect(withoutSecrets(based(before, after))).toContain('(MY_KEY)');
  expect(withoutSecrets(Buffer.from(KEY).toString('base64url'))).toContain('(MY_KEY)');
});

it('one that cannot be a key is not shown either', () => {
  const read = (): unknown => readKey('env:BAD', { BAD: 'pass word' }, { code: 'E_POLICY_ACCESS', purpose: 'a' });
  expect(read).toThrow('BAD holds characters that no key has');
  expect(withoutSecrets('pass word')).toBe('(BAD)');
});

it('errors have none in message or hint, and messages of other errors are shown without', () => {
  keepSecret('OTHER', 'other-secret');
  const error = new AgentgymError('E_POLICY_ACCESS', 'no: other-secret', { hint: 'not other-secret' });
  expect([error.message, error.hint]).toEqual(['no: (OTHER)', 'not (OTHER)']);
  expect(messageOf(new Error('other-secret'))).toBe('(OTHER)');
});

it('words that servers without keys are given are words', () => {
  keepSecret('A', 'none');
  keepSecret('B', '');
  expect(withoutSecrets('none of it')).toBe('none of it');
});

it('of two that begin alike, the longer is found', () => {
  keepSecret('SHORT', 'abcdef-1');
  keepSecret('LONG', 'abcdef-1-and-more');
  expect(withoutSecrets('abcdef-1-and-more abcdef-1')).toBe('(LONG) (SHORT)');
});
