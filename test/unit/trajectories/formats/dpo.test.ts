import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PairRow, partAt, type Played, toPairText } from '../../../../src/trajectories/formats/dpo.ts';
import { entryOf } from '../../../../src/trajectories/formats/entry.ts';
import type { TrajectoryMessage } from '../../../../src/trajectories/trajectory.ts';
import { inCharacters, turnsOf } from '../../../../src/trajectories/turns.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

/** A conversation of observations and answers by turns, after an instruction and its canned answer. */
function entry(reward: number, texts: readonly string[]): Played {
  const messages: TrajectoryMessage[] = [
    { role: 'user', content: 'Craft.', loss: false },
    { role: 'assistant', content: 'OK.', loss: false },
    ...texts.map((content, i): TrajectoryMessage => {
      const answer = i % 2 === 1;
      return { role: answer ? 'assistant' : 'user', content, loss: answer };
    }),
  ];
  const { messages: _, ...played } = entryOf(makeTrajectory(4, { reward, messages, sample: reward }));
  return { ...played, turns: turnsOf({ messages }), at: `rows:${reward}` };
}

function toPairRow(...pair: Parameters<typeof toPairText>): PairRow | undefined {
  const text = toPairText(...pair);
  return text && (JSON.parse(inCharacters(text.row)) as PairRow);
}

const won = entry(1, ['start', 'get', 'got it', 'craft', 'done']);
const lost = entry(0, ['start', 'get', 'got it', 'wait', 'nothing', 'wait', 'over']);
const prompt = [
  { role: 'user', content: 'Craft.' },
  { role: 'assistant', content: 'OK.' },
  { role: 'user', content: 'start' },
  { role: 'assistant', content: 'get' },
  { role: 'user', content: 'got it' },
];

describe('preference pairs', () => {
  it('part at the first answer that differs', () => {
    expect(toPairRow(won, lost, 'turn')).toEqual({
      prompt,
      chosen: [{ role: 'assistant', content: 'craft' }],
      rejected: [{ role: 'assistant', content: 'wait' }],
      environment: 'counting',
      item_id: 'counting_4',
      chosen_id: 'counting_4#1',
      rejected_id: 'counting_4#0',
      score_chosen: 1,
      score_rejected: 0,
    });
  });

  it('go on to the last answer as whole trajectories', () => {
    expect(toPairRow(won, lost, 'trajectory')).toMatchObject({
      prompt,
      chosen: [{ role: 'assistant', content: 'craft' }],
      rejected: [
        { role: 'assistant', content: 'wait' },
        { role: 'user', content: 'nothing' },
        { role: 'assistant', content: 'wait' },
      ],
    });
  });

  it.each([
    ['the environment differs first', entry(0, ['start', 'get', 'slipped', 'wait'])],
    ['one ends where the other goes on', entry(0, ['start', 'get', 'got it'])],
    ['nothing differs', entry(0, ['start', 'get', 'got it', 'craft', 'done'])],
  ])('are not made where %s', (_case, failure) => {
    expect(partAt(won.turns, failure.turns)).toBeUndefined();
    expect(toPairRow(won, failure, 'turn')).toBeUndefined();
  });

  it('are not made of an answer that the policy did not give', () => {
    const [first, canned, ...rest] = won.turns;
    if (first === undefined || canned === undefined) throw new Error('no turns');
    expect(partAt([first, { ...canned, content: '"Yes."' }, ...rest], lost.turns)).toBeUndefined();
  });

  it('are not made of a text that is damaged, which is named', () => {
    const [instruction, ...rest] = won.turns;
    if (instruction === undefined) throw new Error('no turns');
    const damaged = [{ ...instruction, content: '"Craft\\x."' }, ...rest];
    expect(() =>
      toPairText({ ...won, turns: damaged }, { ...lost, turns: [damaged[0]!, ...lost.turns.slice(1)] }, 'turn'),
    ).toThrow('rows:1 is not JSON.');
  });

  it('share everything before the answers, which differ, and end the prompt with an observation', () => {
    const texts = fc.array(fc.constantFrom('a', 'b'), { maxLength: 7 });
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const [success, failure] = [entry(1, one), entry(0, other)];
        const row = toPairRow(success, failure, 'trajectory');
        if (row === undefined) return;
        const texted = (list: readonly { content: string }[]): string[] => list.map(({ content }) => content);
        for (const [whole, completion] of [
          [success, row.chosen],
          [failure, row.rejected],
        ] as const) {
          const start = [...texted(row.prompt), ...texted(completion)];
          expect(
            texted(whole.turns)
              .slice(0, start.length)
              .map((text) => JSON.parse(text) as string),
          ).toEqual(start);
          expect(completion.at(-1)?.role).toBe('assistant');
        }
        expect(row.prompt.at(-1)?.role).toBe('user');
        expect(row.chosen[0]).not.toEqual(row.rejected[0]);
        expect([row.chosen[0]?.role, row.rejected[0]?.role]).toEqual(['assistant', 'assistant']);
      }),
    );
  });
});
