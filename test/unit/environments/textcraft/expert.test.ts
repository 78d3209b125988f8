import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOf } from './words.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { wordTokens } from '../../../../src/environments/builtin/textcraft/listing.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';

const environment = createTextcraft();
const all = SPLITS.flatMap((split) => environment.tasks(split));
const sampled = all.filter(({ index }) => index < 544 || index % 7 === 0);

/** Rounds until the goal is crafted, and all that was said. Every answer must be a success. */
async function solve(session: Session, limit: number): Promise<{ rounds: number; said: string[] }> {
  const said: string[] = [];
  for (let rounds = 1; rounds <= limit; rounds++) {
    const move = session.expert?.();
    if (!move) throw new Error('no expert');
    const { observation, reward, done } = await session.step(move.action);
    said.push(move.thought, move.action, observation);
    expect(observation).toMatch(/^(Got|Crafted) /);
    expect(reward).toBe(done ? 1 : 0);
    if (done) return { rounds, said };
  }
  throw new Error(`not solved in ${limit} rounds:\n${said.join('\n')}`);
}

describe('the textcraft expert', () => {
  it('solves every goal by legal actions only, with rounds to spare', async () => {
    const session = await environment.open();
    expect(new Set(sampled.map(({ index }) => index % 544)).size).toBe(544);
    const most = new Map<string, number>();
    for (const task of sampled) {
      await session.reset(task, 0);
      const { rounds } = await solve(session, 100);
      most.set(task.group ?? '', Math.max(rounds, most.get(task.group ?? '') ?? 0));
    }
    for (const depth of [1, 2, 3, 4]) {
      const needed = most.get(`depth ${depth}`) ?? Number.NaN;
      expect(createTextcraft({ depths: [depth] }).maxRounds).toBeGreaterThanOrEqual(Math.ceil(needed * 1.15));
    }
    expect(environment.maxRounds).toBe(60);
  });

  it('takes the least number of rounds where that is plain', async () => {
    const session = await environment.open();
    for (const task of all.filter(({ group }) => group === 'depth 1')) {
      const { observation } = await session.reset(task, 0);
      const { rounds, said } = await solve(session, 100);
      // One get for each ingredient of the goal's own recipe, and one craft.
      const recipe = said.at(-2) ?? '';
      expect(observation).toContain(`\n${recipe}\n`);
      expect(rounds).toBe(recipe.split(',').length + 1);
    }
  });

  it('says in its thoughts only what the list, the goal and the numbers make of it', async () => {
    const session = await environment.open();
    const own = new Set(wordTokens('using can be I lack have all. get craft ,'));
    for (const task of sampled.slice(0, 544)) {
      const { observation } = await session.reset(task, 0);
      const shown = new Set(wordTokens(observation));
      const { said } = await solve(session, 100);
      const moves = said.filter((_, index) => index % 3 < 2).join(' ');
      const unseen = wordTokens(moves).filter((word) => !shown.has(word) && !own.has(word) && !/^\d+$/.test(word));
      expect(unseen).toEqual([]);
    }
  });

  it('solves a task from any state that can be reached', async () => {
    const session = await environment.open();
    const walk = fc.tuple(fc.constantFrom(...all), fc.array(fc.nat(), { maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(walk, async ([task, choices]) => {
        await session.reset(task, 0);
        for (const choice of choices) {
          const actions = session.actions?.() ?? [];
          if ((await session.step(actions[choice % actions.length] ?? '')).done) return;
        }
        await solve(session, 100);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('says nothing, as the environment does not, that is missing from the lexicon', async () => {
    const lexicon = wordsOf(...environment.lexicon());
    const session = await environment.open();
    for (const task of sampled) {
      const { observation } = await session.reset(task, 0);
      const { said } = await solve(session, 100);
      const missing = [...wordsOf(observation, ...said, ...(session.actions?.() ?? []))].filter((w) => !lexicon.has(w));
      expect(missing).toEqual([]);
    }
  });
});
