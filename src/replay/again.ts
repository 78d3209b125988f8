/**
 * A stored trajectory played again: its own turns are the policy, and everything else is a rollout like any other, so that
 * what could not be parsed costs a round as it did, and rewards and outcomes come about as they do.
 */
import type { ActionFormatName, Environment, Task } from '../environments/contract.ts';
import { rollout } from '../explore/rollout.ts';
import type { Policy } from '../policies/contract.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { type Parting, type PartingOptions, partingsOf, roundsOf } from './partings.ts';

export interface AgainRequest extends PartingOptions {
  stored: Trajectory;
  environment: Environment;
  task: Task;
  format: ActionFormatName;
  signal?: AbortSignal | undefined;
}

/** What came of it: the trajectory as it is now and where it parts, or the plumbing's error. */
export type Again =
  | { now: Trajectory; partings: Parting[]; newInstructions: boolean }
  | { error: NonNullable<Trajectory['error']> };

/** Throws InterruptedError when `signal` fires. */
export async function playAgain({
  stored,
  environment,
  task,
  format,
  signal,
  ...options
}: AgainRequest): Promise<Again> {
  const turns = roundsOf(stored).turns.map(({ text }) => text);
  const now = await rollout({
    environment,
    task,
    policy: policyOf(turns, stored.policy),
    sample: stored.sample,
    seed: stored.seed,
    maxRounds: turns.length,
    format,
    temperature: stored.temperature,
    maxTokens: 1,
    signal,
  });
  if (!counts(now)) return { error: now.error ?? { code: 'E_ENV_STEP', message: now.outcome } };
  const observation = firstObservation(now, environment.instructions(format).at(-1));
  const partings = partingsOf(stored, { now, observation }, options);
  return { now, partings, newInstructions: openingOf(stored) !== openingOf(now) };
}

/** Says the turns one after another; then its context is used up. A rollout that starts again hears them again. */
function policyOf(turns: readonly string[], name: string): Policy {
  const usage = { prompt: 0, cached: 0, completion: 0 };
  return {
    name,
    checkpoint: undefined,
    concurrency: 1,
    open: () => {
      const rest = turns.values();
      return {
        complete: async () => {
          const { done = false, value = '' } = rest.next();
          return { text: value, finishReason: done ? 'context' : 'stop', usage };
        },
        close: () => {},
      };
    },
    close: async () => {},
  };
}

/** The rollout joins the observation to instructions that end with the user's turn. */
function firstObservation(now: Trajectory, last: { role: string; content: string } | undefined): string {
  const { opening } = roundsOf(now);
  return last?.role === 'user' ? opening.slice(`${last.content}\n\n`.length) : opening;
}

/** Everything before the first turn. */
function openingOf({ messages }: Trajectory): string {
  const first = messages.findIndex(({ role, loss }) => role === 'assistant' && loss);
  return JSON.stringify(messages.slice(0, first === -1 ? messages.length : first).map(({ content }) => content));
}
