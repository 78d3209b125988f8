import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf, requireFormat } from '../../../../src/environments/action-formats/format.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { ACTION_FORMATS, type Environment, type Turn } from '../../../../src/environments/contract.ts';
import { tailored } from '../../../../src/environments/tailored.ts';
import { createCountingEnvironment } from '../../../support/counting-environment.ts';

const environments = [createTextcraft(), createBabyai()];

/** The expert's moves on some tasks of every split, and all legal actions on the way. */
async function turnsOf(environment: Environment): Promise<Turn[]> {
  const turns: Turn[] = [];
  const session = await environment.open();
  for (const split of ['train', 'dev', 'eval'] as const) {
    for (const task of environment.tasks(split).slice(0, 8)) {
      await session.reset(task, 0);
      for (let round = 0; round < environment.maxRounds; round++) {
        const move = session.expert?.() as Turn;
        turns.push(move, ...(session.actions?.() ?? []).map((action) => ({ thought: 'I try something.', action })));
        if ((await session.step(move.action)).done) break;
      }
    }
  }
  return turns;
}

describe.each(environments)('$name', (environment) => {
  it.each(ACTION_FORMATS)('reads back every legal action that is written in %s', async (name) => {
    const format = formatOf(environment, name);
    const turns = await turnsOf(environment);
    expect(turns.length).toBeGreaterThan(500);
    for (const turn of turns) expect(format.read(format.write(turn)), turn.action).toEqual(turn);
  });

  it.each(ACTION_FORMATS)('reads back any thought in %s', (name) => {
    const format = formatOf(environment, name);
    const action = environment.name === 'babyai' ? 'turn left' : 'get 2 stick';
    const thoughts = fc.string({ unit: 'binary' }).map((text) => text.trim());
    fc.assert(
      fc.property(thoughts, (thought) => {
        // Of ReAct it is known that a thought may hold no marker of its own.
        fc.pre(name !== 'react' || !/Action:|Thought:/u.test(thought));
        const own = { thought, action };
        expect(format.read(format.write(own))).toEqual(own);
      }),
    );
  });

  it.each(['function_calling', 'code_as_action'] as const)(
    'is told how to answer in %s, by an example that is one',
    (name) => {
      const format = formatOf(environment, name);
      const [rules, answer] = environment.instructions(name);
      expect(rules?.content).toContain(format.describe());
      expect(answer).toEqual({ role: 'assistant', content: 'OK.' });
      const example = format.describe().split(/in this form:\n/u)[1] ?? '';
      const space = environment.actionSpace;
      const actions = space?.kind === 'calls' ? space.actions : [];
      for (const { name: action } of actions) expect(format.describe()).toContain(`${action}(`);
      expect(format.read(example)).toMatchObject({ thought: 'what you think' });
    },
  );

  it('is played in ReAct by the instructions that it always had', () => {
    const [rules] = environment.instructions('react');
    expect(rules?.content).toMatch(/Action: your action$/u);
    expect(rules?.content).not.toContain('function');
  });

  it('keeps its formats under another name', () => {
    const renamed = tailored(environment, { name: 'other' });
    expect(formatOf(renamed, 'code_as_action').read('# x\nfly()')).toEqual(
      formatOf(environment, 'code_as_action').read('# x\nfly()'),
    );
  });
});

describe('an environment that declares no actions', () => {
  const environment = createCountingEnvironment();

  it('is played in ReAct alone, and says so', () => {
    expect(formatOf(environment, 'react').read('Action: add 1')).toEqual({ thought: '', action: 'add 1' });
    expect(() => requireFormat([environments[0] as Environment, environment], 'function_calling')).toThrow(
      expect.objectContaining({ code: 'E_CONFIG_INVALID', message: expect.stringContaining('`counting`') as string }),
    );
  });
});

describe('an environment that reads ReAct in its own way', () => {
  const readTurn = (text: string): Turn | { error: string } =>
    text.includes('!') ? { thought: '', action: text } : { error: 'Louder.' };
  const loud: Environment = { ...createCountingEnvironment(), readTurn };

  it('is asked, under another name too', () => {
    for (const environment of [loud, tailored(loud, { name: 'other', maxRounds: 3 })]) {
      const format = formatOf(environment, 'react');
      expect(format.read('add 1!')).toEqual({ thought: '', action: 'add 1!' });
      expect(format.read('Action: add 1')).toEqual({ error: 'Louder.' });
    }
  });

  it('is at fault where it returns no turn', () => {
    const broken = { ...loud, readTurn: () => undefined as unknown as Turn };
    expect(() => formatOf(broken, 'react').read('x')).toThrow(expect.objectContaining({ code: 'E_ENV_STEP' }));
  });
});

it('says so where an expert acts outside what is declared', () => {
  const format = formatOf(environments[0] as Environment, 'code_as_action');
  expect(() => format.write({ thought: '', action: 'dance' })).toThrow(
    expect.objectContaining({ code: 'E_ENV_INVALID', message: expect.stringContaining('"dance"') as string }),
  );
});
