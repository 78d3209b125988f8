import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../../../src/lm/architecture.ts';
import { Decoder } from '../../../../src/lm/generation/decoder.ts';
import { Engine, type EngineOptions, type TurnRequest, type TurnResult } from '../../../../src/lm/generation/engine.ts';
import { random } from '../../../../src/seeds.ts';
import { referenceLogProbabilities } from '../../../support/reference-decoder.ts';
import { smallModel } from '../../../support/small-model.ts';

/** An untied head, because a tied one of fresh weights only repeats the last token. */
const SMALL: Partial<Architecture> = { tiedHead: false };
/** As wide as the quickstart's model. */
const WIDE: Partial<Architecture> = {
  tiedHead: false,
  vocabSize: 301,
  hiddenSize: 64,
  heads: 2,
  kvHeads: 1,
  headDim: 32,
  maxPositions: 128,
};

async function engineOf(options: Partial<EngineOptions> = {}, changes = SMALL): Promise<Engine> {
  const { architecture, parameters } = smallModel(changes);
  const { vocabSize, maxPositions } = architecture;
  const { slots = 8, context = maxPositions } = options;
  const decoder = await Decoder.create(architecture, parameters, { slots, context });
  return new Engine(decoder, { vocabSize, slots, context, endIds: [], bannedIds: [], ...options });
}

const decode = (ids: readonly number[]): string => ids.map((id) => `<${id}>`).join('');

const SHARED = [7, 8, 9, 10, 11, 12, 13, 14, 15];

/** The turns of a conversation, made from its number alone. */
function turnsOf(conversation: number, vocabSize: number): TurnRequest[] {
  const stream = random(conversation);
  const some = (count: number): number[] => Array.from({ length: count }, () => stream.below(vocabSize));
  return [0, 1, 2].map((index) => ({
    conversation,
    ids: index === 0 ? [...SHARED, ...some(1 + stream.below(12))] : some(1 + stream.below(9)),
    shared: index === 0 ? SHARED.length : 0,
    options: {
      temperature: [0, 0.7, 1][stream.below(3)] as number,
      topK: stream.below(2) * 20,
      topP: stream.below(2) === 0 ? 1 : 0.9,
      maxTokens: 3 + stream.below(12),
      seed: 100 * conversation + index,
    },
  }));
}

async function converse(engine: Engine, requests: readonly TurnRequest[]): Promise<TurnResult[]> {
  const results: TurnResult[] = [];
  for (const request of requests) results.push(await engine.submit(request));
  engine.release(requests[0]?.conversation as number);
  return results;
}

function turn(ids: readonly number[], options: Partial<TurnRequest['options']> = {}, conversation = 0): TurnRequest {
  return { conversation, ids, options: { temperature: 0, maxTokens: 8, seed: 1, ...options } };
}

describe.each([
  ['small', SMALL],
  ['wide', WIDE],
])('%s: tokens and log-probabilities are the same, bit for bit,', (_, changes) => {
  const numbers = Array.from({ length: 24 }, (_unused, i) => i);
  const vocabSize = smallModel(changes).architecture.vocabSize;
  const alone = async (conversation: number): Promise<TurnResult[]> =>
    converse(await engineOf({ slots: 1 }, changes), turnsOf(conversation, vocabSize));

  test('alone, and among more conversations than slots', async () => {
    const engine = await engineOf({ slots: 7 }, changes);
    const together = await Promise.all(numbers.map((one) => converse(engine, turnsOf(one, vocabSize))));
    for (const one of numbers) expect(together[one]).toEqual(await alone(one));
  });

  test('in another order with other slots, and when a conversation is started again', async () => {
    const engine = await engineOf({ slots: 16 }, changes);
    const first = await Promise.all(numbers.toReversed().map((one) => converse(engine, turnsOf(one, vocabSize))));
    const again = await converse(engine, turnsOf(3, vocabSize));
    expect(again).toEqual(await alone(3));
    expect(first[numbers.length - 1 - 3]).toEqual(again);
  });
});

test('log-probabilities over several turns equal a plain forward pass over what was said', async () => {
  const { architecture, parameters } = smallModel(SMALL);
  const requests = turnsOf(5, architecture.vocabSize);
  const results = await converse(await engineOf(), requests);
  const history: number[] = [];
  const places: { at: number; logprob: number }[] = [];
  results.forEach(({ ids, logprobs }, i) => {
    history.push(...(requests[i] as TurnRequest).ids);
    ids.forEach((id, j) => {
      places.push({ at: history.length, logprob: logprobs[j] as number });
      history.push(id);
    });
  });
  const want = referenceLogProbabilities(architecture, parameters, history);
  for (const { at, logprob } of places) {
    expect(Math.abs(logprob - (want[at - 1]?.[history[at] as number] as number))).toBeLessThan(1e-4);
  }
  expect(places.length).toBeGreaterThan(8);
});

test('cached counts what earlier turns left, whoever else shares the instructions', async () => {
  const engine = await engineOf();
  const requests = turnsOf(2, 50);
  const first = await converse(engine, requests);
  const [a, b] = first as [TurnResult, TurnResult, TurnResult];
  expect(a.cached).toBe(0);
  // The token sampled last is not in the cache when its turn ends.
  expect(b.cached).toBe((requests[0] as TurnRequest).ids.length + a.ids.length - 1);
  expect((await engine.submit({ ...(requests[0] as TurnRequest), conversation: 77 })).cached).toBe(0);
});

describe('a turn ends', () => {
  test('after maxTokens', async () => {
    const { ids, logprobs, finish } = await (await engineOf()).submit(turn([1, 2, 3], { maxTokens: 5 }));
    expect([ids.length, logprobs.length, finish]).toEqual([5, 5, 'length']);
  });

  test('with an end token, which is kept', async () => {
    const { ids } = await (await engineOf()).submit(turn([1, 2, 3]));
    const end = ids[3] as number;
    const ended = await (await engineOf({ endIds: [end] })).submit(turn([1, 2, 3]));
    expect(ended.ids).toEqual(ids.slice(0, ids.indexOf(end) + 1));
    expect(ended.finish).toBe('stop');
  });

  test('once its text contains a stop string, across tokens', async () => {
    const { ids } = await (await engineOf()).submit(turn([1, 2, 3]));
    expect(new Set(ids).size).toBeGreaterThan(5);
    const stop = [`${ids[2]}><${ids[3]}`];
    const ended = await (await engineOf({ decode })).submit(turn([1, 2, 3], { stop }));
    expect(ended.ids).toEqual(ids.slice(0, 4));
    expect(ended.finish).toBe('stop');
  });

  test('with `context` when the prompt does not fit, or when there is no room left to go on', async () => {
    const engine = await engineOf({ context: 20 });
    const long = await engine.submit(turn(Array.from({ length: 21 }, () => 4)));
    expect(long).toEqual({ ids: [], logprobs: [], finish: 'context', cached: 0 });
    const grown = await engine.submit(
      turn(
        Array.from({ length: 15 }, () => 4),
        { maxTokens: 50 },
        1,
      ),
    );
    // Five more positions can be filled, and one token be sampled after the last.
    expect([grown.ids.length, grown.finish]).toEqual([6, 'context']);
    expect((await engine.submit(turn([3], {}, 1))).finish).toBe('context');
    // Neither harms a neighbour, or its slot.
    engine.release(1);
    const after = await engine.submit(turn([1, 2, 3], {}, 2));
    expect(after).toEqual(await (await engineOf()).submit(turn([1, 2, 3])));
  });
});

test('banned tokens are never sampled', async () => {
  const { ids } = await (await engineOf()).submit(turn([1, 2, 3]));
  const engine = await engineOf({ bannedIds: ids });
  for (const temperature of [0, 3]) {
    const other = await engine.submit({ ...turn([1, 2, 3], { temperature, maxTokens: 30 }), restart: true });
    expect(other.ids.filter((id) => ids.includes(id))).toEqual([]);
  }
});

test('a restart forgets what the conversation held', async () => {
  const engine = await engineOf();
  const first = await engine.submit(turn([1, 2, 3]));
  await engine.submit(turn([9, 9]));
  expect(await engine.submit({ ...turn([1, 2, 3]), restart: true })).toEqual(first);
});

describe('cancelling', () => {
  test('ends a running turn and a waiting one, and the others go on unharmed', async () => {
    const engine = await engineOf({ slots: 2 });
    const long = { maxTokens: 50 };
    const running = engine.submit(turn([1, 2], long, 1));
    const other = engine.submit(turn([1, 2, 3], {}, 2));
    const waiting = engine.submit(turn([1, 2], long, 3));
    const queued = engine.submit(turn([5, 6, 7], {}, 4));
    engine.cancel(3);
    await expect(waiting).rejects.toMatchObject({ name: 'InterruptedError' });
    engine.release(1);
    await expect(running).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(await other).toEqual(await (await engineOf()).submit(turn([1, 2, 3])));
    // The freed slot serves whoever waited for one.
    expect(await queued).toEqual(await (await engineOf()).submit(turn([5, 6, 7])));
  });

  test('a conversation can be started again afterwards', async () => {
    const engine = await engineOf();
    const cancelled = engine.submit(turn([1, 2, 3], { maxTokens: 50 }));
    engine.cancel(0);
    const again = engine.submit({ ...turn([1, 2, 3]), restart: true });
    await expect(cancelled).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(await again).toEqual(await (await engineOf()).submit(turn([1, 2, 3])));
  });
});

test('a turn without tokens is rejected, and so is a model whose weights are not numbers', async () => {
  await expect((await engineOf()).submit(turn([]))).rejects.toThrow(/at least one token/);
  const { architecture, parameters } = smallModel(SMALL);
  parameters.get('model.norm.weight')?.data.fill(Number.NaN);
  const decoder = await Decoder.create(architecture, parameters, { slots: 2, context: 64 });
  const engine = new Engine(decoder, { vocabSize: 50, slots: 2, context: 64, endIds: [], bannedIds: [] });
  await expect(engine.submit(turn([1, 2]))).rejects.toThrow(/not be numbers/);
});
