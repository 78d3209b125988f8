/** Errors on their way from one thread to another, which lose their class there. */
import { AgentgymError, type ErrorCode, messageOf } from './errors.ts';

export interface Failure {
  message: string;
  /** Of an `AgentgymError`. */
  code?: ErrorCode | undefined;
  hint?: string | undefined;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof AgentgymError)) return { message: messageOf(error) };
  return { message: error.message, code: error.code, hint: error.hint };
}

/** The error again; `unknown` is the code of one that had none. */
export function errorOf({ code, message, hint }: Failure, unknown: ErrorCode): AgentgymError {
  return new AgentgymError(code ?? unknown, message, hint === undefined ? {} : { hint });
}
