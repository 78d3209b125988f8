import { describe, expect, it } from 'vitest';
import type { DataCard } from '../../../src/data-card/card.ts';
import { cardWords } from '../../../src/run-report/data-card.ts';

function card(changes: Partial<DataCard> = {}): DataCard {
  return {
    version: 1,
    iteration: 2,
    entered: [],
    environments: {},
    weighed: { dropped: {}, kept: {}, examples: 0, meanWeight: 0, effectiveSampleSize: 0 } as never,
    entropy: [],
    dev: { environments: {} },
    ...changes,
  };
}

const against = (iteration: number, gained: string[], forgotten: string[]) => ({
  iteration,
  tasks: 20,
  gained: { count: gained.length, tasks: gained },
  forgotten: { count: forgotten.length, tasks: forgotten },
  environments: {},
});

describe('a data card in words', () => {
  it('says whose trajectories entered: of the expert, a checkpoint, an endpoint, or a file', () => {
    const entered = ['expert', '0123456789abcdef', 'endpoint:acme', 'random', 'rows.jsonl'].map((from, i) => ({
      origin: 'demonstrations' as const,
      from,
      environment: 'maze',
      trajectories: 1000 + i,
    }));
    expect(cardWords(card({ entered }))?.facts).toContainEqual([
      'entered',
      [
        'demonstrations 1,000 of maze by the expert',
        'demonstrations 1,001 of maze by checkpoint 0123456789abcdef',
        'demonstrations 1,002 of maze by endpoint:acme',
        'demonstrations 1,003 of maze by random',
        'demonstrations 1,004 of maze from rows.jsonl',
      ].join('; '),
    ]);
  });

  it('says how the entropy went, and nothing where it was never known', () => {
    const entropy = (values: DataCard['entropy']): unknown =>
      cardWords(card({ entropy: values }))?.facts.find(([name]) => name === 'entropy')?.[1];
    expect(entropy([2.5, null, 1.25])).toBe('2.500, not known, 1.250 nats a token in iterations 1 to 3');
    expect(entropy([2.5])).toBe('2.500 nats a token in iteration 1');
    expect([entropy([]), entropy([null])]).toEqual([null, null]);
  });

  it('names tasks gained and forgotten, up to eight, and the incumbent where it is another than the last', () => {
    const many = Array.from({ length: 9 }, (_, i) => `maze_${i}`);
    const facts = (incumbent: number) =>
      cardWords(
        card({
          dev: { environments: {}, lastIteration: against(1, many, ['a_1']), incumbent: against(incumbent, [], []) },
        }),
      )?.facts;
    const said = `of 20 tasks, against iteration 1: 9 gained (${many.slice(0, 8).join(', ')}, …), 1 forgotten (a_1)`;
    expect(facts(1)).toContainEqual(['on dev', said]);
    expect(facts(1)).toContainEqual(['and', null]);
    expect(facts(0)).toContainEqual(['and', 'of 20 tasks, against the cloned agent: 0 gained, 0 forgotten']);
  });

  it('leaves a card of another version to its file, and fails for what is none', () => {
    expect([cardWords({ version: 2 }), cardWords(null), cardWords(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(() => cardWords({ version: 1 })).toThrow(TypeError);
  });
});
