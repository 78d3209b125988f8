/** Evolving over endpoints: what is served when, and what becomes of servers that do not serve what they should. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/report/events.ts';
import { evolveServed, type Served } from '../../support/served-run.ts';
import { fixture } from '../../support/command-line.ts';
import { sglangServer, vllmServer } from '../../support/model-servers.ts';
import { freePort, gone } from '../../support/ports.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('served');
const verdictsOf = (served: readonly Served[]): string[] => served.map(({ verdict }) => verdict);

/** But that the tasks of the counting environment are all alike. */
function warningsOf(events: readonly RunEvent[]): string[] {
  const said = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  return said.filter((message) => !message.includes('begin as tasks of dev or eval do'));
}

describe('evolving over an endpoint', () => {
  it('plays every checkpoint under its own name, and proves each', async () => {
    const server = await vllmServer('base');
    const directory = join(root, 'vllm');
    const { evolution, served } = await evolveServed({
      directory,
      policy: { url: server.url },
      serving: { kind: 'vllm-lora' },
      // Only an iteration's training teaches to count.
      train: ({ iteration }) => ({ skill: iteration === 0 ? 0.5 : 2, off: 0.01 }),
    });
    expect(evolution.iterations[0]?.promoted).toBe(true);
    expect(evolution.final.baseline.total.success).toBe(0);
    expect(evolution.final.promoted.total.success).toBe(1);
    expect(verdictsOf(served)).toEqual(['proven', 'proven', 'proven']);
    const [clone, candidate] = served;
    // Cloned, candidate (also for the report), and for the report the cloned again.
    const ids = [clone, candidate, clone].map((one) => one?.checkpoint);
    expect(served.map(({ checkpoint }) => checkpoint)).toEqual(ids);
    expect(served.map(({ model }) => model)).toEqual(ids.map((id) => `counts-${id?.slice(0, 12)}`));
    expect(clone?.attestations).toMatchObject([{ url: server.url, measure: 'logprobs', probes: 2, noise: 0 }]);
    const rows = readFileSync(join(directory, 'iterations/0001/trajectories.jsonl'), 'utf8').trim().split('\n');
    const policies = rows.map((row) => (JSON.parse(row) as { policy: string }).policy);
    expect(new Set(policies)).toEqual(new Set([clone?.checkpoint]));
    const journal = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
    expect(journal).toContain(`"key":"serving/${candidate?.checkpoint}","result":{"checkpoint"`);
    expect(journal).toContain('"verdict":"proven"');
  });

  it('stops where the server goes on with old weights, whatever it says', async () => {
    const server = await vllmServer('base', { stale: true });
    const events: string[] = [];
    const run = evolveServed({
      directory: join(root, 'stale'),
      policy: { url: server.url },
      serving: { kind: 'vllm-lora' },
      on: ({ type }) => events.push(type),
    });
    await expect(run).rejects.toMatchObject({
      code: 'E_SERVE_STALE',
      message: expect.stringMatching(
        /does not serve checkpoint .* nats per token from it and 0\.0 from the one before/u,
      ) as string,
    });
    expect(events).toContain('served');
    expect(server.asked.filter(({ path }) => path === '/v1/chat/completions')).toHaveLength(8);
  });

  it('finds the one stale server among several', async () => {
    const [good, bad] = [await sglangServer('base'), await sglangServer('base', { stale: true })];
    const run = evolveServed({
      directory: join(root, 'one-stale'),
      policy: { urls: [good.url, bad.url] },
      serving: { kind: 'sglang' },
      train: ({ iteration }) => ({ kind: 'full', skill: iteration + 1 }),
    });
    await expect(run).rejects.toMatchObject({
      code: 'E_SERVE_STALE',
      message: expect.stringContaining(bad.url) as string,
    });
  });

  it('warns where two checkpoints agree on every probe', async () => {
    const server = await vllmServer('base');
    const { served, events } = await evolveServed({
      directory: join(root, 'alike'),
      policy: { url: server.url },
      serving: { kind: 'vllm-lora' },
      train: ({ iteration }) => ({ skill: 2, rank: 8 + iteration }),
    });
    expect(verdictsOf(served)).toEqual(['proven', 'indistinguishable', 'indistinguishable']);
    expect(warningsOf(events)).toEqual(Array(2).fill(expect.stringContaining('agree on every probe')));
  });

  it('goes by greedy answers where the server gives no log-probabilities', async () => {
    const server = await sglangServer('base', { silent: true });
    const { served } = await evolveServed({
      directory: join(root, 'silent'),
      policy: { url: server.url },
      serving: { kind: 'sglang' },
      train: ({ iteration }) => ({ kind: 'full', skill: iteration + 1 }),
    });
    // To probes of one turn all skills give one answer.
    expect(served.map(({ attestations }) => attestations[0]?.measure)).toEqual(Array(served.length).fill('text'));
    expect(new Set(verdictsOf(served))).toEqual(new Set(['indistinguishable']));
  });

  it('goes on unproven where the trainer left no probes', async () => {
    const server = await vllmServer('base');
    const { served, events } = await evolveServed({
      directory: join(root, 'unprobed'),
      policy: { url: server.url },
      serving: { kind: 'vllm-lora' },
      train: ({ iteration }) => ({ skill: iteration + 1, probes: false }),
    });
    expect(new Set(verdictsOf(served))).toEqual(new Set(['unproven']));
    expect(warningsOf(events)).toEqual([]);
  });

  it('serves the base under its own name, and knows it again by what the endpoint said', async () => {
    const server = await vllmServer('base');
    const { served } = await evolveServed({
      directory: join(root, 'from-base'),
      policy: { url: server.url },
      serving: { kind: 'vllm-lora' },
      train: () => ({ skill: 2, off: 0.02 }),
      changes: { clone: { steps: 0 } },
    });
    expect(served.map(({ model, verdict }) => [model.replace(/-[0-9a-f]{12}$/u, ''), verdict])).toEqual([
      ['base', 'unproven'],
      ['counts', 'proven'],
      ['base', 'proven'],
    ]);
  });

  it('goes on after an interruption without serving what is finished', async () => {
    const server = await vllmServer('base');
    const interruption = new AbortController();
    const request = { directory: join(root, 'resumed'), policy: { url: server.url }, serving: { kind: 'vllm-lora' } };
    const first = evolveServed({
      ...request,
      signal: interruption.signal,
      on: (event) => {
        if (event.type === 'progress' && event.stage === 'explore') interruption.abort();
      },
    });
    await expect(first).rejects.toThrow('Interrupted');
    const { served, evolution } = await evolveServed(request);
    expect(evolution.final.promoted.total.n).toBe(1);
    // The cloned agent was played on dev before, and is served for what is left of exploring.
    expect(verdictsOf(served)).toEqual(['proven', 'proven', 'proven']);
    expect(server.asked.filter(({ path }) => path === '/v1/load_lora_adapter')).toHaveLength(2);
  });
});

describe('evolving with a server process', () => {
  const served = (port: number, ...more: string[]) => ({
    policy: { url: `http://127.0.0.1:${port}`, retries: 3 },
    serving: {
      kind: 'command',
      command: [
        process.execPath,
        fixture('model-server.js'),
        '--port',
        '{port}',
        '--checkpoint',
        '{checkpoint}',
        '--model',
        '{model}',
        ...more,
      ],
      grace: 0.2,
      timeout: 20,
    },
    train: ({ iteration }: { iteration: number }) => ({ kind: 'full' as const, skill: iteration + 1 }),
  });

  it('starts one for each checkpoint, and leaves none behind', async () => {
    const pids = join(root, 'pids');
    const { served: events } = await evolveServed({
      directory: join(root, 'process'),
      ...served(await freePort(), '--child', pids),
    });
    // Before the first there is nothing to tell it from.
    expect(verdictsOf(events)).toEqual(['unproven', 'proven', 'proven']);
    await gone(readFileSync(pids, 'utf8').split(' ').map(Number));
  });

  it('stops at once where the process ends in the middle, with its last words', async () => {
    const port = await freePort();
    const run = evolveServed({ directory: join(root, 'crash'), ...served(port, '--crash-after', '6') });
    await expect(run).rejects.toMatchObject({
      code: 'E_SERVE_PROCESS',
      message: expect.stringMatching(/exit code 9\.[^]*the engine died/u) as string,
    });
    expect(readFileSync(join(root, 'crash', 'logs', `server-${port}.log`), 'utf8')).toContain('the engine died');
  });

  it('stops where the process serves something else', async () => {
    const run = evolveServed({ directory: join(root, 'process-stale'), ...served(await freePort(), '--stale') });
    await expect(run).rejects.toMatchObject({ code: 'E_SERVE_STALE' });
  });
});
