/** What commands may touch of the world: streams, surroundings and the signal of an interruption. Tests pass their own. */
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number };
export type Input = Readable & { isTTY?: boolean };

export interface CliContext {
  stdin: Input;
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The log that an unexpected error's stack goes to; set by commands that keep one. */
  log?: string;
  /** Fires on Ctrl-C (SIGINT) or SIGTERM. */
  signal: AbortSignal;
}

/** Whether output may be coloured: a terminal that is not dumb, and no NO_COLOR (any value that is not empty). */
export function mayColour(output: Output, env: CliContext['env']): boolean {
  return output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Whether lines may be written over in place: a terminal that can move its cursor. */
export function mayRewrite(output: Output, env: CliContext['env']): boolean {
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Columns of a terminal; undefined where output is not a terminal and may be as wide as it likes. */
export function widthOf(output: Output): number | undefined {
  return output.isTTY === true ? (output.columns ?? 80) : undefined;
}
