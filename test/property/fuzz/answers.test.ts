/** Some of the inputs of scripts/fuzz.ts: what servers answer is taken, or is an error for users or an outcome. */
import { expect, it } from 'vitest';
import { campaign } from '../../../scripts/fuzz/campaign.ts';
import { endpoints, environmentServers, services } from '../../../scripts/fuzz/surfaces/answers.ts';

it.for([
  ['environment servers', environmentServers, ['played', 'E_ENV_ANSWER', 'E_ENV_UNREACHABLE']],
  ['endpoints', endpoints, ['answered', 'E_POLICY_UNREACHABLE']],
  ['services', services, ['answered', 'E_TRAIN_SERVICE']],
] as const)('wrong answers of %s', async ([, surface, outcomes]) => {
  const tally = await campaign(surface, { seed: 1, count: 150 });
  expect(tally.violations).toEqual([]);
  expect(tally.inputs).toBe(150);
  expect(Object.keys(tally.outcomes)).toEqual(expect.arrayContaining([...outcomes]));
});
