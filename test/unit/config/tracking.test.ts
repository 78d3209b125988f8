import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/load.ts';
import { toYaml } from '../../../src/config/resolved.ts';
import type { Config } from '../../../src/config/schema.ts';

const config = (tracking?: object): Config =>
  parseConfig({ name: 'x', environments: [{ name: 'textcraft' }], ...(tracking === undefined ? {} : { tracking }) });

describe('the trackers of a config', () => {
  it('are off by default, and the resolved config says nothing of them', () => {
    expect(toYaml(config())).not.toContain('tracking');
  });

  it('come out the same when they are read again', () => {
    const mlflow = { url: 'https://a.example/mlflow', experiment: 'e', user: 'anna', key: 'env:PASSWORD' };
    const full = config({ tensorboard: {}, mlflow, otlp: { url: 'http://b:4318', headers: { 'x-key': 'env:KEY' } } });
    expect(parseConfig(parse(toYaml(full)))).toEqual(full);
  });

  it.each([
    { mlflow: { url: 'http://a.example', key: 'secret-1234' } },
    { otlp: { url: 'http://a.example', headers: { authorization: 'secret-1234' } } },
  ])('hold no key themselves: %j', (tracking) => {
    const error = (() => {
      try {
        return config(tracking);
      } catch (thrown) {
        return thrown as Error & { code?: string };
      }
    })();
    expect(error).toMatchObject({ code: 'E_CONFIG_INVALID' });
    expect((error as Error).message).not.toContain('secret-1234');
  });

  it('take a user name only with its password', () => {
    expect(() => config({ mlflow: { url: 'http://a.example', user: 'anna' } })).toThrow(/`user` needs `key`/u);
  });
});
