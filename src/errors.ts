/**
 * The error catalogue: every failure a user can meet has a code, a message, a hint that says what to do, and a cause.
 * docs/errors.md lists the same codes (a test keeps them equal). Errors that are not an `AgentgymError` are bugs of
 * ours and keep their stack.
 */

import { withoutSecrets } from './secrets.ts';

/** Exit codes of the command line (docs/errors.md). */
export const EXIT = { completed: 0, shortfall: 1, couldNotRun: 2, unexpected: 70, interrupted: 130 } as const;

export const ERROR_CODES = {
  E_CONFIG_FILE: 'The config file is missing or cannot be read.',
  E_CONFIG_INVALID: 'The config, or a command-line value, is not valid.',
  E_ENV_UNKNOWN: 'An environment of that name is neither built in nor named in the config.',
  E_ENV_TASK: 'A task id does not exist in its environment.',
  E_ENV_INVALID: 'A custom environment file does not export what `defineEnvironment` returns.',
  E_ENV_STEP: 'An environment failed while it was opened, reset or stepped.',
  E_ENV_UNREACHABLE: 'An environment server cannot be reached, or broke off a connection.',
  E_ENV_TIMEOUT: 'An environment server did not answer in time.',
  E_ENV_ANSWER: 'An environment server answered with an error, or with something that its protocol does not know.',
  E_ENV_BROKEN: 'An environment was checked, and something in it is broken.',
  E_POLICY_UNKNOWN: 'A policy of that name does not exist.',
  E_POLICY_CAPABILITY: 'A policy cannot do what is asked of it in this environment.',
  E_POLICY_FAILED: 'A policy failed to answer.',
  E_POLICY_ACCESS:
    'An endpoint does not let the policy in: its key is missing or refused, or its allowance is used up.',
  E_POLICY_MODEL: 'An endpoint does not know the model, or is not where the config says.',
  E_POLICY_UNREACHABLE: 'An endpoint gave not one answer: it cannot be reached, or fails whatever it is asked.',
  E_SERVE_REFUSED:
    'A server does not take a checkpoint: it cannot see it, has no room for it, or is not set up for it.',
  E_SERVE_PROCESS: 'A server process did not start, or ended while it was needed.',
  E_SERVE_STALE: 'An endpoint goes on answering with the weights of an earlier checkpoint.',
  E_TRAIN_DATA: 'There is nothing to train on, or an example does not fit the model.',
  E_TRAIN_DIVERGED: 'Training produced a loss or gradient that is not a number.',
  E_TRAIN_PYTHON: 'The Python interpreter that training runs in is missing, or lacks a package.',
  E_TRAIN_JOB: 'A training job could not be started, or failed.',
  E_TRAIN_ACCESS:
    'A fine-tuning service does not let us in: its key is missing or refused, or its allowance is used up.',
  E_TRAIN_SERVICE:
    'A fine-tuning service cannot be reached, or answers with errors or with what its API does not know.',
  E_DATA_LEAK: 'Tasks that are evaluated on are among those that are learned from.',
  E_DATA_SOURCE: 'A file of data is not there: a path, a pattern, or a file on the Hugging Face Hub.',
  E_STORE_CORRUPT: 'A file of a run directory or trajectory file does not hold what it should.',
  E_STORE_MISMATCH: 'A file was written by another command line, config or version.',
  E_STORE_LOCKED: 'Another process is using this run directory.',
  E_STORE_DISK: 'A file cannot be written: the disk is full, read-only or broken, or permission is missing.',
  E_STORE_LINK: 'A run directory holds a link that leads out of it, or something that is neither a file nor a folder.',
  E_STORE_CHECKPOINT: 'A checkpoint directory is missing, incomplete, damaged or of a kind that is not supported.',
  E_EXPORT_EMPTY: 'Nothing is left to export: the source holds nothing, or the filters let nothing through.',
  E_EXPORT_HUB: 'The Hugging Face Hub refused an upload, or could not be reached.',
  E_VIEW_UNKNOWN: 'The viewer knows no run, file, trajectory or task of that name.',
  E_VIEW_REQUEST: 'A request to the viewer is not one that it answers.',
  E_REPLAY_PARTED: 'Stored trajectories that were played again part from what is stored.',
  E_TRACK_SETUP: 'What a tracker needs is missing: its key, or its packages.',
  E_DOCTOR_MISSING: 'Something that is needed is missing; the lines before the error say what.',
  E_RUN_FAILURES: 'More rollouts failed for reasons of plumbing than the config allows.',
  E_RUN_PROMOTION: 'No candidate was promoted, and --require-promotion asks for one.',
  E_RUN_ROLLBACK: 'A run cannot go back to the iteration that was named.',
  E_RUN_LIMIT: 'A limit of the run is reached: its tokens, its cost or its time. What is finished is kept.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What is said beside the message: what to do (`hint`) and what it came from (`cause`). */
export interface ErrorDetails {
  hint?: string;
  cause?: unknown;
  /** Whether the rollout that met it may start again in a new session; default: false. */
  restartable?: boolean;
  /** The setting at fault, as a path into the config; whoever loaded the config can say where it stands. */
  setting?: readonly (string | number)[];
}

/** An error a user can act on. Shown without a stack; `code` is stable. */
export class AgentgymError extends Error {
  override readonly name = 'AgentgymError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly restartable: boolean;
  readonly setting: readonly (string | number)[] | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(withoutSecrets(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint === undefined ? undefined : withoutSecrets(details.hint);
    this.restartable = details.restartable ?? false;
    this.setting = details.setting;
  }
}

/** Thrown when the user (or a caller's signal) stopped the work; everything finished is kept. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(message = 'Interrupted.') {
    super(message);
  }
}

/** Throws `InterruptedError` once `signal` has fired. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new InterruptedError();
}

/** The text of any thrown value, without keys. */
export function messageOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}
