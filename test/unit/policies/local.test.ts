import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Completion, CompletionRequest, Policy, PolicyMessage } from '../../../src/policies/contract.ts';
import { createLocalPolicy } from '../../../src/policies/local.ts';
import { HAND_MADE_VOCABULARY, writeHandMadeCheckpoint } from '../../support/hand-made-checkpoint.ts';
import { smallModel } from '../../support/small-model.ts';

const directory = mkdtempSync(join(tmpdir(), 'local-policy-'));
const checkpoint = { id: 'abc', path: directory };
const policies: Policy[] = [];

async function policyOf(options: { threads?: number; slots?: number; context?: number } = {}): Promise<Policy> {
  const policy = await createLocalPolicy({ checkpoint, threads: 1, slots: 4, ...options });
  policies.push(policy);
  return policy;
}

beforeAll(() => {
  const vocabSize = HAND_MADE_VOCABULARY.length;
  const { architecture, parameters } = smallModel({ vocabSize, tiedHead: false, maxPositions: 256 });
  writeHandMadeCheckpoint(directory, architecture, parameters);
});

afterAll(async () => {
  await Promise.all(policies.map((policy) => policy.close()));
  rmSync(directory, { recursive: true });
});

function nothing(): never {
  return expect.unreachable();
}

/** A model looks at neither task nor session. */
function open(policy: Policy) {
  const session = { reset: nothing, step: nothing, close: nothing };
  return policy.open({ task: { itemId: 'none_0', index: 0, split: 'train' }, session, seed: 0 });
}

const INSTRUCTIONS: PolicyMessage[] = [
  { role: 'user', content: 'look left , look right . open ? take !' },
  { role: 'assistant', content: 'go .' },
];

function requestOf(messages: readonly PolicyMessage[], options: Partial<CompletionRequest> = {}): CompletionRequest {
  return { messages, temperature: 0.9, maxTokens: 12, seed: 1, ...options };
}

/** Three turns of a conversation that its number determines. */
async function converse(policy: Policy, number: number): Promise<Completion[]> {
  const conversation = open(policy);
  const messages: PolicyMessage[] = [
    ...INSTRUCTIONS,
    { role: 'user', content: HAND_MADE_VOCABULARY[6 + number] ?? '' },
  ];
  const completions: Completion[] = [];
  for (const [turn, next] of ['stay two', 'take three .', 'drop four'].entries()) {
    const completion = await conversation.complete(requestOf([...messages], { seed: 10 * number + turn }));
    completions.push(completion);
    const { text, tokenIds = [] } = completion;
    messages.push({ role: 'assistant', content: text, tokenIds }, { role: 'user', content: next });
  }
  conversation.close();
  conversation.close();
  return completions;
}

describe('conversations', () => {
  test('say the same alone, among more than there are slots, on one thread and on two', async () => {
    const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const one = await policyOf({ slots: 3 });
    const two = await policyOf({ threads: 2, slots: 4 });
    const together = await Promise.all(numbers.map((number) => converse(one, number)));
    expect(await Promise.all(numbers.map((number) => converse(two, number)))).toEqual(together);
    expect(await converse(one, 7)).toEqual(together[7]);
    expect(new Set(together.map((completions) => completions[0]?.text)).size).toBeGreaterThan(5);
  });

  test('keep their cache between turns, and say what they used', async () => {
    const [first, second] = await converse(await policyOf(), 3);
    expect(first?.usage).toMatchObject({ cached: 0, completion: first?.tokenIds?.length });
    // All but the token that was sampled last.
    expect(second?.usage.cached).toBe((first?.usage.prompt ?? 0) + (first?.usage.completion ?? 0) - 1);
    expect(second?.usage.prompt).toBeGreaterThan(second?.usage.cached ?? 0);
    expect(first?.logprobs).toHaveLength(first?.tokenIds?.length ?? -1);
    for (const logprob of first?.logprobs ?? []) expect(logprob).toBeLessThan(0);
  });

  test('start again when the messages are not a continuation', async () => {
    const policy = await policyOf();
    const fresh = await open(policy).complete(requestOf([{ role: 'user', content: 'five six' }]));
    const used = open(policy);
    await used.complete(requestOf([{ role: 'user', content: 'seven eight nine' }]));
    expect(await used.complete(requestOf([{ role: 'user', content: 'five six' }]))).toEqual(fresh);
  });
});

describe('a turn', () => {
  const messages: PolicyMessage[] = [{ role: 'user', content: 'one two three' }];

  test('never says special tokens, and leaves the end token out of the text', async () => {
    const policy = await policyOf();
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const completions = await Promise.all(
      seeds.map(async (seed) => {
        const conversation = open(policy);
        const completion = await conversation.complete(requestOf(messages, { seed, temperature: 3, maxTokens: 40 }));
        conversation.close();
        return completion;
      }),
    );
    for (const { text, tokenIds = [], finishReason } of completions) {
      expect(text).not.toContain('<');
      const special = tokenIds.filter((id) => id < 6);
      expect(special).toEqual(finishReason === 'stop' ? [5] : []);
      expect(tokenIds.at(-1) === 5).toBe(finishReason === 'stop');
    }
    expect(new Set(completions.map(({ finishReason }) => finishReason))).toEqual(new Set(['stop', 'length']));
  });

  test('is cut before a stop string', async () => {
    const policy = await policyOf();
    const whole = await open(policy).complete(requestOf(messages));
    const words = whole.text.split(' ');
    const stop = words.findLast((word) => words.indexOf(word) > 1) ?? '';
    const cut = await open(policy).complete(requestOf(messages, { stop: [stop] }));
    expect(cut.finishReason).toBe('stop');
    expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
    expect(whole.tokenIds?.slice(0, cut.tokenIds?.length)).toEqual(cut.tokenIds);
  });

  test('that does not fit ends with `context` and no text', async () => {
    const policy = await policyOf({ context: 32 });
    const long = [{ role: 'user', content: 'go '.repeat(40) }] as const;
    expect(await open(policy).complete(requestOf(long))).toMatchObject({ text: '', finishReason: 'context' });
    const slow = await open(policy).complete(requestOf(messages, { maxTokens: 100, temperature: 0 }));
    expect(['context', 'stop']).toContain(slow.finishReason);
  });

  test('is interrupted by its signal, and the conversation can go on', async () => {
    const policy = await policyOf();
    const conversation = open(policy);
    const controller = new AbortController();
    const interrupted = conversation.complete(requestOf(messages, { maxTokens: 200, signal: controller.signal }));
    controller.abort();
    await expect(interrupted).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(await conversation.complete(requestOf(messages))).toEqual(await open(policy).complete(requestOf(messages)));
    const late = conversation.complete(requestOf(messages, { signal: AbortSignal.abort() }));
    await expect(late).rejects.toMatchObject({ name: 'InterruptedError' });
  });
});

test('closing ends what still runs', async () => {
  const policy = await policyOf({ threads: 2 });
  const running = open(policy).complete(requestOf([{ role: 'user', content: 'one' }], { maxTokens: 250 }));
  const ended = expect(running).rejects.toMatchObject({ name: 'InterruptedError' });
  await policy.close();
  await ended;
});

test('it names its checkpoint and how many rollouts it serves at once', async () => {
  const policy = await policyOf({ threads: 2, slots: 5 });
  expect([policy.name, policy.checkpoint, policy.concurrency]).toEqual(['abc', checkpoint, 10]);
});

test('a directory without a checkpoint is refused', async () => {
  const missing = createLocalPolicy({ checkpoint: { id: 'x', path: join(directory, 'missing') } });
  await expect(missing).rejects.toMatchObject({ code: 'E_STORE_CHECKPOINT' });
});
