/** Remote environments for tests, as a config would make them but for shorter waits. */
import { onTestFinished } from 'vitest';
import type { Environment, Session, Split, Task } from '../../src/environments/contract.ts';
import { createRemote, type RemoteOptions } from '../../src/environments/remote/environment.ts';

export type RemoteChanges = Partial<Omit<RemoteOptions, 'timeouts'>> & {
  timeouts?: Partial<RemoteOptions['timeouts']>;
};

/** Train tasks 0 to 999 unless others are given; closed when the test is over. */
export async function remote(
  environment: RemoteOptions['environment'],
  urls: string | readonly string[],
  changes: RemoteChanges = {},
): Promise<Environment> {
  const made = await createRemote({
    name: environment,
    environment,
    urls: typeof urls === 'string' ? [urls] : urls,
    tasks: { train: { from: 0, count: 1000 } },
    retries: 2,
    pause: 1,
    ...changes,
    timeouts: { call: 5, rollout: 60, health: 2, close: 2, ...changes.timeouts },
  });
  onTestFinished(async () => made.close?.());
  return made;
}

export function task(environment: Environment, index: number, split: Split = 'train'): Task {
  const found = environment.tasks(split).find((one) => one.index === index);
  if (found === undefined) throw new Error(`no task ${index}`);
  return found;
}

/** A session in which a task has been started. */
export async function started(environment: Environment, index = 0): Promise<Session> {
  const session = await environment.open();
  await session.reset(task(environment, index), 1);
  return session;
}
