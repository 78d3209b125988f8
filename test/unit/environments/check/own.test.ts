/** Our own environments and servers, and environments with a fault in this process. */
import { describe, expect, it } from 'vitest';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { checkServer } from '../../../../src/environments/check/check.ts';
import { checkContract } from '../../../../src/environments/check/contract.ts';
import type { FindingCode } from '../../../../src/environments/check/findings.ts';
import { Ledger } from '../../../../src/environments/check/ledger.ts';
import type { Environment } from '../../../../src/environments/contract.ts';
import { defineEnvironment, type PairDefinition } from '../../../../src/environments/define.ts';
import { babyaiTasks } from '../../../../src/serve/tasks.ts';
import { serving } from '../../../support/serving.ts';

describe('what `agentgym serve` serves has nothing broken and no warnings', () => {
  it.each([
    ['textcraft', { environment: createTextcraft() }],
    ['babyai', { environment: createBabyai({ levels: [1, 13], observation: 'full' }), tasks: babyaiTasks([1, 13]) }],
  ] as const)('%s', async (as, entry) => {
    const server = await serving([entry]);
    const { findings, notChecked, checked, latency } = await checkServer({
      url: server.url,
      as,
      timeout: 5000,
      samples: 10,
    });
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(notChecked.map(({ check }) => check)).not.toContain('the end of an episode');
    expect(checked).toEqual(expect.arrayContaining(['isolation of sessions', 'the end of an episode', 'closing']));
    expect(latency.step?.count).toBeGreaterThanOrEqual(10);
    const { text } = await server.get('/metrics');
    expect(text).toMatch(/sessions[^\n]*\} 0\n|sessions[^\n]* 0\n/u);
  });
});

async function contractOf(environment: Environment, timeout = 5000): Promise<{ ledger: Ledger; ways: number }> {
  const ledger = new Ledger();
  const ways = await checkContract({ environment, ledger, timeout });
  return { ledger, ways: ways.length };
}

const lampWithoutExpert: PairDefinition<{ on: boolean }> = {
  name: 'lamp',
  maxRounds: 4,
  tasks: { train: 3, dev: 2 },
  instructions: 'Switch the lamp on.',
  reset: ({ index }) => ({ state: { on: false }, observation: `Lamp ${index} is off.` }),
  step: (state, action) => {
    const on = state.on || action === 'switch';
    return { state: { on }, observation: on ? 'It is on.' : 'It is off.', reward: Number(on), done: on };
  },
  actions: () => ['wait', 'switch'],
};
const lamp: PairDefinition<{ on: boolean }> = {
  ...lampWithoutExpert,
  expert: () => ({ thought: '', action: 'switch' }),
};

function codes(ledger: Ledger): FindingCode[] {
  return ledger.findings.map(({ code }) => code);
}

describe('an environment in this process', () => {
  it('without fault has no findings, and its expert shows ways to the goal', async () => {
    const { ledger, ways } = await contractOf(defineEnvironment(lamp));
    expect(ledger.findings).toEqual([]);
    expect(ledger.checked).toEqual(['tasks and instructions', 'sessions in process', 'the expert']);
    expect(ways).toBe(4);
  });

  it('without an expert is not checked for one', async () => {
    const { ledger } = await contractOf(defineEnvironment(lampWithoutExpert));
    expect(ledger.notChecked).toEqual([{ check: 'the expert', why: 'the environment has none' }]);
  });

  it('that hangs is given up', async () => {
    const { ledger } = await contractOf(
      defineEnvironment({ ...lamp, step: () => new Promise<never>(() => undefined) }),
      20,
    );
    expect(codes(ledger)).toEqual(['no-answer']);
    expect(ledger.checked).toEqual(['tasks and instructions']);
    expect(ledger.findings[0]?.evidence[0]?.answer).toBe('step(""): no answer within 20 ms');
  });

  let resets = 0;
  const shared = { on: false };
  const broken: readonly (readonly [FindingCode, string, Partial<PairDefinition<{ on: boolean }>>])[] = [
    ['splits-share', 'whose splits share a task', { reset: () => ({ state: { on: false }, observation: 'A lamp.' }) }],
    ['no-instructions', 'without instructions', { instructions: [] }],
    ['expert-fails', 'whose expert waits', { expert: () => ({ thought: '', action: 'wait' }) }],
    ['reward-out-of-range', 'with 7', { step: (state) => ({ state, observation: '', reward: 7 }) }],
    ['junk-rewarded', 'that rewards anything', { step: (state) => ({ state, observation: '', reward: 1 }) }],
    [
      'win-not-done',
      'that does not end',
      { step: (state, a) => ({ state, observation: '', reward: Number(a === 'switch') }) },
    ],
    [
      'odd-action-failed',
      'that throws',
      {
        step: (state, action) => {
          if (!['wait', 'switch'].includes(action)) throw new Error('no such action');
          return { state, observation: '', reward: 0 };
        },
      },
    ],
    [
      'reset-differs',
      'that counts',
      { reset: () => ({ state: { on: false }, observation: `Lamp ${(resets += 1)}.` }) },
    ],
    [
      'sessions-mixed',
      'that has one lamp',
      {
        actions: () => ['press'],
        reset: ({ index }) => {
          shared.on = false;
          return { state: shared, observation: `Lamp ${index}.` };
        },
        step: (state) => {
          state.on = !state.on;
          return { state, observation: `It is ${state.on ? 'on' : 'off'}.`, reward: 0 };
        },
      },
    ],
  ];

  it.each(broken)('%s: one %s', async (code, _, change) => {
    const { ledger } = await contractOf(defineEnvironment({ ...lamp, ...change }));
    expect(codes(ledger)).toContain(code);
    expect(ledger.findings.find((one) => one.code === code)?.evidence[0]?.request).toMatch(/^in process: /u);
  });
});
