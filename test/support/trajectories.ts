/** Trajectories for tests: a plain one, changed where a test cares. */
import type { Trajectory } from '../../src/trajectories/trajectory.ts';

/** Everything that there is to go through. */
export async function listOf<T>(rows: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** A success of reward 1 after one round on task `index`; `reward: null` makes it an env_error. */
export function makeTrajectory(index: number, changes: Partial<Trajectory> = {}): Trajectory {
  const environment = changes.environment ?? 'counting';
  const sample = changes.sample ?? 0;
  const reward = changes.reward === undefined ? 1 : changes.reward;
  const failed = reward === null;
  return {
    id: `${environment}_${index}#${sample}`,
    environment,
    itemId: `${environment}_${index}`,
    split: 'train',
    fingerprint: `task-${index}`,
    sample,
    seed: 1,
    policy: 'abc',
    temperature: 0.7,
    messages: [
      { role: 'user', content: 'Reach the target.', loss: false },
      { role: 'assistant', content: 'OK.', loss: false },
      { role: 'user', content: 'The count is 0.', loss: false },
      { role: 'assistant', content: `Thought: go.\nAction: add ${sample}`, loss: true, reward: reward ?? 0 },
    ],
    outcome: failed ? 'env_error' : reward > 0 ? 'success' : 'failure',
    rewardRaw: reward,
    reward,
    rounds: 1,
    parseErrors: 0,
    usage: { prompt: 10, cached: 4, completion: 3 },
    seconds: 0.5,
    ...(failed ? { error: { code: 'E_ENV_STEP', message: 'it broke' } } : {}),
    ...changes,
  };
}
