/** Arbitrary trajectories that can be stored, for property tests. */
import * as fc from 'fast-check';
import { OUTCOMES, type Trajectory, type TrajectoryMessage } from '../../src/trajectories/trajectory.ts';

/** JSON has no negative zero. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const unit = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const text = fc.string({ unit: 'binary', maxLength: 12 });

const said: fc.Arbitrary<TrajectoryMessage> = fc.record(
  {
    role: fc.constantFrom('system', 'user'),
    content: text,
    loss: fc.constant(false),
    seconds: unit,
  },
  { requiredKeys: ['role', 'content', 'loss'] },
);
const answered: fc.Arbitrary<TrajectoryMessage> = fc.record(
  {
    role: fc.constant('assistant'),
    content: text,
    loss: fc.boolean(),
    reward: number,
    reasoning: text,
    toolCalls: fc.array(fc.record({ name: text, arguments: text }, { noNullPrototype: true }), { maxLength: 2 }),
    tokenIds: fc.array(fc.nat(), { maxLength: 4 }),
    logprobs: fc.array(number, { maxLength: 4 }),
    seconds: unit,
  },
  { requiredKeys: ['role', 'content', 'loss'] },
);

export const trajectories: fc.Arbitrary<Trajectory> = fc
  .record(
    {
      environment: fc.constantFrom('textcraft', 'babyai'),
      index: fc.nat(30),
      split: fc.constantFrom('train', 'dev', 'eval'),
      group: text,
      fingerprint: text,
      sample: fc.nat(4),
      seed: fc.nat(),
      policy: text,
      temperature: unit,
      messages: fc.array(fc.oneof(said, answered), { maxLength: 5 }),
      outcome: fc.constantFrom(...OUTCOMES),
      rewardRaw: number,
      reward: unit,
      rounds: fc.nat(9),
      parseErrors: fc.nat(9),
      usage: fc.record({ prompt: fc.nat(), cached: fc.nat(), completion: fc.nat() }),
      seconds: unit,
    },
    { noNullPrototype: true },
  )
  .chain(({ index, group, ...rest }) =>
    fc.tuple(fc.boolean(), fc.nat(2), fc.option(unit, { nil: undefined })).map(([grouped, restarts, cost]) => {
      const itemId = `${rest.environment}_${index}`;
      const failed = rest.outcome === 'env_error' || rest.outcome === 'policy_error';
      return {
        ...rest,
        id: `${itemId}#${rest.sample}`,
        itemId,
        ...(grouped ? { group, source: 'server@0123456789ab', fingerprintOf: 'opening' as const } : {}),
        ...(restarts > 0 ? { restarts } : {}),
        ...(cost === undefined ? {} : { cost, reverified: { version: '2.0.0', before: beforeOf(rest.outcome, cost) } }),
        ...(failed ? { reward: null, rewardRaw: null, error: { code: 'E_ENV_STEP', message: 'no' } } : {}),
      };
    }),
  );

function beforeOf(outcome: Trajectory['outcome'], reward: number): NonNullable<Trajectory['reverified']>['before'] {
  return { outcome, rewardRaw: 2 * reward, reward, ...(reward > 0.5 ? { source: 'agentgym@1.0.0' } : {}) };
}
