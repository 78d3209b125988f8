import { describe, expect, it } from 'vitest';
import { tokens } from '../../../../src/environments/builtin/babyai/describe.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { BUILT_LEVELS } from '../../../../src/environments/builtin/babyai/tasks.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';

const wordsOf = (text: string): string[] => text.match(/[A-Za-z]+|\d+/g) ?? [];
const lexicon = new Set([...createBabyai().lexicon()].flatMap(wordsOf));

describe('the babyai expert', () => {
  it.each(BUILT_LEVELS)('solves level %i by legal actions and in known words', async (level) => {
    const environment = createBabyai({ levels: [level] });
    const session = await environment.open();
    const tasks = SPLITS.flatMap((split) => environment.tasks(split).slice(0, 8));
    for (const task of tasks) {
      const said = [(await session.reset(task, 0)).observation];
      let result = { reward: 0, done: false };
      for (let round = 0; !result.done && round < environment.maxRounds; round++) {
        const move = session.expert?.() ?? { thought: '', action: '' };
        expect(session.actions?.()).toContain(move.action);
        const step = await session.step(move.action);
        said.push(move.thought, move.action, step.observation);
        expect(tokens(step.observation)).toBeLessThanOrEqual(64);
        result = step;
      }
      expect(result, task.itemId).toMatchObject({ done: true });
      expect(environment.reward.success(result.reward)).toBe(true);
      expect(wordsOf(said.join(' ')).filter((word) => !lexicon.has(word))).toEqual([]);
    }
  });

  it('knows every word of the full observations and of what is said to random actions', async () => {
    const environment = createBabyai({ observation: 'full' });
    const session = await environment.open();
    const stream = random(7);
    for (const task of environment.tasks('train').slice(0, 40)) {
      const said = [(await session.reset(task, 0)).observation];
      for (let step = 0; step < 20; step++) {
        const action = stream.pick([
          ...(session.actions?.() ?? []),
          '',
          'drop',
          'toggle',
          'go to red ball 1',
          'nonsense',
        ]);
        said.push((await session.step(action)).observation);
      }
      expect(wordsOf(said.join(' ')).filter((word) => !lexicon.has(word))).toEqual([]);
    }
  });

  it('is told of in few words', () => {
    const [rules, answer] = createBabyai().instructions('react');
    expect(wordsOf(rules?.content ?? '').length).toBeLessThanOrEqual(60);
    expect(answer).toEqual({ role: 'assistant', content: 'OK.' });
  });
});
