/** What environments need before the first session and after the last: those of a command or run, all at once. */
import type { Environment } from './contract.ts';

/** Throws what an environment that cannot be used says is wrong, within seconds. */
export async function checkAll(environments: readonly Environment[], signal?: AbortSignal): Promise<void> {
  await Promise.all(environments.map(async (environment) => environment.check?.(signal)));
}

/** Frees what the environments hold, in bounded time. Never throws: it comes last, whatever was before. */
export async function closeAll(environments: readonly Environment[]): Promise<void> {
  await Promise.allSettled(environments.map(async (environment) => environment.close?.()));
}

/** Checks the environments, does the work, and closes them whatever came of it. */
export async function withEnvironments<T>(
  environments: readonly Environment[],
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await checkAll(environments, signal);
    return await work();
  } finally {
    await closeAll(environments);
  }
}
