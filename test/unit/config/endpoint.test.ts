import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { toYaml } from '../../../src/config/resolved.ts';
import { parse } from 'yaml';

function config(policy: Record<string, unknown>): ReturnType<typeof parseConfig> {
  const server = { name: 'sciworld', kind: 'agentgym', url: 'http://127.0.0.1:1', tasks: { eval: { ids: [1] } } };
  return parseConfig({ name: 'x', environments: [server], policy: { kind: 'endpoint', model: 'm', ...policy } });
}

const URL = 'http://127.0.0.1:8000/v1';

describe('the policy behind an endpoint', () => {
  it('has defaults, and needs no demonstrations', () => {
    expect(config({ url: URL }).policy).toEqual({
      kind: 'endpoint',
      url: URL,
      model: 'm',
      concurrency: 32,
      timeout: 300,
      retries: 6,
      logprobs: false,
      tokenIds: false,
      tools: 'none',
      guided: false,
    });
  });

  it('reads again as it was written down', () => {
    const full = config({
      urls: [URL, 'https://b.example/v1'],
      apiKey: 'env:SOME_KEY',
      extra: { chat_template_kwargs: { enable_thinking: false } },
      prices: { input: 0.15, output: 0.6 },
    });
    expect(parseConfig(parse(toYaml(full)))).toEqual(full);
  });

  const wrong: [string, Record<string, unknown>, RegExp][] = [
    ['no address', {}, /one of `url`, `urls` and `provider`; none is given/u],
    ['two addresses', { url: URL, provider: 'auto' }, /`url` and `provider` are given/u],
    ['no URL', { url: 'localhost:8000' }, /expected a URL/u],
    ['a key in the URL', { url: 'https://user:secret@b.example' }, /expected a URL/u],
    ['a payer without a provider', { url: URL, billTo: 'org' }, /`billTo` goes with `provider` alone/u],
    ['a field of our own', { url: URL, extra: { seed: 1 } }, /`extra\.seed` is not free/u],
    ['tools of our own', { url: URL, extra: { tools: [] } }, /`extra\.tools` is not free/u],
    [
      'calls in ReAct',
      { url: URL, tools: 'auto' },
      /`policy\.tools` goes with `format: function_calling`, not with react/u,
    ],
    ['a schema in ReAct', { url: URL, guided: true }, /`policy\.guided` goes with `format: function_calling`/u],
    ['a negative price', { url: URL, prices: { input: -1, output: 0 } }, /prices\.input/u],
    ['a checkpoint', { url: URL, checkpoint: 'dir' }, /unknown key `checkpoint`/u],
    ['no model', { url: URL, model: '' }, /`policy\.model` must not be empty/u],
  ];
  it.each(wrong)('is refused with %s', (_, policy, message) => {
    expect(() => config(policy)).toThrow(message);
  });

  it.each(['sk-secret-1234', 'env:1secret', 'env:A secret', '$secret'])('does not repeat the key %s', (apiKey) => {
    let message = '';
    try {
      config({ url: URL, apiKey });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('names an environment variable');
    expect(message).not.toContain('secret');
  });
});

describe('tools and guided decoding', () => {
  const of = (format: string, policy: Record<string, unknown>): ReturnType<typeof parseConfig> =>
    parseConfig({
      name: 'x',
      environments: [{ name: 'textcraft' }],
      format,
      policy: { kind: 'endpoint', model: 'm', url: URL, ...policy },
    });

  it('go with function calling, one of them', () => {
    expect(of('function_calling', { tools: 'required' }).policy).toMatchObject({ tools: 'required' });
    expect(of('function_calling', { guided: true }).policy).toMatchObject({ guided: true });
    expect(() => of('code_as_action', { guided: true })).toThrow(/not with code_as_action/u);
    expect(() => of('function_calling', { tools: 'auto', guided: true })).toThrow(/two ways to the same call/u);
  });

  it('leave `response_format` to others where nothing is guided', () => {
    const extra = { response_format: { type: 'json_object' } };
    expect(of('react', { extra }).policy).toMatchObject({ extra });
    expect(() => of('function_calling', { extra, guided: true })).toThrow(/`extra\.response_format` is not free/u);
  });
});
