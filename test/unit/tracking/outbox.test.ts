import { describe, expect, it } from 'vitest';
import { GivenUp, outbox, type OutboxOptions } from '../../../src/tracking/outbox.ts';

function made(deliver: OutboxOptions<number>['deliver'], more: Partial<OutboxOptions<number>> = {}) {
  const failures: unknown[] = [];
  const signal = new AbortController().signal;
  const most = { delivery: 3, waiting: 5 };
  const onFailure = (error: unknown): void => void failures.push(error);
  return { box: outbox<number>({ deliver, most, signal, onFailure, ...more }), failures };
}

describe('an outbox', () => {
  it('sends all in order, as many at a time as a delivery holds', async () => {
    const sent: number[][] = [];
    const { box } = made(async (items) => void sent.push([...items]));
    box.add([1, 2]);
    box.add([3, 4, 5]);
    await box.end();
    expect(sent).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('keeps what could not be sent, and complains once', async () => {
    const sent: number[][] = [];
    let fails = 1;
    const { box, failures } = made(async (items) => {
      if (fails-- > 0) throw new Error('busy');
      sent.push([...items]);
    });
    box.add([1, 2]);
    await box.end();
    expect(sent).toEqual([[1, 2]]);
    expect(failures).toHaveLength(1);
  });

  it('ends without having sent, where nothing can be', async () => {
    let tries = 0;
    const { box, failures } = made(() => Promise.reject(new Error(`try ${(tries += 1)}`)));
    box.add([1, 2, 3, 4]);
    await box.end();
    expect([tries, failures.length]).toEqual([2, 1]);
  });

  it('drops the oldest where too much waits', async () => {
    const sent: number[] = [];
    const { box } = made(async (items) => void sent.push(...items));
    box.add([1, 2, 3, 4]);
    box.add([5, 6, 7]);
    await box.end();
    expect(sent).toEqual([3, 4, 5, 6, 7]);
  });

  it('sends nothing more once it is told that it is of no use', async () => {
    let tries = 0;
    const { box } = made(() => {
      tries += 1;
      return Promise.reject(new GivenUp('wrong key'));
    });
    box.add([1, 2, 3, 4]);
    await box.end();
    box.add([5]);
    await box.end();
    expect(tries).toBe(1);
  });

  it('stops at its signal, in the middle of a delivery that never ends', async () => {
    const over = new AbortController();
    const deliver = (): Promise<void> =>
      new Promise((_, reject) => {
        over.signal.addEventListener('abort', () => reject(new Error('over')));
        over.abort();
      });
    const { box } = made(deliver, { signal: over.signal });
    box.add([1]);
    await box.end();
    expect(over.signal.aborted).toBe(true);
  });
});
