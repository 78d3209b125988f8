/**
 * The accounting of a thousand rollouts against two servers that fail in every way, by a plan made of seeds: what is
 * expected is computed from the plan and the rows of the file alone. A limit stops the work in its middle, and the same
 * request goes on; rollouts that ended in an error are played again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect, type CollectRequest } from '../../src/collect.ts';
import { LimitReached } from '../../src/explore/budget.ts';
import { random, seedOf } from '../../src/seeds.ts';
import { fromAgentTraj } from '../../src/trajectories/agenttraj.ts';
import { counts, type Trajectory } from '../../src/trajectories/trajectory.ts';
import { act } from '../support/answering-policy.ts';
import { type ChatBody, type ChatReply, chatServer } from '../support/chat-server.ts';
import { createCountingEnvironment } from '../support/counting-environment.ts';
import { endpointPolicy, patient } from '../support/endpoint-policy.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('endpoint-faults');
const [ROLLOUTS, RETRIES, CONCURRENCY] = [1000, 3, 16];
/** Endpoints get 31 bits of a turn's seed. */
const BITS = 0x7fffffff;

const FAULTS = ['429', '429 with Retry-After', '500', 'break', 'cut', 'hang', 'garbage', 'event stream'] as const;
const ANSWERS = ['act', 'empty choices', 'no usage', 'negative usage', 'usage of millions', 'usage in words'] as const;

/** What a turn meets: faults, then this answer. */
interface Planned {
  faults: readonly (typeof FAULTS)[number][];
  answer: (typeof ANSWERS)[number];
}

/** One turn in five meets faults; of these one in twelve more than the retries of a rollout get over. */
function planOf(seed: number): Planned {
  const chance = random(seedOf('plan', seed));
  const unwell = chance.next() < 0.2;
  const count = !unwell ? 0 : chance.below(12) === 0 ? RETRIES + 1 : 1 + chance.below(RETRIES);
  const faults = Array.from({ length: count }, () => chance.pick(FAULTS));
  return { faults, answer: chance.next() < 0.3 ? chance.pick(ANSWERS) : 'act' };
}

/** What the server is paid for a turn, and says, where it does not lie. */
function usageOf(seed: number): { prompt: number; cached: number; completion: number } {
  return { prompt: 30 + (seed % 7), cached: seed % 3, completion: 1 + (seed % 5) };
}

function faultReply(fault: (typeof FAULTS)[number]): ChatReply {
  const json = { error: { message: 'try again', type: 'server_error' } };
  switch (fault) {
    case '429':
      return { status: 429, json };
    case '429 with Retry-After':
      return { status: 429, json, headers: { 'retry-after': '7' } };
    case '500':
      return { status: 500, json };
    case 'garbage':
      return { text: '\u0000{"choices": [', headers: { 'content-type': 'application/json' } };
    case 'event stream':
      return {
        text: 'data: {"choices": [{"delta": {"content": "Act',
        headers: { 'content-type': 'text/event-stream' },
      };
    default:
      return fault;
  }
}

const text = act('add 2');

function answerReply(answer: Planned['answer'], seed: number): ChatReply {
  const { prompt, cached, completion } = usageOf(seed);
  const honest = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
  const usage = {
    act: honest,
    'empty choices': honest,
    'no usage': undefined,
    'negative usage': { ...honest, prompt_tokens: -prompt, completion_tokens: -1 },
    'usage of millions': { prompt_tokens: 9e9, completion_tokens: 9e9 },
    'usage in words': { prompt_tokens: 'many', completion_tokens: {} },
  }[answer];
  const choices = answer === 'empty choices' ? [] : [{ index: 0, message: { role: 'assistant', content: text } }];
  return { json: { object: 'chat.completion', choices, usage } };
}

/** Every line of the file, those of rollouts that were played again too. */
function linesOf(file: string): Trajectory[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line, i) => fromAgentTraj(JSON.parse(line), { at: `${file}:${i + 1}`, sample: 0 }));
}

const total = (rows: readonly Trajectory[], of: (row: Trajectory) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** What the plan says of the turns of a row: those that were answered, and the one that was not. */
function turnsOf({ seed, rounds, outcome }: Trajectory): { answered: number[]; doomed: number[] } {
  const seedOfTurn = (round: number): number => seedOf(seed, round) & BITS;
  const answered = Array.from({ length: rounds }, (_, round) => seedOfTurn(round));
  return { answered, doomed: outcome === 'policy_error' ? [seedOfTurn(rounds)] : [] };
}

/** Tokens of the turns of a row: what was said where that is possible, else four bytes a token. */
function usageExpected({ messages, rounds, ...row }: Trajectory): {
  prompt: number;
  cached: number;
  completion: number;
} {
  const sum = { prompt: 0, cached: 0, completion: 0 };
  const first = messages.findIndex(({ loss }) => loss);
  for (const [round, seed] of turnsOf({ messages, rounds, ...row }).answered.entries()) {
    const { answer } = planOf(seed);
    const honest = answer === 'act' || answer === 'empty choices';
    const bytes = messages
      .slice(0, first + 2 * round)
      .reduce((all, { content }) => all + Buffer.byteLength(content), 0);
    const estimated = { prompt: Math.ceil(bytes / 4), cached: 0, completion: Math.ceil(Buffer.byteLength(text) / 4) };
    // Of a lie about the counts, what it says of the cache may still be possible.
    const used = honest
      ? usageOf(seed)
      : { ...estimated, cached: answer === 'negative usage' ? usageOf(seed).cached : 0 };
    sum.prompt += used.prompt;
    sum.cached += used.cached;
    sum.completion += used.completion;
  }
  return sum;
}

describe('a thousand rollouts against servers that fail in every way', () => {
  it('end with exact accounting, over a limit and an error', async () => {
    const time = patient();
    const met = new Map<number, number>();
    const reply = ({ body }: { body: ChatBody }): ChatReply => {
      const { seed = 0 } = body;
      const { faults, answer } = planOf(seed);
      const attempt = met.get(seed) ?? 0;
      met.set(seed, attempt + 1);
      const fault = faults[attempt];
      if (fault === 'hang') time.hangs();
      return fault === undefined ? answerReply(answer, seed) : faultReply(fault);
    };
    const servers = [await chatServer(reply), await chatServer(reply)];
    const requests = (): number => servers.reduce((sum, { calls }) => sum + calls.length, 0);
    const policy = endpointPolicy(
      {
        urls: servers.map(({ url }) => url),
        retries: RETRIES,
        concurrency: CONCURRENCY,
        prices: { input: 2, output: 4 },
      },
      { timing: time },
    );
    const file = join(root, 'rows.jsonl');
    const request: CollectRequest = {
      environments: [createCountingEnvironment({ train: ROLLOUTS / 2, maxRounds: 6 })],
      policy,
      split: 'train',
      samples: 2,
      seed: 1,
      temperature: 1,
      maxTokens: 64,
      file,
    };
    const warnings: string[] = [];
    const limited = { ...request, limits: { tokens: 20_000 }, onWarning: (said: string) => void warnings.push(said) };
    const stop = await collect(limited).catch((error: unknown) => error);
    expect(stop).toBeInstanceOf(LimitReached);
    const early = linesOf(file);
    const tokens = total(early, ({ usage }) => usage.prompt + usage.completion);
    expect((stop as LimitReached).reached).toEqual({ name: 'tokens', used: tokens, allowed: 20_000 });
    expect(warnings).toEqual([expect.stringMatching(/^8\d % of limits\.tokens is used up/u)]);
    // A rollout has six turns of some forty tokens; no more than those under way came on top.
    expect(tokens).toBeLessThan(20_000 + 2 * CONCURRENCY * 6 * 60);
    expect(early.length).toBeLessThan(ROLLOUTS / 2);
    // With the limit where it is nothing more is asked.
    const before = requests();
    await expect(collect(limited)).rejects.toThrow(LimitReached);
    expect(requests()).toBe(before);

    const rest = await collect(request);
    expect(rest).toHaveLength(ROLLOUTS);
    const lines = linesOf(file);
    const errors = lines.filter((row) => !counts(row));
    expect(new Set(rest.map(({ id }) => id)).size).toBe(ROLLOUTS);
    // Nothing but the turns that were doomed ended a rollout: none failed by the environment, none was lost.
    expect(errors.length).toBeGreaterThan(10);
    expect(new Set(errors.map(({ error }) => error?.code))).toEqual(new Set(['E_POLICY_FAILED']));
    for (const row of lines) {
      const { answered, doomed } = turnsOf(row);
      for (const seed of doomed) expect(planOf(seed).faults).toHaveLength(RETRIES + 1);
      const silences = answered.filter((seed) => planOf(seed).answer === 'empty choices').length;
      expect([row.id, row.parseErrors, row.usage]).toEqual([row.id, silences, usageExpected(row)]);
      expect(row.cost ?? 0).toBeCloseTo((row.usage.prompt * 2 + row.usage.completion * 4) / 1e6, 12);
    }

    // Each turn that a row tells of was asked for once for each fault, and once more; of one that was played again
    // once more again. A turn that was given up took the first attempt and all of its retries.
    const expected = new Map<number, number>();
    for (const row of lines) {
      const { answered, doomed } = turnsOf(row);
      for (const seed of answered) expected.set(seed, (expected.get(seed) ?? planOf(seed).faults.length) + 1);
      for (const seed of doomed) expected.set(seed, RETRIES + 1);
    }
    expect(new Map(met)).toEqual(expected);
    expect(requests()).toBe([...expected.values()].reduce((sum, count) => sum + count, 0));

    // What failed is played again, with the same seeds, until nothing has failed.
    let [all, passes] = [rest, 0];
    while (all.some((row) => !counts(row)) && passes < 10) [all, passes] = [await collect(request), passes + 1];
    expect(all.filter((row) => !counts(row))).toEqual([]);
    expect(linesOf(file)).toHaveLength(ROLLOUTS + linesOf(file).filter((row) => !counts(row)).length);
    expect(time.waits.every((wait) => wait <= 60_000)).toBe(true);
    for (const server of servers) {
      expect(server.open()).toBe(0);
      expect(server.most()).toBeLessThanOrEqual(CONCURRENCY);
    }
  });
});
