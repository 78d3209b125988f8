import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { createWordle } from '../../../../src/environments/builtin/wordle/environment.ts';
import { answer, start } from '../../../../src/environments/builtin/wordle/describe.ts';
import { choose, nextMove } from '../../../../src/environments/builtin/wordle/expert.ts';
import { Game } from '../../../../src/environments/builtin/wordle/game.ts';
import { random } from '../../../../src/seeds.ts';

const LIST = ['solar', 'robot', 'mount', 'thorn', 'knoll'];

function gameOf(hidden: string, list = LIST): Game {
  return new Game({ hidden, list, shown: true });
}

/** Guesses, and is told. */
function tell(game: Game, guess: string): string {
  return answer(game, game.guess(guess));
}

describe('a game', () => {
  it('is won, with every guess and its marks in view', () => {
    const game = gameOf('thorn');
    expect(start(game)).toBe(
      'Guess the hidden word in 6 tries. It is one of: s o l a r, r o b o t, m o u n t, t h o r n, k n o l l.',
    );
    expect(tell(game, 's o l a r')).toBe('s o l a r: b y b b y\n5 tries left.');
    expect(game.fitting).toEqual(['thorn']);
    expect(nextMove(game)).toEqual({ thought: 'Only t h o r n fits.', action: 't h o r n' });
    expect(tell(game, 'thorn')).toBe('s o l a r: b y b b y\nt h o r n: g g g g g\nYou found it.');
    expect([game.won, game.over]).toEqual([true, true]);
  });

  it('is lost after six tries, and says the word', () => {
    const game = gameOf('thorn');
    for (let i = 0; i < 5; i++) expect(game.over || tell(game, 'solar') === '').toBe(false);
    expect(tell(game, 'solar').split('\n').slice(-2)).toEqual([
      's o l a r: b y b b y',
      'No tries left. The word was t h o r n.',
    ]);
    expect([game.won, game.over]).toEqual([false, true]);
  });

  it.each([
    ['', 'invalid word: there is none.'],
    ['   ', 'invalid word: there is none.'],
    ['t h o r', 'invalid word: it must have five letters.'],
    ['thorns', 'invalid word: it must have five letters.'],
    ['T H O R N', 'invalid word: it must have small letters only.'],
    ['th0rn', 'invalid word: it must have small letters only.'],
    ['panic', 'invalid word: it is not one of the words.'],
  ])('takes `%s` for a try, and says what is wrong', (guess, why) => {
    const game = gameOf('thorn');
    tell(game, 'solar');
    expect(tell(game, guess)).toBe(`${why}\ns o l a r: b y b b y\n4 tries left.`);
    expect(game.fitting).toEqual(['thorn']);
  });
});

describe('the expert', () => {
  it('tells words apart as well as can be', () => {
    // For the four others `solar` has the marks b b y b b, b b b b b twice and g b b b b; `light` has two kinds.
    expect(choose(['light', 'might', 'night', 'sight', 'solar'])).toBe('solar');
    expect(choose(['solar'])).toBe('solar');
  });

  it('spells out what fits', () => {
    const game = gameOf('light', ['light', 'might', 'night', 'right', 'sight', 'solar']);
    expect(nextMove(game).thought).toBe('Nothing is known yet. I try a word that tells the others apart.');
    tell(game, 'night');
    expect(nextMove(game)).toEqual({
      thought: '4 words fit, such as l i g h t, m i g h t, r i g h t.',
      action: 'l i g h t',
    });
    tell(game, 'sight');
    expect(nextMove(game).thought).toBe('These fit: l i g h t, m i g h t, r i g h t.');
  });

  it('wins nearly always, with listed words alone', async () => {
    const environment = createWordle({ levels: ['easy', 'medium', 'hard', 'open'] });
    const session = await environment.open();
    const won: Record<string, number[]> = {};
    for (const task of environment.tasks('eval').slice(0, 600)) {
      await session.reset(task, 0);
      let last = { reward: 0, done: false };
      for (let round = 0; round < environment.maxRounds && !last.done; round++) {
        const { action } = session.expert?.() ?? { action: '' };
        if (session.actions?.().includes(action) !== true) throw new Error(`${task.itemId}: ${action} is not listed`);
        last = await session.step(action);
      }
      (won[task.group ?? ''] ??= []).push(last.reward);
    }
    const rate = (group: string): number =>
      (won[group] ?? []).reduce((sum, r) => sum + r, 0) / (won[group]?.length ?? 0);
    expect([rate('easy'), rate('medium'), rate('hard')]).toEqual([1, 1, 1]);
    expect(rate('open')).toBeGreaterThan(0.97);
  });
});

describe('the adversarial game', () => {
  it('draws the word anew, by the seed, from those that fit', async () => {
    const environment = createWordle({ adversarial: true });
    const [task] = environment.tasks('dev');
    if (!task) throw new Error('no task');
    const episode = async (seed: number): Promise<{ first: string; all: string }> => {
      const session = await environment.open();
      await session.reset(task, seed);
      const told: string[] = [];
      for (let done = false; !done; ) {
        const step = await session.step(session.expert?.().action ?? '');
        told.push(step.observation);
        done = step.done;
      }
      return { first: told[0] ?? '', all: told.join('\n') };
    };
    const episodes = await Promise.all(Array.from({ length: 20 }, (_, seed) => episode(seed)));
    expect((await episode(3)).all).toBe(episodes[3]?.all);
    expect(new Set(episodes.map(({ first }) => first)).size).toBeGreaterThan(3);
    expect(episodes.every(({ all }) => all.endsWith('You found it.'))).toBe(true);
  });

  it('never says what no word would answer', async () => {
    const game = new Game({ hidden: 'thorn', list: LIST, shown: true }, random(1));
    tell(game, 'robot');
    expect(game.fitting.length).toBeGreaterThan(0);
    tell(game, 'robot');
    expect(game.fitting.length).toBeGreaterThan(0);
  });
});

describe('rules', () => {
  const environment = createWordle();
  const [task] = environment.tasks('train');

  it('hold for any guesses: the words that fit never grow, and the hidden one is always of them', () => {
    const guesses = fc.array(fc.oneof(fc.constantFrom(...LIST), fc.string({ maxLength: 7 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...LIST), guesses, (hidden, actions) => {
        const game = gameOf(hidden);
        for (const [i, action] of actions.entries()) {
          if (game.over) break;
          const before = game.fitting.length;
          const refused = game.guess(action) !== undefined;
          expect(refused).toBe(!LIST.includes(action.replaceAll(/\s/gu, '')));
          expect(game.tries).toBe(i + 1);
          expect(game.fitting).toContain(hidden);
          expect(game.fitting.length).toBeLessThanOrEqual(before);
        }
        expect(game.tries).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('are the same in a replay, and after the end nothing counts', async () => {
    if (!task) throw new Error('no task');
    const sessions = await Promise.all([environment.open(), environment.open()]);
    for (const session of sessions) await session.reset(task, 0);
    const [one, other] = sessions;
    for (let done = false; !done; ) {
      const action = one.actions?.()[2] ?? '';
      const step = await one.step(action);
      expect(await other.step(action)).toEqual(step);
      done = step.done;
    }
    expect(await one.step('solar')).toEqual({
      observation: 'The game is over. No more guesses count.',
      reward: 0,
      done: true,
    });
  });

  it('tell a server the words to choose from, and not by and by the hidden one', async () => {
    if (!task) throw new Error('no task');
    const session = await environment.open();
    await session.reset(task, 0);
    await session.step(session.actions?.()[0] ?? '');
    const { filtered_vocab: words } = (session.details?.() ?? {}) as { filtered_vocab?: string[] };
    expect(words?.map((word) => word.split('').join(' '))).toEqual(session.actions?.());
  });

  it('stand 100,000 random steps', async () => {
    const levels = createWordle({ levels: ['easy', 'hard', 'open'] });
    const tasks = SPLITS.flatMap((split) => levels.tasks(split).slice(0, 500));
    const session = await levels.open();
    const draws = random(5);
    let done = true;
    for (let step = 0; step < 100_000; step++) {
      if (done) await session.reset(draws.pick(tasks), step);
      const action = step % 9 ? draws.pick(session.actions?.() ?? []) : draws.pick(['', 'x', 'a b c d e', 'ABCDE']);
      const result = await session.step(action);
      if (result.reward !== 0 && !(result.reward === 1 && result.done)) throw new Error(`reward ${result.reward}`);
      done = result.done;
    }
  });
});
