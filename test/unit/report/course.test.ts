import { describe, expect, it } from 'vitest';
import { type Course, followCourse } from '../../../src/report/course.ts';
import { begun, ended, played, STARTED, type Timed } from '../../support/run-events.ts';

function courseAfter(events: Timed, at: number): Course {
  let now = 0;
  const course = followCourse(() => now);
  for (const [seconds, event] of events) {
    now = 1000 * seconds;
    course.on(event);
  }
  now = 1000 * at;
  return course.now();
}

const CLONED: Timed = [
  [0, STARTED],
  [0, begun('clone')],
  [1, played('clone', 1)],
  [10, played('clone', 100)],
  [10, ended('clone', 10)],
];

describe('the course of a run', () => {
  it('has the stages after the one that is going on, also where some were left out', () => {
    expect(courseAfter([[0, STARTED]], 0).coming).toHaveLength(10);
    const left = courseAfter([...CLONED, [10, begun('iteration 2: train')]], 11);
    expect(left.coming.map(({ title }) => title)).toEqual([
      'iteration 2: evaluate on dev',
      'promoted on eval',
      'baseline on eval',
    ]);
    // A stage that only the run decides on takes none away.
    const look = {
      type: 'stage-started',
      stage: 'evaluate',
      title: 'iteration 1: look 2 on dev',
      iteration: 1,
    } as const;
    expect(courseAfter([...CLONED, [10, look]], 11).coming).toHaveLength(9);
  });

  it('takes the rate from what was done here, not from what a resumed stage began with', () => {
    const events: Timed = [
      [0, STARTED],
      [0, begun('clone')],
      [1, played('clone', 61)],
      [10, played('clone', 70)],
    ];
    expect(courseAfter(events, 10).current).toMatchObject({ rate: 1, eta: 30, seconds: 10 });
  });

  it('says what is left only as far as it knows', () => {
    expect(courseAfter([[0, STARTED]], 5).left).toBeUndefined();
    // Cloning took 0.1 s a step, so 400 steps take 40 s, twice; nothing was played yet.
    expect(courseAfter(CLONED, 10).left).toEqual({ seconds: 80, more: true });
    const evaluated: Timed = [
      ...CLONED,
      [10, begun('baseline on dev')],
      [11, played('baseline on dev', 1)],
      [15, played('baseline on dev', 50)],
      [15, ended('baseline on dev', 5)],
    ];
    // 0.1 s a rollout: 200 to explore, 50 on dev, 100 twice on eval.
    const iteration = 20 + 40 + 5;
    expect(courseAfter(evaluated, 15).left).toEqual({ seconds: 2 * iteration + 20, more: false });
    const exploring: Timed = [
      ...evaluated,
      [15, begun('iteration 1: explore')],
      [17, played('iteration 1: explore', 1)],
      [25, played('iteration 1: explore', 50)],
    ];
    // By its own rate: 150 rollouts at 5 a second; the other exploration is still taken to be as fast as dev.
    expect(courseAfter(exploring, 25).left?.seconds).toBeCloseTo(30 + 40 + 5 + iteration + 20, 9);
  });

  it('knows by the seconds that were kept what a stage will take that was done before', () => {
    const resumed: Timed = [
      [0, STARTED],
      [0, begun('clone')],
      [0, ended('clone', 50, true)],
    ];
    expect(courseAfter(resumed, 0).left).toEqual({ seconds: 400, more: true });
  });

  it('has no outlook where there is no agenda', () => {
    const events: Timed = [[0, { type: 'stage-started', stage: 'evaluate', title: 'expert on eval' }]];
    expect(courseAfter(events, 3)).toEqual({
      elapsed: 3,
      agenda: [],
      coming: [],
      current: { label: { stage: 'evaluate', title: 'expert on eval' }, seconds: 3 },
    });
  });
});
