import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../../../src/environments/builtin/science/goals.ts';
import { SUBGOALS } from '../../../../src/environments/builtin/science/subgoals.ts';
import { put } from '../../../../src/environments/builtin/science/world.ts';
import { goalOf, houseOf, say, thing } from './house.ts';

describe('the score', () => {
  it.each(LEVELS)('of %s has 100 points, and ends with what the task asks for', (level) => {
    const all = SUBGOALS[level];
    expect(all.reduce((sum, { points }) => sum + points, 0)).toBe(100);
    expect(all.at(-1)?.inOrder).toBe(true);
    expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
  });

  it('grows by each sub-goal', () => {
    const game = houseOf(goalOf('boil', 'alcohol', 'bedroom'), 'hallway');
    const scores: number[] = [];
    const vessel = thing(game, 'alcohol').parent?.kind.name ?? '';
    const actions = ['go to bedroom', 'focus on alcohol', `pick up ${vessel}`, 'go to hallway', 'go to kitchen'];
    for (const action of [...actions, `move ${vessel} to stove`, 'activate stove', 'wait1']) {
      game.act(action);
      scores.push(game.score);
    }
    // 20 to 80 degrees, where alcohol boils, in the action that turns the stove on.
    expect(scores).toEqual([10, 30, 30, 30, 30, 50, 100, 100]);
    expect(game.act('wait')).toBe('The task is over.');
  });

  it('is nothing for who focuses on what the task is not about', () => {
    const game = houseOf(goalOf('boil', 'alcohol', 'bedroom'), 'bedroom');
    game.act('wait1');
    expect(game.score).toBe(10);
    expect(game.act('focus on desk')).toBe('The task is not about that. It has failed.');
    expect([game.score, game.over]).toEqual([0, true]);
  });

  it('asks for a measurement before an answer', () => {
    const measured = (first: readonly string[]): { game: ReturnType<typeof houseOf>; right: string; wrong: string } => {
      const game = houseOf(goalOf('temperature', 'tea', 'bedroom'), 'kitchen');
      const tea = thing(game, 'tea');
      put(tea.parent ?? tea, thing(game, 'counter'));
      for (const action of first) game.act(action);
      const { yes = '', no = '', threshold = 0 } = game.world.question ?? {};
      const hot = tea.temperature > threshold;
      return { game, right: `focus on ${hot ? yes : no} box`, wrong: `focus on ${hot ? no : yes} box` };
    };
    const guessed = measured(['focus on tea']);
    guessed.game.act(guessed.right);
    expect([guessed.game.score, guessed.game.over]).toEqual([0, true]);
    const both = ['focus on tea', 'use thermometer on tea'];
    const wrong = measured(both);
    wrong.game.act(wrong.wrong);
    expect([wrong.game.score, wrong.game.over]).toEqual([0, true]);
    const right = measured(both);
    expect(right.game.act(right.right)).toMatch(/^You focus on the \w+ box\.\nThe task is done\.$/u);
    expect([right.game.score, right.game.over]).toEqual([100, true]);
  });

  it('of a melting point counts what is read while it melts', () => {
    const game = houseOf(goalOf('melting', 'crystal', 'bedroom'), 'kitchen');
    const crystal = thing(game, 'crystal');
    put(crystal, thing(game, 'pot'));
    say(game, 'focus on crystal', 'use thermometer on crystal');
    expect(game.world.reading).toBeUndefined();
    let answer = say(game, 'activate stove');
    for (let i = 0; i < 6 && !answer.includes('melts'); i++) answer = say(game, 'use thermometer on crystal');
    expect(game.world.reading).toBeUndefined();
    expect(answer).toContain('The crystal melts.');
    const melts = crystal.kind.substance?.melts;
    expect(say(game, 'use thermometer on crystal')).toContain(`has ${melts} degrees.`);
    expect(game.world.reading).toBe(melts);
  });

  it('asks for a test before the box', () => {
    const game = houseOf(goalOf('conduct', 'nail', 'bedroom'), 'workshop');
    put(thing(game, 'nail'), thing(game, 'workbench'));
    const { yes } = game.world.question ?? {};
    expect(say(game, 'focus on nail', `move nail to ${yes} box`)).toContain('The task has failed.');
    expect([game.score, game.over]).toEqual([0, true]);
  });
});
