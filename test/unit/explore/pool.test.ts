import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../src/errors.ts';
import { explore, type ExploreRequest } from '../../../src/explore/pool.ts';
import { createExpertPolicy, createRandomPolicy } from '../../../src/policies/scripted.ts';
import { seedOf } from '../../../src/seeds.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { act, createAnsweringPolicy } from '../../support/answering-policy.ts';
import { type CountingOptions, createCountingEnvironment } from '../../support/counting-environment.ts';

function setUp(options: CountingOptions = {}, changes: Partial<ExploreRequest> = {}) {
  const environment = createCountingEnvironment(options);
  const request: ExploreRequest = {
    environments: [{ environment, tasks: environment.tasks('train') }],
    policy: createRandomPolicy(),
    samples: 3,
    stop: 'never',
    seed: 11,
    temperature: 0.7,
    maxTokens: 20,
    failureShare: 0,
    clock: () => 0,
    ...changes,
  };
  return { environment, request };
}

const ids = (trajectories: readonly Trajectory[]): string[] => trajectories.map(({ id }) => id);

describe('exploring', () => {
  it('plays every sample of every task, and returns them by environment, task and sample', async () => {
    const { request } = setUp({ train: 3 });
    const other = createCountingEnvironment({ name: 'second', train: 1 });
    const environments = [...request.environments, { environment: other, tasks: other.tasks('train') }];
    const found = await explore({ ...request, environments, samples: 2 });
    expect(ids(found)).toEqual([
      'counting_0#0',
      'counting_0#1',
      'counting_1#0',
      'counting_1#1',
      'counting_2#0',
      'counting_2#1',
      'second_0#0',
      'second_0#1',
    ]);
    expect(found.map(({ seed }) => seed)).toEqual(found.map(({ itemId, sample }) => seedOf(11, itemId, sample)));
  });

  it('tells two environments of one kind apart, whose item ids are the same', async () => {
    const { request } = setUp({ train: 1 }, { samples: 1, policy: createExpertPolicy() });
    const other = createCountingEnvironment({ train: 2 });
    const environments = [
      ...request.environments,
      { environment: { ...other, name: 'more' }, tasks: other.tasks('train') },
    ];
    const known = await explore({ ...request, environments });
    expect(ids(known)).toEqual(['counting_0#0', 'more:counting_0#0', 'more:counting_1#0']);
    await explore({ ...request, environments, known });
    expect(other.log.opened).toBe(2);
  });

  it('goes breadth first', async () => {
    const { environment, request } = setUp({ train: 3 }, { samples: 2, concurrency: 1 });
    await explore(request);
    expect(environment.log.played).toEqual([
      'counting_0',
      'counting_1',
      'counting_2',
      'counting_0',
      'counting_1',
      'counting_2',
    ]);
  });

  it('gives the same trajectories whatever the concurrency and the order of tasks', async () => {
    const one = setUp({}, { concurrency: 1 });
    const many = setUp({}, { concurrency: 5 });
    const reversed = setUp({}, { concurrency: 3 });
    const entry = { environment: reversed.environment, tasks: reversed.environment.tasks('train').toReversed() };
    const found = await explore(one.request);
    expect(await explore(many.request)).toEqual(found);
    const backwards = await explore({ ...reversed.request, environments: [entry] });
    expect(backwards.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(found);
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['success', 'failure']));
  });

  it('plays no more at once than it may, and that many', async () => {
    const { environment, request } = setUp({}, { concurrency: 3 });
    await explore(request);
    expect(environment.log.most).toBe(3);
  });

  it('plays many at once without a warning of Node', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const { environment, request } = setUp({ train: 32 }, { concurrency: 32, signal: new AbortController().signal });
    await explore(request);
    // Warnings are emitted a tick after their cause.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(environment.log.most).toBe(32);
    expect(warnings).toEqual([]);
  });

  it('serves as many at once as the policy does, unless told otherwise', async () => {
    const { environment, request } = setUp({}, { policy: createAnsweringPolicy(() => act('add 1')) });
    await explore(request);
    expect(environment.log.most).toBe(4);
  });

  it('caps the rounds by the horizon and by the environment', async () => {
    const policy = createAnsweringPolicy(() => act('dance'));
    const rounds = async (maxRounds?: number): Promise<unknown> =>
      (await explore(setUp({ train: 1, maxRounds: 3 }, { policy, samples: 1, maxRounds }).request))[0]?.rounds;
    expect(await rounds(2)).toBe(2);
    expect(await rounds(9)).toBe(3);
    expect(await rounds()).toBe(3);
  });

  it('reports each trajectory once, with the progress', async () => {
    const seen: string[] = [];
    const progress: unknown[] = [];
    const { request } = setUp({ train: 2 }, { samples: 2, concurrency: 1 });
    const onTrajectory: ExploreRequest['onTrajectory'] = (trajectory, state) => {
      seen.push(trajectory.id);
      progress.push(state);
    };
    await explore({ ...request, onTrajectory });
    expect(seen).toEqual(['counting_0#0', 'counting_1#0', 'counting_0#1', 'counting_1#1']);
    expect(progress).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4 })));
  });

  it('stops when a trajectory cannot be stored', async () => {
    const { environment, request } = setUp({}, { concurrency: 2 });
    const onTrajectory = (): Promise<void> => Promise.reject(new Error('disk full'));
    await expect(explore({ ...request, onTrajectory })).rejects.toThrow('disk full');
    expect(environment.log.opened).toBe(2);
    expect(environment.log.closed).toBe(2);
  });
});

describe('exploring until the first success', () => {
  /** Solves task n (target 2) at sample n; other samples overshoot. */
  const solver = (solvedAt: Record<string, number>) => {
    const tries = new Map<string, number>();
    return createAnsweringPolicy(({ round, itemId }) => {
      const sample = tries.get(itemId) ?? 0;
      if (round === 0 && sample === solvedAt[itemId]) return act('add 2');
      if (round === 1) tries.set(itemId, sample + 1);
      return act(round === 0 ? 'add 1' : 'add 2');
    });
  };
  const twos = (environment: ReturnType<typeof createCountingEnvironment>) =>
    environment.tasks('train').filter(({ index }) => index % 3 === 0);

  it('samples a task again only while it is unsolved, the others meanwhile', async () => {
    const { environment, request } = setUp({ train: 9 }, { stop: 'first-success', concurrency: 1 });
    const policy = solver({ counting_0: 0, counting_3: 1 });
    const progress: unknown[] = [];
    const found = await explore({
      ...request,
      environments: [{ environment, tasks: twos(environment) }],
      policy,
      onTrajectory: (_, state) => void progress.push([state.done, state.total]),
    });
    expect(ids(found)).toEqual([
      'counting_0#0',
      'counting_3#0',
      'counting_3#1',
      'counting_6#0',
      'counting_6#1',
      'counting_6#2',
    ]);
    expect(environment.log.played).toEqual([
      'counting_0',
      'counting_3',
      'counting_6',
      'counting_3',
      'counting_6',
      'counting_6',
    ]);
    expect(progress).toEqual([
      [1, 7],
      [2, 7],
      [3, 7],
      [4, 6],
      [5, 6],
      [6, 6],
    ]);
  });

  it('gives the same trajectories whatever the concurrency', async () => {
    const one = await explore(setUp({}, { stop: 'first-success', concurrency: 1 }).request);
    expect(await explore(setUp({}, { stop: 'first-success', concurrency: 6 }).request)).toEqual(one);
    expect(one.some(({ sample }) => sample > 0)).toBe(true);
  });
});

describe('going on with an exploration', () => {
  it.each(['never', 'first-success'] as const)(
    'plays only what is missing and ends up the same, from every point (%s)',
    async (stop) => {
      const stored: Trajectory[] = [];
      const whole = await explore({
        ...setUp({}, { stop, concurrency: 2 }).request,
        onTrajectory: (one) => void stored.push(one),
      });
      for (let known = 0; known <= stored.length; known++) {
        const { environment, request } = setUp({}, { stop, known: stored.slice(0, known) });
        expect(await explore(request)).toEqual(whole);
        expect(environment.log.opened).toBe(stored.length - known);
      }
    },
  );

  it('leaves out what is known of other tasks and samples', async () => {
    const { request } = setUp({ train: 2 }, { samples: 2 });
    const known = await explore({ ...request, samples: 4 });
    const tasks = request.environments[0]?.tasks.slice(0, 1) ?? [];
    const environments = [{ environment: createCountingEnvironment(), tasks }];
    expect(ids(await explore({ ...request, environments, known }))).toEqual(['counting_0#0', 'counting_0#1']);
  });

  it('plays rollouts again that ended in an error', async () => {
    let broken = true;
    const fault = (index: number) => (broken && index === 1 ? ('step' as const) : undefined);
    const { environment, request } = setUp({ train: 3, fault }, { samples: 1, failureShare: 0.5 });
    const known = await explore(request);
    expect(known.map(({ outcome }) => outcome)[1]).toBe('env_error');
    broken = false;
    environment.log.played.length = 0;
    const mended = await explore({ ...request, known });
    expect(environment.log.played).toEqual(['counting_1']);
    expect(mended).toEqual(await explore(setUp({ train: 3 }, { samples: 1 }).request));
  });

  it('leaves a task alone that a later sample has solved, whatever failed before', async () => {
    const fault = (index: number) => (index === 0 ? ('step' as const) : undefined);
    const broken = setUp({ train: 1, fault }, { stop: 'first-success', failureShare: 1 });
    const [first] = await explore({ ...broken.request, samples: 1 });
    const { environment, request } = setUp({ train: 1 }, { stop: 'first-success', policy: createExpertPolicy() });
    const [, second] = await explore({ ...request, stop: 'never', samples: 2 });
    environment.log.played.length = 0;
    const known = [first as Trajectory, second as Trajectory];
    expect(await explore({ ...request, known })).toEqual(known);
    expect(environment.log.played).toEqual([]);
  });

  it('respects a first success that is known, and goes on after known failures', async () => {
    const { environment, request } = setUp({ train: 2 }, { stop: 'first-success', policy: createExpertPolicy() });
    const all = await explore({ ...request, stop: 'never' });
    const failed = (trajectory: Trajectory): Trajectory => ({
      ...trajectory,
      outcome: 'failure',
      reward: 0,
      rewardRaw: 0,
    });
    const known = [all[0] as Trajectory, failed(all[3] as Trajectory), failed(all[4] as Trajectory)];
    environment.log.played.length = 0;
    const progress: unknown[] = [];
    const found = await explore({ ...request, known, onTrajectory: (_, state) => void progress.push(state) });
    expect(environment.log.played).toEqual(['counting_1']);
    expect(ids(found)).toEqual(['counting_0#0', 'counting_1#0', 'counting_1#1', 'counting_1#2']);
    expect(progress).toEqual([{ done: 4, total: 4 }]);
  });
});

describe('an exploration whose rollouts fail', () => {
  const everyThird = (index: number) => (index % 3 === 2 ? ('step' as const) : undefined);

  it('keeps failures as data up to the limit', async () => {
    const { request } = setUp({ fault: everyThird }, { samples: 1, failureShare: 0.34 });
    const found = await explore(request);
    expect(found.filter(({ outcome }) => outcome === 'env_error').map(({ reward }) => reward)).toEqual([null, null]);
  });

  it('stops above it, with the commonest message', async () => {
    const { request } = setUp({ fault: everyThird }, { samples: 1, failureShare: 0.3, concurrency: 1 });
    await expect(explore(request)).rejects.toMatchObject({
      code: 'E_RUN_FAILURES',
      message:
        '2 of 6 rollouts ended in an error (at most 30 % may); most often (2): counting, env_error: the counter broke',
    });
  });

  it('stops early where nothing works', async () => {
    const { environment, request } = setUp(
      { train: 200, fault: () => 'step' },
      { samples: 4, failureShare: 0.5, concurrency: 1 },
    );
    await expect(explore(request)).rejects.toMatchObject({ code: 'E_RUN_FAILURES' });
    expect(environment.log.played).toHaveLength(20);
  });

  it('does not judge by the first few', async () => {
    const { request } = setUp(
      { train: 200, fault: (index) => (index < 5 ? 'step' : undefined) },
      { samples: 1, failureShare: 0.3, concurrency: 1 },
    );
    expect(await explore(request)).toHaveLength(200);
  });

  it('counts what it knows already, so that resuming is held to the same share', async () => {
    const { request } = setUp({ fault: everyThird }, { samples: 1, failureShare: 0.34 });
    const known = await explore(request);
    // Played again are the two that failed, and they fail again: still two of six.
    expect(await explore({ ...request, known })).toHaveLength(6);
    await expect(explore({ ...request, known, failureShare: 0.3 })).rejects.toThrow('2 of 6 rollouts');
  });

  it('stops at once when the policy cannot play the environment', async () => {
    const { environment, request } = setUp({ scripted: false }, { concurrency: 1, failureShare: 1 });
    await expect(explore(request)).rejects.toMatchObject({ code: 'E_POLICY_CAPABILITY' });
    expect(environment.log.opened).toBe(1);
  });
});

describe('an interrupted exploration', () => {
  it('gives up what is in flight, keeps what is finished, and begins nothing new', async () => {
    const stop = new AbortController();
    const kept: string[] = [];
    const { environment, request } = setUp(
      { fault: (index) => (index === 3 ? 'hang' : undefined) },
      { samples: 1, concurrency: 1 },
    );
    environment.log.onHang = () => stop.abort();
    const exploring = explore({ ...request, signal: stop.signal, onTrajectory: ({ id }) => void kept.push(id) });
    await expect(exploring).rejects.toThrow(InterruptedError);
    expect(kept).toEqual(['counting_0#0', 'counting_1#0', 'counting_2#0']);
    expect(environment.log).toMatchObject({ opened: 4, closed: 4 });
  });

  it('does not begin once the signal has fired', async () => {
    const { environment, request } = setUp();
    await expect(explore({ ...request, signal: AbortSignal.abort() })).rejects.toThrow(InterruptedError);
    expect(environment.log.opened).toBe(0);
  });
});
