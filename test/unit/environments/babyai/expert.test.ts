import { describe, expect, it } from 'vitest';
import { GOAL_TOKENS, tokens } from '../../../../src/environments/builtin/babyai/describe.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { BUILT_LEVELS } from '../../../../src/environments/builtin/babyai/tasks.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';

const wordsOf = (text: string): string[] => text.match(/[A-Za-z]+|\d+/g) ?? [];
const lexiconOf = (levels: readonly number[]) => new Set([...createBabyai({ levels }).lexicon()].flatMap(wordsOf));

describe('the babyai expert', () => {
  it.each(BUILT_LEVELS)('solves level %i by legal actions and in known words', async (level) => {
    const environment = createBabyai({ levels: [level] });
    const lexicon = lexiconOf([level]);
    const session = await environment.open();
    const tasks = SPLITS.flatMap((split) => environment.tasks(split).slice(0, 5));
    for (const task of tasks) {
      const said = [(await session.reset(task, 0)).observation];
      let result = { reward: 0, done: false };
      for (let round = 0; !result.done && round < environment.maxRounds; round++) {
        const move = session.expert?.() ?? { thought: '', action: '' };
        expect(session.actions?.()).toContain(move.action);
        const step = await session.step(move.action);
        said.push(move.thought, move.action, step.observation);
        // A long goal has its own room.
        const goal = tokens(/^Goal: .*$/mu.exec(step.observation)?.[0] ?? '');
        expect(tokens(step.observation)).toBeLessThanOrEqual(64 + Math.max(0, goal - GOAL_TOKENS));
        result = step;
      }
      expect(result, task.itemId).toMatchObject({ done: true });
      expect(environment.reward.success(result.reward)).toBe(true);
      expect(wordsOf(said.join(' ')).filter((word) => !lexicon.has(word))).toEqual([]);
    }
  });

  it('knows every word of the full observations and of what is said to random actions', async () => {
    const environment = createBabyai({ observation: 'full' });
    const lexicon = lexiconOf(BUILT_LEVELS);
    const session = await environment.open();
    const stream = random(7);
    for (const task of environment.tasks('train').slice(0, 80)) {
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
