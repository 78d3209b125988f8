/** What a check does in the environments that it can play, and how it takes times. */
import { describe, expect, it } from 'vitest';
import { percentiles } from '../../../../src/environments/check/latency.ts';
import { listed } from '../../../../src/environments/check/moves/babyai.ts';
import { planOf, textcraftScripts } from '../../../../src/environments/check/moves/textcraft.ts';
import { feedback, marksIn } from '../../../../src/environments/check/moves/wordle.ts';

const TORCHES = `Crafting commands:
craft 4 torch using 1 coal, 1 stick
craft 4 stick using 2 planks
craft 4 oak planks using 1 oak log
craft 1 ladder using 7 stick
planks can be oak planks, birch planks

Goal: craft torch.`;

describe('textcraft', () => {
  it('is planned from the recipes that are shown, kinds of items included', () => {
    expect(planOf(TORCHES)).toEqual([
      'get 1 coal',
      'get 1 oak log',
      'craft 4 oak planks using 1 oak log',
      'craft 4 stick using 2 oak planks',
      'craft 4 torch using 1 coal, 1 stick',
    ]);
  });

  it('uses what is left over, and gives up where recipes go in a circle', () => {
    const ladder = TORCHES.replace('Goal: craft torch.', 'Goal: craft ladder.');
    expect(planOf(ladder)?.filter((action) => action.startsWith('craft 4 oak'))).toHaveLength(1);
    expect(planOf('craft 1 a using 1 b\ncraft 1 b using 1 a\n\nGoal: craft a.')).toEqual([
      'get 1 b',
      'craft 1 a using 1 b',
    ]);
    expect(planOf('Nothing to see.')).toBeUndefined();
  });

  it('takes what the plan takes, in scripts that differ', () => {
    const [one, other] = textcraftScripts(TORCHES);
    expect(one[0]).toBe('get 1 coal');
    expect(other).not.toEqual(one);
  });
});

describe('babyai', () => {
  it('lists actions as the original does, and as words', () => {
    const actions = ['turn left', 'go to red ball 1'];
    expect(listed('A room.\nAvailable actions: ["turn left", "go to red ball 1"]')).toEqual(actions);
    expect(listed('A room.\nAvailable actions: turn left, go to red ball 1.')).toEqual(actions);
  });
});

describe('wordle', () => {
  it('marks letters by place', () => {
    expect(feedback('panic', 'panic')).toBe('ggggg');
    expect(feedback('panic', 'crimp')).toBe('ybbyy');
  });

  it('finds the marks of a guess, said alone or in a list', () => {
    expect(marksIn('b b y b b\n', 'panic')).toBe('bbybb');
    expect(marksIn('p h o t o: b g b b b\nl i k e n: b y b y y\n4 tries are left.', 'liken')).toBe('bybyy');
    expect(marksIn('p h o t o: b g b b b\np a n i c: g g g g g', 'photo')).toBe('bgbbb');
    expect(marksIn('invalid word', 'panic')).toBeUndefined();
  });
});

describe('percentiles', () => {
  it('are by the nearest rank', () => {
    const times = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentiles(times)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99 });
    expect(percentiles([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7 });
    expect(percentiles([])).toBeNull();
  });
});
