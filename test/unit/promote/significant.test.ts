import { describe, expect, it } from 'vitest';
import { type Counts, judge, type Look, type Verdict } from '../../../src/promote/significant.ts';
import { type Random, random } from '../../../src/seeds.ts';

const ALPHA = 0.05;
const MARGIN = 0.1;

/** Probabilities that a task of an environment is gained, and lost. */
type World = readonly (readonly [gain: number, loss: number])[];

interface Plan {
  world: World;
  first: number;
  most: number;
  iterations: number;
}

function counts(tasks: number, gained: number, lost: number, missing = 0): Counts {
  return { tasks, pairs: tasks - missing, gained, lost, lostAtWorst: lost + missing };
}

function lookAt(environments: Record<string, Counts>, fraction: number): Look {
  const total = Object.values(environments).reduce((sum, one) => ({
    tasks: sum.tasks + one.tasks,
    pairs: sum.pairs + one.pairs,
    gained: sum.gained + one.gained,
    lost: sum.lost + one.lost,
    lostAtWorst: sum.lostAtWorst + one.lostAtWorst,
  }));
  return { environments, total, fraction };
}

/** One decision, look by look, each with twice as many tasks as the one before. */
function decision({ world, first, most, iterations }: Plan, dice: Random): Verdict {
  const seen = world.map(() => ({ gained: 0, lost: 0, tasks: 0 }));
  const looks: Look[] = [];
  for (let tasks = first; ; tasks = Math.min(2 * tasks, most)) {
    for (const [e, one] of seen.entries()) {
      const [gain, loss] = world[e] ?? [0, 0];
      for (; one.tasks < tasks; one.tasks++) {
        const chance = dice.next();
        if (chance < gain) one.gained += 1;
        else if (chance < gain + loss) one.lost += 1;
      }
    }
    const environments = seen.map(({ gained, lost }, e) => [`world-${e}`, counts(tasks, gained, lost)] as const);
    looks.push(lookAt(Object.fromEntries(environments), tasks / most));
    const { verdict } = judge(looks, { alpha: ALPHA / iterations, margin: () => MARGIN });
    if (verdict !== 'inconclusive' || tasks === most) return verdict;
  }
}

/** Share of runs in which any iteration's candidate is promoted. */
function promotedShare(plan: Plan, runs: number, seed: number): number {
  const dice = random(seed);
  let promoted = 0;
  for (let run = 0; run < runs; run++) {
    const verdicts = Array.from({ length: plan.iterations }, () => decision(plan, dice));
    if (verdicts.includes('promote')) promoted += 1;
  }
  return promoted / runs;
}

/** 30 % of the tasks differ; three standard errors of a share of alpha are 1.5 points at 2000 runs. */
const EVEN = [0.15, 0.15] as const;
const TEN_BETTER = [0.2, 0.1] as const;

describe('over simulated runs, the gate significant', () => {
  it('promotes equal models in at most alpha of the runs, over all looks and iterations', () => {
    const plan = { world: [EVEN], first: 300, most: 1200, iterations: 2 };
    expect(promotedShare(plan, 1500, 1)).toBeLessThanOrEqual(ALPHA);
    const many = { world: [EVEN, EVEN], first: 40, most: 160, iterations: 4 };
    expect(promotedShare(many, 1000, 2)).toBeLessThanOrEqual(ALPHA);
  });

  it('promotes a model ten points better in at least 80 % of the runs', () => {
    const decided = { first: 300, most: 300, iterations: 1 };
    expect(promotedShare({ ...decided, world: [TEN_BETTER] }, 500, 3)).toBeGreaterThanOrEqual(0.8);
    const twoIterations = { world: [TEN_BETTER], first: 300, most: 1200, iterations: 2 };
    expect(promotedShare(twoIterations, 500, 4)).toBeGreaterThanOrEqual(0.99);
  });

  it('promotes what gains much in one environment and loses more than the margin in another in at most alpha', () => {
    const gaining = [0.3, 0.05] as const;
    const atMargin = [0.1, 0.2] as const;
    const plan = { world: [gaining, atMargin], first: 300, most: 1200, iterations: 2 };
    expect(promotedShare(plan, 500, 5)).toBeLessThanOrEqual(ALPHA);
  });
});

describe('a verdict', () => {
  const rule = { alpha: 0.05, margin: () => MARGIN };
  const one = (gained: number, lost: number, missing = 0): Record<string, Counts> => ({
    maze: counts(300, gained, lost, missing),
  });

  it('says what was gained, what was lost, and what it would take', () => {
    expect(judge([lookAt(one(60, 30), 1)], rule)).toEqual({
      verdict: 'promote',
      reason:
        'The candidate is better, and worse nowhere by more than the margin: 60 tasks gained, 30 lost of 300; 54 of 90 are needed.',
    });
    expect(judge([lookAt(one(50, 40), 0.25)], rule)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('not shown to be better') as string,
    });
    expect(judge([lookAt(one(1, 0), 1)], rule).reason).toContain('1 that differ are too few');
  });

  it('counts what is missing against the candidate', () => {
    expect(judge([lookAt(one(60, 30, 25), 1)], rule)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('25 missing count against it') as string,
    });
  });

  it('rejects what is worse, over all or somewhere, and what is not ahead when half is played', () => {
    expect(judge([lookAt(one(30, 60), 0.25)], rule)).toMatchObject({
      verdict: 'reject',
      reason: 'The candidate is worse: 30 tasks gained, 60 lost of 300.',
    });
    const split = { maze: counts(300, 130, 10), wordle: counts(300, 10, 80) };
    expect(judge([lookAt(split, 0.25)], rule)).toMatchObject({
      verdict: 'reject',
      reason: 'The candidate is worse in wordle by more than 10 points: 10 tasks gained, 80 lost of 300.',
    });
    expect(judge([lookAt(one(45, 45), 0.25)], rule).verdict).toBe('inconclusive');
    expect(judge([lookAt(one(45, 45), 0.25), lookAt(one(45, 45), 0.5)], rule).verdict).toBe('reject');
  });

  it('waits where the candidate is better, but may be worse by more than the margin somewhere', () => {
    const split = { maze: counts(300, 100, 10), wordle: counts(300, 35, 60) };
    expect(judge([lookAt(split, 0.25)], rule)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('may be worse by more than the margin in wordle') as string,
    });
  });
});
