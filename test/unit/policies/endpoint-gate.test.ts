/** How many requests an endpoint gets at once, which endpoint a rollout goes to, and how long a retry waits. */
import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/policies/endpoint/gate.ts';
import { pauseOf } from '../../../src/policies/endpoint/retries.ts';
import { chatServer, completionOf } from '../../support/chat-server.ts';
import { context, endpointPolicy, patient, turn } from '../../support/endpoint-policy.ts';

describe('the gate', () => {
  it('halves once for all that were told so together, and grows by one a round', async () => {
    const gate = createGate(16, patient());
    const together = await Promise.all(Array.from({ length: 8 }, () => gate.enter(async (ticket) => ticket)));
    for (const ticket of together) gate.busy(ticket, undefined);
    expect(gate.limit()).toBe(8);
    gate.busy(await gate.enter(async (ticket) => ticket), undefined);
    expect(gate.limit()).toBe(4);
    for (let answers = 0; answers < 5; answers++) gate.succeeded();
    expect(gate.limit()).toBe(5);
    for (let answers = 0; answers < 1000; answers++) gate.succeeded();
    expect(gate.limit()).toBe(16);
    for (let told = 0; told < 10; told++) gate.busy(await gate.enter(async (ticket) => ticket), undefined);
    expect(gate.limit()).toBe(1);
  });

  it('lets in as many as its limit', async () => {
    const gate = createGate(8, patient());
    gate.busy(await gate.enter(async (ticket) => ticket), undefined);
    let [inside, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 40 }, () =>
        gate.enter(async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(4);
  });

  it('lets nobody in while the endpoint asks to be left alone', async () => {
    const order: string[] = [];
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const gate = createGate(2, { ...patient(), wait: () => waiting });
    gate.busy(await gate.enter(async (ticket) => ticket), 5000);
    const entered = gate.enter(async () => void order.push('in'));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('over');
    goOn();
    await entered;
    expect(order).toEqual(['over', 'in']);
  });
});

describe('several endpoints', () => {
  it('share rollouts, each of which stays with one', async () => {
    const servers = await Promise.all([0, 1, 2].map((n) => chatServer(() => completionOf(`server ${n}`))));
    const policy = endpointPolicy({ urls: servers.map(({ url }) => url), concurrency: 4 });
    expect(policy.concurrency).toBe(12);
    const conversations = await Promise.all(Array.from({ length: 9 }, async () => policy.open(await context())));
    for (const conversation of conversations) {
      const texts = new Set<string>();
      for (let round = 0; round < 4; round++) texts.add((await conversation.complete(turn())).text);
      expect(texts.size).toBe(1);
    }
    expect(servers.map(({ calls }) => calls.length)).toEqual([12, 12, 12]);
    for (const conversation of conversations) {
      conversation.close();
      conversation.close();
    }
  });

  it('take over from one that is gone', async () => {
    const [gone, well] = await Promise.all([0, 1].map(() => chatServer(() => completionOf('well'))));
    if (gone === undefined || well === undefined) throw new Error('no servers');
    const policy = endpointPolicy({ urls: [gone.url, well.url] });
    await gone.stop();
    const texts: string[] = [];
    for (let rollout = 0; rollout < 6; rollout++)
      texts.push((await policy.open(await context()).complete(turn())).text);
    expect(texts).toEqual(Array(6).fill('well'));
    expect(well.calls).toHaveLength(6);
  });
});

describe('pauses between attempts', () => {
  it('double up to a minute, and are spread', () => {
    for (let failed = 0; failed < 20; failed++) {
      const whole = Math.min(60_000, 500 * 2 ** failed);
      const pauses = Array.from({ length: 50 }, (_, seed) => pauseOf(failed, seed));
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(whole / 2);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(whole);
      expect(new Set(pauses).size).toBe(50);
    }
  });
});
