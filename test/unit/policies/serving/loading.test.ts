/** Servers that take weights while they run: what they are told, and what becomes of their refusals. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServingConfig } from '../../../../src/config/schema.ts';
import { createHosted } from '../../../../src/policies/serving/hosted.ts';
import { createSglang } from '../../../../src/policies/serving/sglang.ts';
import { createVllmLora } from '../../../../src/policies/serving/vllm-lora.ts';
import { answering } from '../../../support/answering-server.ts';
import { BASE, servable, writeCheckpoint } from '../../../support/checkpoints.ts';
import { sglangServer, type VllmOptions, vllmServer } from '../../../support/model-servers.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const root = scratchDirectory('serving');
const [ONE, TWO, THREE] = ['1111111111111111', '2222222222222222', '3333333333333333'] as const;

async function checkpointOf(id: string, rank = 8): Promise<ReturnType<typeof servable>> {
  const path = join(root, id);
  await writeCheckpoint(path, { skill: 1, rank });
  return servable(id, path);
}

interface Asked {
  urls: readonly string[];
  settings?: Partial<ServingConfig & { kind: 'vllm-lora' }>;
  checkpoints?: readonly string[];
}

function vllm({ urls, settings = {}, checkpoints = [ONE, TWO, THREE] }: Asked): ReturnType<typeof createVllmLora> {
  const made = createVllmLora(
    { kind: 'vllm-lora', keep: 2, timeout: 5, ...settings },
    { urls, model: 'base', run: 'counts', key: undefined, checkpoints: async () => checkpoints },
  );
  onTestFinished(() => made.close());
  return made;
}

describe('vllm-lora (docs.vllm.ai/en/latest/features/lora)', () => {
  it('loads each adapter under a name of its own, on every server, and the base under none', async () => {
    const servers = [await vllmServer('base'), await vllmServer('base')];
    const serving = vllm({ urls: servers.map(({ url }) => `${url}/v1`) });
    expect(await serving.serve(BASE)).toEqual({ model: 'base' });
    const checkpoint = await checkpointOf(ONE);
    expect(await serving.serve(checkpoint)).toEqual({ model: 'counts-111111111111' });
    expect(await serving.serve(checkpoint)).toEqual({ model: 'counts-111111111111' });
    for (const { asked, loaded } of servers) {
      expect([...loaded]).toEqual([
        ['base', 'base'],
        ['counts-111111111111', checkpoint.path],
      ]);
      const loads = asked.filter(({ path }) => path === '/v1/load_lora_adapter');
      expect(loads.map(({ body }) => body)).toEqual([{ lora_name: 'counts-111111111111', lora_path: checkpoint.path }]);
    }
  });

  it('unloads what was asked for the longest ago, of this run alone', async () => {
    const server = await vllmServer('base');
    for (const other of ['counts-ffffffffffff', 'someone-else']) server.loaded.set(other, root);
    const serving = vllm({ urls: [server.url] });
    for (const id of [ONE, TWO, ONE, THREE]) await serving.serve(await checkpointOf(id));
    const names = [...server.loaded.keys()];
    expect(names).toEqual([
      'base',
      'counts-ffffffffffff',
      'someone-else',
      'counts-111111111111',
      'counts-333333333333',
    ]);
  });

  it('names the directory as the server sees it', async () => {
    const server = await vllmServer('base');
    const seen = join(root, 'seen-by-the-server');
    await writeCheckpoint(join(seen, ONE), { skill: 1 });
    const serving = vllm({ urls: [server.url], settings: { pathOnServer: { from: `${root}/`, to: seen } } });
    await serving.serve(await checkpointOf(ONE));
    expect(server.loaded.get('counts-111111111111')).toBe(join(seen, ONE));
    await expect(serving.serve(servable(TWO, '/elsewhere/2'))).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
  });

  const refusals: [string, VllmOptions, { rank?: number; hint: RegExp; message?: RegExp }][] = [
    ['updating is not allowed', { updating: false }, { hint: /VLLM_ALLOW_RUNTIME_LORA_UPDATING=True/u }],
    ['adapters are not enabled', { lora: false }, { hint: /with --enable-lora\.$/u }],
    [
      'the rank is too large',
      { maxRank: 16 },
      { rank: 64, hint: /--max-lora-rank 64/u, message: /rank 64 is greater/u },
    ],
  ];
  it.each(refusals)('says what to do where %s', async (_, options, { rank, hint, message = /did not load/u }) => {
    const server = await vllmServer('base', options);
    await expect(vllm({ urls: [server.url] }).serve(await checkpointOf(ONE, rank))).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it('says what to do where the server does not see the directory', async () => {
    const server = await vllmServer('base');
    await expect(vllm({ urls: [server.url] }).serve(servable(ONE, join(root, 'not-there')))).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      hint: expect.stringContaining('serving.pathOnServer') as string,
    });
  });

  it('refuses a server of another model, and a checkpoint that is no adapter', async () => {
    const server = await vllmServer('another');
    const checkpoint = await checkpointOf(ONE);
    await expect(vllm({ urls: [server.url] }).serve(checkpoint)).rejects.toMatchObject({
      code: 'E_POLICY_MODEL',
      message: expect.stringContaining('does not serve `base`; it has another') as string,
    });
    const full = servable(ONE, checkpoint.path, { kind: 'full' });
    await expect(vllm({ urls: [server.url] }).serve(full)).rejects.toMatchObject({ code: 'E_SERVE_REFUSED' });
  });

  it('is not content with an adapter that is not listed', async () => {
    const server = await answering(({ path }) =>
      path === '/v1/models' ? { json: { object: 'list', data: [{ id: 'base' }] } } : { text: 'Success: …' },
    );
    await expect(vllm({ urls: [server.url] }).serve(await checkpointOf(ONE))).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      message: expect.stringContaining('does not list it') as string,
    });
  });

  it('says that nobody is there, or that the key is not let in, and does not show it', async () => {
    const refusing = await answering(() => ({ status: 401, json: { error: 'Unauthorized: sk-secret' } }));
    const surroundings = {
      model: 'base',
      run: 'x',
      checkpoints: async () => [],
      key: { name: 'K', value: 'sk-secret' },
    };
    const settings = { kind: 'vllm-lora', keep: 1, timeout: 5 } as const;
    const checkpoint = await checkpointOf(ONE);
    const made = createVllmLora(settings, { ...surroundings, urls: [refusing.url] });
    const error: unknown = await made.serve(checkpoint).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'E_POLICY_ACCESS' });
    expect(String(error)).not.toContain('sk-secret');
    await refusing.stop();
    await expect(made.serve(checkpoint)).rejects.toMatchObject({ code: 'E_POLICY_UNREACHABLE' });
    await made.close();
  });
});

describe('sglang (docs.sglang.ai/advanced_features/sglang_for_rl.html)', () => {
  const sglang = (urls: readonly string[], pathOnServer?: { from: string; to: string }) => {
    const settings = { kind: 'sglang', timeout: 5, ...(pathOnServer === undefined ? {} : { pathOnServer }) } as const;
    const made = createSglang(settings, { urls, model: 'served', key: undefined });
    onTestFinished(() => made.close());
    return made;
  };
  const full = async (id: string) => {
    const path = join(root, `full-${id}`);
    await writeCheckpoint(path, { kind: 'full', skill: 1 });
    return servable(id, path, { kind: 'full' });
  };

  it('replaces the weights of every server once, and the base is loaded like any other', async () => {
    const servers = [await sglangServer('served'), await sglangServer('served')];
    const serving = sglang(servers.map(({ url }) => `${url}/v1/`));
    const checkpoint = await full(ONE);
    for (const one of [checkpoint, checkpoint, BASE]) expect(await serving.serve(one)).toEqual({ model: 'served' });
    for (const { asked } of servers) {
      const updates = asked.filter(({ path }) => path === '/update_weights_from_disk').map(({ body }) => body);
      expect(updates).toEqual([
        { model_path: checkpoint.path, weight_version: ONE, flush_cache: true },
        { model_path: 'base', weight_version: BASE.id, flush_cache: true },
      ]);
      expect(asked.filter(({ path }) => path === '/health')).toHaveLength(2);
    }
  });

  it('says what to do where the server does not see the directory, or is another server', async () => {
    const server = await sglangServer('served');
    mkdirSync(join(root, 'empty'));
    const unseen = servable(ONE, join(root, 'empty'), { kind: 'full' });
    await expect(sglang([server.url]).serve(unseen)).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      message: expect.stringContaining('Cannot find any model weights') as string,
      hint: expect.stringContaining('serving.pathOnServer') as string,
    });
    const other = await vllmServer('served');
    await expect(sglang([other.url]).serve(await full(ONE))).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      message: expect.stringContaining('has no /update_weights_from_disk') as string,
    });
  });

  it('refuses an adapter', async () => {
    await expect(sglang(['http://127.0.0.1:9']).serve(await checkpointOf(ONE))).rejects.toMatchObject({
      code: 'E_SERVE_REFUSED',
      hint: expect.stringContaining('vllm-lora') as string,
    });
  });
});

describe('static', () => {
  it("is a hosted model's id, and the base under its name", async () => {
    const serving = createHosted({ model: 'gpt-base' });
    const tuned = servable(ONE, root, { kind: 'reference', reference: { model: 'ft:gpt:1' } });
    expect(await serving.serve(tuned)).toEqual({ model: 'ft:gpt:1' });
    expect(await serving.serve(BASE)).toEqual({ model: 'gpt-base' });
    await expect(serving.serve(await checkpointOf(ONE))).rejects.toMatchObject({ code: 'E_SERVE_REFUSED' });
  });
});
