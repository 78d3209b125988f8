/** The command line on an environment server: a model plays over HTTP, and Ctrl-C leaves no session behind. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBaseModel } from '../../src/train/local.ts';
import { answering } from '../support/answering-server.ts';
import { start } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('remote-e2e');

const ARCHITECTURE = {
  kind: 'llama',
  hiddenSize: 16,
  layers: 1,
  heads: 1,
  kvHeads: 1,
  headDim: 16,
  intermediateSize: 32,
  rmsEps: 1e-5,
  ropeTheta: 10_000,
  maxPositions: 2048,
  tiedHead: true,
} as const;

/** A server whose sessions never end; `onStep` hears of each step. */
async function textcraft(onStep: () => void) {
  const live = new Set<number>();
  let [ids, steps] = [0, 0];
  const server = await answering(({ method, path, body }) => {
    const { id } = (body ?? {}) as { id: number };
    if (method === 'GET') return { json: 'This is environment TextCraft.' };
    if (path === '/create') {
      live.add(ids);
      return { json: { id: ids++ } };
    }
    if (path === '/close') return { json: live.delete(id) };
    if (path === '/step' && ++steps === 20) onStep();
    return { json: { observation: 'Got 1 dirt.', reward: 0, done: false } };
  });
  return { url: server.url, live, created: () => ids };
}

describe('collect-trajectories on a server', () => {
  it.each(['to its end', 'up to Ctrl-C'])('%s closes every session', async (how) => {
    const interrupted = how === 'up to Ctrl-C';
    const model = join(root, interrupted ? 'model-a' : 'model-b');
    await createBaseModel(model, {
      architecture: ARCHITECTURE,
      lexicon: ['Thought: go Action: get 1 dirt'],
      seed: 1,
      init: 'plain',
    });
    let stop = (): void => {};
    const server = await textcraft(() => stop());
    const tasks = { train: { from: 0, count: interrupted ? 500 : 6 } };
    const environments = [{ name: 'textcraft', kind: 'agentgym', url: server.url, tasks, rounds: 6 }];
    const config = join(root, `${interrupted}.yaml`);
    writeFileSync(config, JSON.stringify({ name: 'x', environments, policy: { checkpoint: model }, control: false }));
    const argv = [
      '--config',
      config,
      '--env',
      'textcraft',
      '--policy',
      `checkpoint:${model}`,
      '--out',
      `${interrupted}.jsonl`,
    ];
    const command = start(root, ['collect-trajectories', ...argv]);
    if (interrupted) stop = () => void command.child.kill('SIGINT');
    const { status, stderr } = await command.end;
    expect(stderr).toEqual(interrupted ? expect.stringContaining('Interrupted') : '');
    expect(status).toBe(interrupted ? 130 : 0);
    expect(server.created()).toBeGreaterThan(0);
    expect(server.live.size).toBe(0);
  });
});
