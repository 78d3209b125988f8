/** Errors of a rollout, told apart by whose doing they are: the outcome of its trajectory is made of it. */
import { AgentgymError, type ErrorCode, InterruptedError, messageOf } from '../errors.ts';

/** Says whose doing an error was; the outcome and the error of the trajectory are made of it. */
export class Fault extends Error {
  readonly outcome: 'env_error' | 'policy_error';
  readonly code: ErrorCode;
  readonly restartable: boolean;
  constructor(outcome: 'env_error' | 'policy_error', cause: unknown) {
    super(messageOf(cause), { cause });
    this.outcome = outcome;
    const own = outcome === 'env_error' ? 'E_ENV_STEP' : 'E_POLICY_FAILED';
    this.code = cause instanceof AgentgymError ? cause.code : own;
    this.restartable = outcome === 'env_error' && cause instanceof AgentgymError && cause.restartable;
  }
}

/** Whatever `operation` throws, but an interruption, as a fault of the one who did it. */
export async function attempt<T>(outcome: 'env_error' | 'policy_error', operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof InterruptedError ? error : new Fault(outcome, error);
  }
}
