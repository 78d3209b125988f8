/** What the adapters say, against AgentGym's table: rounds, thresholds, ranges, and the odd answers of some servers. */
import { describe, expect, it } from 'vitest';
import { REMOTE_NAMES, type RemoteName } from '../../../../src/config/stages/remote.ts';
import { faultsOfSpace } from '../../../../src/environments/action-formats/declared.ts';
import { ADAPTERS } from '../../../../src/environments/remote/adapters.ts';
import { rollout } from '../../../../src/explore/rollout.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';
import { act, createAnsweringPolicy } from '../../../support/answering-policy.ts';
import { answering, type Said } from '../../../support/answering-server.ts';
import { remote, started, task } from '../../../support/remote.ts';

describe('the adapters', () => {
  it('are fifteen, by name', () => {
    expect(Object.keys(ADAPTERS)).toHaveLength(15);
    for (const name of REMOTE_NAMES) expect(ADAPTERS[name].name).toBe(name);
  });

  it("have AgentGym's rounds, thresholds and scales", () => {
    const rows = Object.values(ADAPTERS).map(({ name, rounds, reward }) => [
      name,
      [rounds, reward.successAbove, reward.max],
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      webshop: [10, 0.99, 1],
      webarena: [25, 0.99, 1],
      maze: [15, 0.99, 1],
      wordle: [8, 0.99, 1],
      alfworld: [30, 0.99, 1],
      sciworld: [30, 99, 100],
      babyai: [20, 0, 1],
      textcraft: [20, 0.99, 1],
      weather: [10, 0.99, 1],
      movie: [12, 0.99, 1],
      academia: [12, 0.99, 1],
      sheet: [15, 0.99, 1],
      todo: [15, 0.99, 1],
      sqlgym: [1, 0.99, 1],
      searchqa: [10, 0.99, 1],
    });
  });

  it.each(REMOTE_NAMES)('%s declares actions that can be used, and says what it is about', (name) => {
    expect(faultsOfSpace(ADAPTERS[name].actionSpace)).toEqual([]);
    for (const text of [ADAPTERS[name].task, ADAPTERS[name].form]) expect(text.length).toBeGreaterThan(20);
  });
});

/** A server of which only the answer to a step matters; its text and reward stand under every name there is. */
async function played(
  name: RemoteName,
  steps: readonly { reward: number | boolean; done: boolean }[],
): Promise<Trajectory> {
  let nth = 0;
  const server = await answering(({ path }): Said => {
    const call = path.replace(/\?.*$/u, '').split('/').at(-1) ?? '';
    const { idField, create } = ADAPTERS[name];
    if (call === 'create') return { json: create.answer === 'bare' ? 5 : { [idField]: 5 } };
    if (call === 'reset')
      return {
        json: name === 'weather' || name === 'todo' ? 'Go.' : { observation: 'Go.', task_description: 'Boil.' },
      };
    if (call === 'observation') return { json: 'Go.' };
    const step = steps[nth++] ?? { reward: 0, done: false };
    const { reward, done } = step;
    return { json: { observation: 'so', state: 'so', reward, score: reward, done, terminated: done } };
  });
  const environment = await remote(name, server.url);
  const policy = createAnsweringPolicy(() => `${act('look')}\n\`\`\`x\`\`\``);
  const request = { environment, task: task(environment, 0), policy, sample: 0, seed: 1, temperature: 0 } as const;
  return rollout({ ...request, maxTokens: 9, maxRounds: steps.length, format: 'react' });
}

const going = (reward: number) => ({ reward, done: false });
const over = (reward: number | boolean) => ({ reward, done: true });

describe('rewards', () => {
  it.each([
    ['sciworld', [going(50), over(100)], 'success', 100, 1],
    ['sciworld', [going(25), going(58)], 'truncated', 58, 0.58],
    ['sciworld', [going(50), over(-100)], 'failure', -100, 0],
    ['maze', [going(0), over(1)], 'success', 1, 1],
    ['maze', [going(0), over(-1)], 'failure', -1, 0],
    ['webshop', [over(0.5)], 'failure', 0.5, 0.5],
    ['todo', [over(true)], 'success', 1, 1],
    ['weather', [going(0.5), over(0.5)], 'failure', 0.5, 0.5],
    ['webarena', [going(1), going(0)], 'truncated', 0, 0],
    ['webarena', [over(1)], 'success', 1, 1],
  ] as const)('of %s for %j: %s', async (name, steps, outcome, raw, reward) => {
    expect(await played(name, steps)).toMatchObject({ outcome, rewardRaw: raw, reward });
  });

  it("of babyai are taken at the first success, which ends the episode, whatever the server's `done`", async () => {
    const low = await played('babyai', [going(0), going(0.38), going(0.76), going(1.14)]);
    expect(low).toMatchObject({ outcome: 'success', rewardRaw: 0.38, reward: 0.38, rounds: 2 });
    const late = await played('babyai', [going(-0.2375), going(-0.475)]);
    expect(late).toMatchObject({ outcome: 'failure', rewardRaw: -0.2375, reward: 0, rounds: 1 });
  });

  it.each([
    ['sciworld', 101],
    ['sciworld', -101],
    ['maze', -2],
    ['babyai', 1.14],
    ['webshop', -0.1],
  ] as const)('of %s cannot be %d', async (name, reward) => {
    expect(await played(name, [going(reward)])).toMatchObject({ outcome: 'env_error', reward: null });
  });
});

describe('odd servers', () => {
  it('webarena: a reset that timed out is told as an observation', async () => {
    const server = await answering(({ path }) => ({
      json: path === '/create' ? { env_idx: 1 } : { observation: 'TimeoutError', sites: null, object: '' },
    }));
    const environment = await remote('webarena', server.url);
    await expect(started(environment)).rejects.toThrow('TimeoutError');
  });

  it('wordle: the list of words is the first observation, and tasks that look alike have fingerprints of their own', async () => {
    const server = await answering(({ path }) => {
      if (path === '/wordle/create') return { json: { id: 3 } };
      return {
        json: path === '/wordle/filtered_vocab?id=3' ? ['panic', 'solar'] : { id: 3, observation: "Let's start!" },
      };
    });
    const environment = await remote('wordle', `${server.url}/wordle/`);
    const session = await environment.open();
    const first = await session.reset(task(environment, 0), 1);
    const again = await session.reset(task(environment, 0), 2);
    const second = await session.reset(task(environment, 1), 1);
    expect(first.observation).toContain('panic, solar');
    expect(again).toEqual(first);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(server.asked.map(({ path }) => path)).not.toContain('/wordle//create');
  });

  it('model text stays in the body', async () => {
    const server = await answering(({ path }) => ({
      json: path === '/create' ? { id: 0 } : { observation: 'x', reward: 0, done: false },
    }));
    const environment = await remote('textcraft', server.url);
    const session = await started(environment);
    const hostile = '/../../close?id=1#\r\nHost: x\r\n\u0000"}';
    await session.step(hostile);
    expect(server.asked.at(-1)).toEqual({ method: 'POST', path: '/step', body: { id: 0, action: hostile } });
  });

  it('an id that is a text is escaped in queries', async () => {
    const server = await answering(({ path }) => ({ json: path === '/create' ? 'a/b&c' : 'seen' }));
    const environment = await remote('webshop', server.url);
    await started(environment);
    expect(server.asked.at(-1)?.path).toBe('/observation?env_idx=a%2Fb%26c');
  });
});
